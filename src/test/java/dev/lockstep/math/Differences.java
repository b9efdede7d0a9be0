package dev.lockstep.math;

import java.util.function.ToDoubleFunction;

/** Derivatives without thinking: central differences of a function in double. */
public final class Differences {

    private static final double STEP = 1e-6;

    private Differences() {}

    /** The gradient at a point, to about eight digits where the function is smooth. */
    public static double[] gradient(ToDoubleFunction<double[]> function, double[] at) {
        double[] gradient = new double[at.length];
        double[] moved = at.clone();
        for (int i = 0; i < at.length; i++) {
            double step = STEP * Math.max(1, Math.abs(at[i]));
            moved[i] = at[i] + step;
            double above = function.applyAsDouble(moved);
            moved[i] = at[i] - step;
            double below = function.applyAsDouble(moved);
            moved[i] = at[i];
            gradient[i] = (above - below) / (2 * step);
        }
        return gradient;
    }

    public static double[] toDoubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
