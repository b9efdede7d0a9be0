package dev.lockstep.data;

/**
 * A float as the double of its shortest text: 0.1f is 0.1, as in a text file, not 0.10000000149011612. Computed without
 * the text where all versions of Java agree on it: below 2²⁴, except for the smallest floats.
 */
public final class ShortestDecimal {

    private static final int FEWEST_DIGITS = 2;
    private static final int MOST_DIGITS = 9;
    private static final double SMALLEST = 1e-13;
    private static final double LARGEST = 0x1p24;
    /** Powers of ten that are exact in double. */
    static final double[] POWERS = powers();

    private ShortestDecimal() {}

    private static double[] powers() {
        double[] powers = new double[23];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }

    public static double of(float value) {
        double exact = value;
        double absolute = Math.abs(exact);
        if ((absolute < LARGEST && exact == Math.rint(exact)) || !Float.isFinite(value)) {
            return exact;
        }
        if (absolute < SMALLEST || absolute >= LARGEST) {
            return Double.parseDouble(Float.toString(value));
        }
        int exponent = exponent(absolute);
        for (int digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits++) {
            double decimal = rounded(exact, digits - 1 - exponent);
            if ((float) decimal == value) {
                return decimal;
            }
        }
        return rounded(exact, MOST_DIGITS - 1 - exponent);
    }

    /**
     * With a given number of decimals. Digits and power are exact, so the quotient is the double nearest to the
     * decimal.
     */
    private static double rounded(double exact, int decimals) {
        return decimals < 0
                ? Math.rint(exact / POWERS[-decimals]) * POWERS[-decimals]
                : Math.rint(exact * POWERS[decimals]) / POWERS[decimals];
    }

    /** The exponent of a positive number's first digit: 0 for 1 to 9. */
    private static int exponent(double value) {
        int above = 0;
        while (value >= POWERS[above + 1]) {
            above++;
        }
        int below = 0;
        while (value * POWERS[below] < 1) {
            below++;
        }
        return above - below;
    }
}
