package dev.lockstep.objective;

import dev.lockstep.catalog.Domain;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;

/**
 * l1·Σ|w| + l2·Σw² over the weights, never the biases; its gradient is l1·sign(w) + 2·l2·w, with sign(0) = 0.
 *
 * <p>Reference: H. Zou, T. Hastie, "Regularization and variable selection via the elastic net" (2005).
 */
public record Penalty(double l1, double l2) {

    public static final Penalty NONE = new Penalty(0, 0);

    public Penalty {
        Domain.NOT_NEGATIVE.check("penalty.l1", l1);
        Domain.NOT_NEGATIVE.check("penalty.l2", l2);
    }

    /** Adds the penalty's gradient to {@code gradient}. */
    public void addGradient(Network network, float[] parameters, float[] gradient) {
        addGradient(network, parameters, gradient, 0, gradient.length);
    }

    /** Adds the penalty's gradient to the elements {@code [from, to)} of {@code gradient}. */
    public void addGradient(Network network, float[] parameters, float[] gradient, int from, int to) {
        if (l1 == 0 && l2 == 0) {
            return;
        }
        float ofSign = (float) l1;
        float ofWeight = (float) (2 * l2);
        for (Layer layer : network.layers()) {
            int end = Math.min(to, layer.biasOffset());
            for (int i = Math.max(from, layer.offset()); i < end; i++) {
                gradient[i] += ofSign * Math.signum(parameters[i]) + ofWeight * parameters[i];
            }
        }
    }

    /** The penalty's value, in double. */
    public double value(Network network, float[] parameters) {
        double absoluteSum = 0;
        double square = 0;
        for (Layer layer : network.layers()) {
            for (int i = layer.offset(); i < layer.biasOffset(); i++) {
                absoluteSum += Math.abs(parameters[i]);
                square += (double) parameters[i] * parameters[i];
            }
        }
        return l1 * absoluteSum + l2 * square;
    }
}
