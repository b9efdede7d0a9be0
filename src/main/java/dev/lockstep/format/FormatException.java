package dev.lockstep.format;

/** Invalid bytes in a file. The message is one line: place, expected value, actual value. */
public final class FormatException extends RuntimeException {

    private static final long serialVersionUID = 1;
    /** Text from a file may be long and contain control characters. */
    private static final int LONGEST_MESSAGE = 400;

    public FormatException(String message) {
        this(message, null);
    }

    public FormatException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /** The same with the name of the file. */
    public FormatException in(String file) {
        return new FormatException(file + ": " + getMessage(), this);
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "...";
    }
}
