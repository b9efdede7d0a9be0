package dev.lockstep.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Number formats for the console and pages, independent of the locale. */
public final class Figures {

    private Figures() {}

    /** A loss or a metric: four significant digits. */
    public static String number(double value) {
        return significant(value, 4);
    }

    /** A speed: three significant digits. */
    public static String rate(double value) {
        return significant(value, 3);
    }

    /** Whether a number is whole, and not so large that every such number is. */
    public static boolean isWhole(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15;
    }

    public static String whole(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 12 s}, {@code 3 min 20 s} or {@code 1 h 05 min}; below 10 s with tenths. */
    public static String duration(double seconds) {
        return seconds < 9.95 ? String.format(Locale.ROOT, "%.1f s", seconds) : duration(Math.round(seconds));
    }

    /** {@code 12 s}, {@code 3 min 20 s} or {@code 1 h 05 min}. */
    public static String duration(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
    }

    /** {@code 0:12}, {@code 3:20} or {@code 1:05:59}: the same width from 1:00 to 9:59. */
    public static String clock(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static String significant(double value, int digits) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : Double.toString(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent < -4 || exponent > 9) {
            return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
        }
        return String.format(Locale.ROOT, "%,." + Math.max(0, digits - 1 - exponent) + "f", rounded);
    }
}
