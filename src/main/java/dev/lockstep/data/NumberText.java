package dev.lockstep.data;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Numbers as text: one text per value, independent of spelling and type. 3, not 3.0; all digits of whole numbers; an
 * exponent only for very large or very small numbers.
 */
public final class NumberText {

    /** Whole numbers below it are exact as doubles. */
    private static final double EXACT = 0x1p53;

    private static final int MOST_SHORT = 15;
    private static final int LARGEST_PLAIN = 38;
    private static final int SMALLEST_PLAIN = -7;

    private NumberText() {}

    /** The text of the number in a cell; empty if it is not a number. */
    public static Optional<String> ofCell(String cell) {
        String trimmed = cell.strip();
        if (isShortWhole(trimmed)) {
            return Optional.of(Long.toString(Long.parseLong(trimmed)));
        }
        return Labels.number(trimmed).map(value -> value == 0 ? "0" : of(new BigDecimal(trimmed)));
    }

    private static boolean isShortWhole(String cell) {
        int start = cell.startsWith("-") ? 1 : 0;
        if (cell.length() == start || cell.length() > MOST_SHORT) {
            return false;
        }
        for (int i = start; i < cell.length(); i++) {
            if (cell.charAt(i) < '0' || cell.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    public static String of(double value) {
        if (value == Math.rint(value) && Math.abs(value) < EXACT) {
            return Long.toString((long) value);
        }
        return Double.isFinite(value) ? of(new BigDecimal(Double.toString(value))) : Double.toString(value);
    }

    public static String of(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        long exponent = (long) stripped.precision() - stripped.scale() - 1;
        if (stripped.signum() == 0 || (exponent > SMALLEST_PLAIN && exponent < LARGEST_PLAIN)) {
            return stripped.toPlainString();
        }
        String digits = stripped.unscaledValue().abs().toString();
        String fraction = digits.length() == 1 ? "0" : digits.substring(1);
        return (stripped.signum() < 0 ? "-" : "") + digits.charAt(0) + "." + fraction + "E" + exponent;
    }
}
