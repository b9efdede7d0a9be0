package dev.lockstep.data;

/** Text from data for messages: without control characters, and shortened. */
public final class Shown {

    private static final int LONGEST = 80;
    private static final int LONGEST_LINE = 2000;

    private Shown() {}

    /** Text in quotes. */
    public static String quoted(Object text) {
        return "\"" + printable(shortened(text.toString(), LONGEST)) + "\"";
    }

    /** Text for one line of a message. */
    public static String line(String text) {
        return printable(shortened(text, LONGEST_LINE));
    }

    private static String shortened(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most)) + "…";
    }

    /** Replaces invisible and control characters by their codes. */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (Character.getType(point)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> shown.append(code(point));
                default -> shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }

    private static String code(int point) {
        return switch (point) {
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            default -> String.format("\\u%04X", point);
        };
    }
}
