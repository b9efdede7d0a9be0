package dev.lockstep.objective;

import dev.lockstep.data.LabelKind;
import dev.lockstep.evaluation.Tally;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

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

    /**
     * What is added to the name of a label for the name of each of its outputs; several if the loss has several outputs
     * for a number.
     */
    default List<String> outputSuffixes() {
        return List.of("");
    }

    /** The output of a label that says what is expected, such as the median of several quantiles. */
    default int middleOutput() {
        return 0;
    }

    /** The names of the outputs of numbers: those of the labels, with suffixes where a label has several outputs. */
    default List<String> outputNames(List<String> labelColumns) {
        List<String> names = new ArrayList<>();
        for (String label : labelColumns) {
            for (String suffix : outputSuffixes()) {
                names.add(label + suffix);
            }
        }
        return names;
    }

    /**
     * An empty tally of the metrics of a network.
     *
     * @param labelScale factor for differences of scaled labels, per label; for numbers
     * @param top the k of {@code top_k_accuracy}
     * @param rows total number of rows
     */
    default Tally tally(int outputs, double[] labelScale, int top, long rows) {
        return task(outputs).tally(this, outputs, labelScale, top, rows);
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
