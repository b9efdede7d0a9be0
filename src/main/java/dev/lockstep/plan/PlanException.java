package dev.lockstep.plan;

/** The plan is wrong or cannot be read. The message is one line: place, key, and what is allowed. */
public final class PlanException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int LONGEST = 1000;

    public PlanException(String message) {
        super(oneLine(message));
    }

    public PlanException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /** Messages repeat values as the user wrote them, which may be any text. */
    private static String oneLine(String message) {
        String line = message.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
