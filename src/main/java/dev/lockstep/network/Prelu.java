package dev.lockstep.network;

import dev.lockstep.catalog.Choice;

/**
 * f(x) = x above 0, slope·x below, with one learned slope per unit; f′ = 1 above, slope below; ∂f/∂slope = min(x, 0).
 * The slopes follow the layer's biases; {@link Layer} applies it.
 *
 * <p>Reference: K. He et al., "Delving deep into rectifiers" (2015), equation 1.
 */
public record Prelu(double initial) implements Activation {

    /** {@code outputs = f(sums)}, both {@code [rows][units]}, with the slopes {@code parameters[at .. at + units)}. */
    void apply(float[] sums, float[] outputs, int rows, int units, float[] parameters, int at) {
        for (int row = 0; row < rows; row++) {
            for (int unit = 0; unit < units; unit++) {
                float x = sums[row * units + unit];
                outputs[row * units + unit] = x > 0f ? x : parameters[at + unit] * x;
            }
        }
    }

    /** Adds the gradient of the slopes at {@code slopes[at ..]}, then propagates {@code gradient} back through f. */
    void backward(float[] sums, float[] gradient, int rows, int units, float[] parameters, float[] slopes, int at) {
        for (int row = 0; row < rows; row++) {
            for (int unit = 0; unit < units; unit++) {
                int i = row * units + unit;
                slopes[at + unit] += gradient[i] * Math.min(sums[i], 0f);
                gradient[i] *= sums[i] > 0f ? 1f : parameters[at + unit];
            }
        }
    }

    @Override
    public Choice<Initializer> usualInitializer() {
        return Initializers.FOR_RELU;
    }
}
