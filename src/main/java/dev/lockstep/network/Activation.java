package dev.lockstep.network;

import java.io.Serializable;

/** What a unit does with its weighted sum. Works on ranges of arrays, never on one element a call. */
public interface Activation extends Serializable {

    /** {@code outputs[i] = f(sums[i])} for i in [0, count). */
    void apply(float[] sums, float[] outputs, int count);

    /** {@code gradient[i] *= f′(sums[i])} for i in [0, count), where {@code outputs[i] = f(sums[i])}. */
    void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count);

    /** What weights in front of it start with, unless the plan says otherwise. */
    default String usualInitializer() {
        return "xavier_uniform";
    }
}
