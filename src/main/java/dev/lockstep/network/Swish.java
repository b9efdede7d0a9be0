package dev.lockstep.network;

import dev.lockstep.catalog.Choice;
import dev.lockstep.math.Elementary;

/**
 * f(x) = x·σ(beta·x); f′ = s + beta·f·(1 − s) with s = σ(beta·x).
 *
 * <p>Reference: P. Ramachandran, B. Zoph, Q. Le, "Searching for activation functions" (2017).
 */
record Swish(float beta) implements Elementwise {

    @Override
    public void apply(float[] sums, float[] outputs, int count) {
        for (int i = 0; i < count; i++) {
            outputs[i] = sums[i] * Elementary.sigmoid(beta * sums[i]);
        }
    }

    @Override
    public void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count) {
        for (int i = 0; i < count; i++) {
            float gate = Elementary.sigmoid(beta * sums[i]);
            gradient[i] *= gate + beta * outputs[i] * (1f - gate);
        }
    }

    @Override
    public Choice<Initializer> usualInitializer() {
        return Initializers.FOR_RELU;
    }
}
