package dev.lockstep.math;

/** The normal distribution from its textbook series, in double. */
public final class PlainNormal {

    private PlainNormal() {}

    public static double density(double x) {
        return StrictMath.exp(-x * x / 2) / StrictMath.sqrt(2 * Math.PI);
    }

    /** M. Abramowitz, I. Stegun, "Handbook of mathematical functions" (1964), 26.2.11 and, in the tails, 26.2.14. */
    public static double distribution(double x) {
        if (x > 3) {
            return 1 - distribution(-x);
        }
        if (x < -3) {
            double fraction = 0;
            for (int k = 100; k >= 1; k--) {
                fraction = k / (-x + fraction);
            }
            return density(x) / (-x + fraction);
        }
        double term = x;
        double sum = x;
        for (int k = 1; k < 50; k++) {
            term *= x * x / (2 * k + 1);
            sum += term;
        }
        return 0.5 + density(x) * sum;
    }
}
