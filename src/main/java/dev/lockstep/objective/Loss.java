package dev.lockstep.objective;

import java.io.Serializable;

/**
 * What training makes small. A loss owns its link: it takes the network's raw outputs and knows how they become
 * predictions.
 */
public interface Loss extends Serializable {

    Task task();

    /**
     * Returns Σ wᵢ·lossᵢ over the examples, and overwrites {@code gradient} ({@code [rows][units]}) with
     * wᵢ·∂lossᵢ/∂output.
     */
    double sum(Examples examples, float[] gradient);

    /** Turns raw outputs into predictions in place: probabilities where there are any. */
    void predict(float[] outputs, int rows, int units);
}
