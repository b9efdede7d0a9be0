package dev.lockstep.evaluation;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/** Sums over predictions from which metrics follow. {@link #add} and {@link #merge} change it in place. */
public interface Tally extends Serializable {

    void add(Predictions predictions);

    /** Adds another tally of the same kind to this one and returns this. */
    Tally merge(Tally other);

    /**
     * The metrics by name, in a fixed order.
     *
     * @param meanLoss computes the loss from Σ wᵢ·lossᵢ and Σ wᵢ
     */
    Map<String, Double> metrics(DoubleBinaryOperator meanLoss);

    /**
     * The metrics that are undefined for these rows, whatever the predictions, with the reasons.
     *
     * @param classes the names of the classes
     */
    default Map<String, String> undefined(List<String> classes) {
        return Map.of();
    }

    /**
     * Further results by name, such as the confusion matrix: lists and maps for JSON.
     *
     * @param classes the names of the classes
     */
    Map<String, Object> details(List<String> classes);
}
