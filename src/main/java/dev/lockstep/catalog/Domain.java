package dev.lockstep.catalog;

import java.io.Serializable;
import java.util.Map;
import java.util.function.DoublePredicate;

/**
 * The values a number may take, in words, as a test and as JSON Schema's keywords. NaN is in no domain.
 *
 * @param bounds such as {@code minimum: 1}
 */
public record Domain(String words, Test contains, Map<String, Double> bounds) implements Serializable {

    /** Tells whether a number is in a domain. */
    public interface Test extends DoublePredicate, Serializable {}

    private static final String FROM = "minimum";
    private static final String ABOVE = "exclusiveMinimum";
    private static final String TO = "maximum";
    private static final String BELOW = "exclusiveMaximum";

    public static final Domain POSITIVE =
            new Domain("a positive number", x -> x > 0 && x < Double.POSITIVE_INFINITY, Map.of(ABOVE, 0.0));
    public static final Domain NOT_NEGATIVE =
            new Domain("0 or a positive number", x -> x >= 0 && x < Double.POSITIVE_INFINITY, Map.of(FROM, 0.0));
    public static final Domain FINITE = new Domain("a finite number", Double::isFinite, Map.of());
    public static final Domain FRACTION = new Domain("in [0, 1)", x -> x >= 0 && x < 1, Map.of(FROM, 0.0, BELOW, 1.0));
    public static final Domain SHARE = strictlyBetween(0, 1);
    public static final Domain UNIT_INTERVAL =
            new Domain("in [0, 1]", x -> x >= 0 && x <= 1, Map.of(FROM, 0.0, TO, 1.0));
    public static final Domain WHOLE = whole("a whole number from 0", 0, Integer.MAX_VALUE);
    public static final Domain COUNT = whole("a whole number from 1", 1, Integer.MAX_VALUE);

    /** The whole numbers from {@code least} to {@code most}. */
    public static Domain whole(int least, int most) {
        return whole("a whole number from " + least + " to " + most, least, most);
    }

    private static Domain whole(String words, int least, int most) {
        return new Domain(
                words, x -> x >= least && x <= most && x == Math.rint(x), Map.of(FROM, (double) least, TO, (double)
                        most));
    }

    /** The numbers from {@code least} to {@code most}, in words of their own. */
    public static Domain between(double least, double most, String words) {
        return new Domain(words, x -> x >= least && x <= most, Map.of(FROM, least, TO, most));
    }

    /** The numbers between two others, without these. */
    public static Domain strictlyBetween(int above, int below) {
        return new Domain(
                "in (" + above + ", " + below + ")",
                x -> x > above && x < below,
                Map.of(ABOVE, (double) above, BELOW, (double) below));
    }

    /** Returns the value, or throws {@link Violation}: {@code momentum must be in [0, 1) but is 1.5}. */
    public double check(String name, double value) {
        if (!contains.test(value)) {
            throw Violation.must(name, words, plain(value));
        }
        return value;
    }

    /** As {@link #check(String, double)}, for whole numbers. */
    public int check(String name, int value) {
        check(name, (double) value);
        return value;
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
