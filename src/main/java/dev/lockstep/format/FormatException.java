package dev.lockstep.format;

/** Bytes are not what they should be. The message is one line for the user: where, what is expected, what is there. */
public final class FormatException extends RuntimeException {

    private static final long serialVersionUID = 1;
    /** What a file says may be of any length, and may try to write to the terminal. */
    private static final int LONGEST_MESSAGE = 400;

    public FormatException(String message) {
        this(message, null);
    }

    public FormatException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /** The same, saying which file. */
    public FormatException in(String file) {
        return new FormatException(file + ": " + getMessage(), this);
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "...";
    }
}
