package dev.lockstep.network;

import dev.lockstep.catalog.Choice;
import dev.lockstep.math.Elementary;

/**
 * f(x) = x above 0, alpha·(eˣ − 1) below; f′ = 1 above, f + alpha below.
 *
 * <p>Reference: D. Clevert, T. Unterthiner, S. Hochreiter, "Fast and accurate deep network learning by exponential
 * linear units" (2016).
 */
record Elu(float alpha) implements Elementwise {

    @Override
    public void apply(float[] sums, float[] outputs, int count) {
        for (int i = 0; i < count; i++) {
            outputs[i] = sums[i] > 0f ? sums[i] : alpha * Elementary.expMinusOne(sums[i]);
        }
    }

    @Override
    public void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count) {
        for (int i = 0; i < count; i++) {
            gradient[i] *= sums[i] > 0f ? 1f : outputs[i] + alpha;
        }
    }

    @Override
    public Choice<Initializer> usualInitializer() {
        return Initializers.FOR_RELU;
    }
}
