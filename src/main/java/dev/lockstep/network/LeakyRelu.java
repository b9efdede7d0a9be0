package dev.lockstep.network;

import dev.lockstep.catalog.Choice;

/**
 * f(x) = x above 0, slope·x below; f′ = 1 above, slope below.
 *
 * <p>Reference: A. Maas, A. Hannun, A. Ng, "Rectifier nonlinearities improve neural network acoustic models" (2013).
 */
record LeakyRelu(float slope) implements Elementwise {

    @Override
    public void apply(float[] sums, float[] outputs, int count) {
        for (int i = 0; i < count; i++) {
            outputs[i] = sums[i] > 0f ? sums[i] : slope * sums[i];
        }
    }

    @Override
    public void multiplySlope(float[] sums, float[] outputs, float[] gradient, int count) {
        for (int i = 0; i < count; i++) {
            gradient[i] *= sums[i] > 0f ? 1f : slope;
        }
    }

    @Override
    public Choice<Initializer> usualInitializer() {
        return Initializers.FOR_RELU;
    }
}
