package dev.lockstep.objective;

import dev.lockstep.data.LabelKind;
import java.io.Serializable;

/**
 * The loss to minimize. A loss owns its link function: it takes the network's raw outputs and turns them into
 * predictions.
 */
public interface Loss extends Serializable {

    /** The task with one label column. */
    Task task();

    /** The task with the given number of label columns or outputs. */
    default Task task(int labelColumns) {
        return task().on(labelColumns);
    }

    /** The kind of the label cells. */
    default LabelKind labelKind(int labelColumns) {
        return task().labelKind(labelColumns);
    }

    /** Whether raw outputs are logarithms of the predictions. */
    default boolean hasLogLink() {
        return false;
    }

    /** Whether raw outputs are no numbers in the unit of the label, so that neither scaling nor an activation fits. */
    default boolean ownsLink() {
        return task().hasClasses() || hasLogLink();
    }

    /**
     * Returns Σ wᵢ·lossᵢ over the examples, and overwrites {@code gradient} ({@code [rows][units]}) with
     * wᵢ·∂lossᵢ/∂output.
     */
    double sum(Examples examples, float[] gradient);

    /** The loss from the sums over rows: the weighted mean, 0 if the total weight is 0. */
    default double mean(double lossSum, double weightSum) {
        return weightSum == 0 ? 0 : lossSum / weightSum;
    }

    /** The factor that turns the summed gradient into that of {@link #mean}; 0 if the total weight is 0. */
    default double gradientScale(double lossSum, double weightSum) {
        return weightSum == 0 ? 0 : 1 / weightSum;
    }

    /**
     * Whether a target may be a distribution over the classes, one column each; for losses of {@link Task#MULTICLASS}.
     */
    default boolean takesDistributions() {
        return true;
    }

    /** Whether predictions are probabilities. */
    default boolean givesProbabilities() {
        return task().hasClasses();
    }

    /** This loss if it gives probabilities, otherwise the cross-entropy of its task, which converts its scores. */
    default Loss givingProbabilities() {
        return this;
    }

    /** The threshold above which a single unit means yes. */
    default float decidesAt() {
        return 0.5f;
    }

    /** Turns raw outputs into predictions in place: probabilities, if the loss gives them. */
    void predict(float[] outputs, int rows, int units);
}
