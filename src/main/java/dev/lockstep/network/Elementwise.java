package dev.lockstep.network;

/** An activation without learned parameters. Works on ranges of arrays. */
public non-sealed interface Elementwise extends Activation {

    /** {@code outputs[i] = f(sums[i])} for i in [0, count). */
    void apply(float[] sums, float[] outputs, int count);

    /** {@code gradient[i] *= f′(sums[i])} for i in [0, count), where {@code outputs[i] = f(sums[i])}. */
    void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count);
}
