package dev.lockstep.catalog;

import java.io.Serializable;
import java.util.function.DoublePredicate;

/** The values a number may take, in words and as a test. NaN is in no domain. */
public record Domain(String words, Test contains) implements Serializable {

    /** Tells whether a number is in a domain. */
    public interface Test extends DoublePredicate, Serializable {}

    public static final Domain POSITIVE = new Domain("a positive number", x -> x > 0 && x < Double.POSITIVE_INFINITY);
    public static final Domain NOT_NEGATIVE =
            new Domain("0 or a positive number", x -> x >= 0 && x < Double.POSITIVE_INFINITY);
    public static final Domain FINITE = new Domain("a finite number", Double::isFinite);
    public static final Domain FRACTION = new Domain("in [0, 1)", x -> x >= 0 && x < 1);
    public static final Domain SHARE = new Domain("in (0, 1)", x -> x > 0 && x < 1);
    public static final Domain UNIT_INTERVAL = new Domain("in [0, 1]", x -> x >= 0 && x <= 1);
    public static final Domain WHOLE = new Domain("a whole number from 0", x -> x >= 0 && isInt(x));
    public static final Domain COUNT = new Domain("a whole number from 1", x -> x >= 1 && isInt(x));

    private static boolean isInt(double x) {
        return x == Math.rint(x) && Math.abs(x) <= Integer.MAX_VALUE;
    }

    /** Returns the value, or throws {@link IllegalArgumentException}: {@code momentum must be in [0, 1) but is 1.5}. */
    public double check(String name, double value) {
        if (!contains.test(value)) {
            throw new IllegalArgumentException(refusal(name, plain(value)));
        }
        return value;
    }

    /** As {@link #check(String, double)}, for whole numbers. */
    public int check(String name, int value) {
        check(name, (double) value);
        return value;
    }

    /** The sentence that refuses a value, with the value as the user wrote it. */
    public String refusal(String name, Object value) {
        return name + " must be " + words + " but is " + value;
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
