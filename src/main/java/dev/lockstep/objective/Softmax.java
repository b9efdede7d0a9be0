package dev.lockstep.objective;

import dev.lockstep.math.Elementary;

/** pⱼ = e^(zⱼ − max z) / Σ e^(zᵢ − max z). */
final class Softmax {

    private Softmax() {}

    /** Replaces {@code values[at .. at + count)} by their softmax and returns log Σ e^zⱼ. */
    static double inPlace(float[] values, int at, int count) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + count; i++) {
            largest = Math.max(largest, values[i]);
        }
        double sum = 0;
        for (int i = at; i < at + count; i++) {
            values[i] = Elementary.exp(values[i] - largest);
            sum += values[i];
        }
        float scale = (float) (1 / sum);
        for (int i = at; i < at + count; i++) {
            values[i] *= scale;
        }
        return largest + StrictMath.log(sum);
    }
}
