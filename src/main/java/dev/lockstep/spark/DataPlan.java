package dev.lockstep.spark;

import dev.lockstep.catalog.Domain;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which rows and columns a training uses, and how they are scaled.
 *
 * @param label one column, or several for several outputs; the outputs are in this order
 * @param features names and globs; empty for every other column. {@link Columns} says in which order
 * @param weight a column of row weights
 */
public record DataPlan(
        SourcePlan train,
        Optional<Validation> validation,
        Optional<SourcePlan> test,
        List<String> label,
        List<String> features,
        Optional<String> weight,
        Scale scale,
        Scale scaleLabel) {

    /** Rows that are held out to judge epochs by: a share of the training rows, or a source of their own. */
    public sealed interface Validation {}

    public record Fraction(double fraction) implements Validation {
        public Fraction {
            Domain.SHARE.check("data.validation.fraction", fraction);
        }
    }

    public record Source(SourcePlan plan) implements Validation {}

    /** What columns are brought to before training. */
    public enum Scale {
        NONE,
        STANDARD,
        MINMAX
    }

    public DataPlan {
        label = List.copyOf(label);
        features = List.copyOf(features);
        if (label.isEmpty()) {
            throw new IllegalArgumentException("data.label must name at least one column but is empty");
        }
        for (String column : label) {
            if (Collections.frequency(label, column) > 1) {
                throw new IllegalArgumentException("data.label must name each column once but repeats " + column);
            }
        }
        if (scaleLabel == Scale.MINMAX) {
            throw new IllegalArgumentException("data.scaleLabel must be none or standard but is minmax");
        }
    }
}
