package dev.lockstep.objective;

import java.io.Serializable;

/**
 * What training makes small. A loss owns its link: it takes the network's raw outputs and knows how they become
 * predictions.
 */
public interface Loss extends Serializable {

    /** What it learns from one label column. */
    Task task();

    /** What it learns from so many label columns, or on so many outputs. */
    default Task task(int labelColumns) {
        return task().on(labelColumns);
    }

    /**
     * Returns Σ wᵢ·lossᵢ over the examples, and overwrites {@code gradient} ({@code [rows][units]}) with
     * wᵢ·∂lossᵢ/∂output.
     */
    double sum(Examples examples, float[] gradient);

    /** The loss of rows whose sums these are: the mean, 0 if no row has weight. */
    default double mean(double lossSum, double weightSum) {
        return weightSum == 0 ? 0 : lossSum / weightSum;
    }

    /** What the summed gradient is multiplied by to become the gradient of {@link #mean}; 0 if no row has weight. */
    default double gradientScale(double lossSum, double weightSum) {
        return weightSum == 0 ? 0 : 1 / weightSum;
    }

    /** Whether a target may be a distribution over the classes, one column each; for losses of {@link Task#MULTICLASS}. */
    default boolean takesDistributions() {
        return true;
    }

    /** Whether predictions are probabilities. */
    default boolean givesProbabilities() {
        return task().hasClasses();
    }

    /** The loss itself if it gives probabilities, else the cross-entropy of its task, which makes some of its scores. */
    default Loss givingProbabilities() {
        return this;
    }

    /** From which prediction on a single unit says yes. */
    default float decidesAt() {
        return 0.5f;
    }

    /** Turns raw outputs into predictions in place: probabilities where there are any. */
    void predict(float[] outputs, int rows, int units);
}
