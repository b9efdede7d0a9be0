package dev.lockstep.plan;

import dev.lockstep.data.MissingValues;
import dev.lockstep.spark.ingest.row.Columns;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which columns of a source a training uses, and how their cells become numbers.
 *
 * @param label one column, or several for several outputs; the outputs are in this order
 * @param features names and globs; empty for every other column. {@link Columns} says in which order
 * @param missingValues cells that are missing besides empty ones
 * @param weight a column of row weights
 */
public record RowPlan(
        List<String> label,
        List<String> features,
        Categorical categorical,
        Missing missing,
        MissingValues missingValues,
        Optional<String> weight,
        Scale scale,
        Scale scaleLabel,
        Storage storage) {

    /**
     * Features that are names of things: each becomes one input a category, of which one is 1.
     *
     * @param columns names and globs
     */
    public record Categorical(List<String> columns, Unseen unseen) {

        /** Every feature is a number. */
        public static final Categorical NONE = new Categorical(List.of(), Unseen.ERROR);

        public Categorical {
            columns = List.copyOf(columns);
        }
    }

    /** What a category is that the training rows do not have. */
    public enum Unseen {
        ERROR,
        /** One of its own: none of the column's inputs is 1. */
        BUCKET
    }

    /** What a feature cell with nothing in it is. */
    public enum Missing {
        ERROR,
        /** The row does not count. */
        DROP,
        /** The mean of the column's training rows, by their weights; of categories, a category of its own. */
        MEAN
    }

    /** What columns are brought to before training. */
    public enum Scale {
        NONE,
        STANDARD,
        MINMAX
    }

    /** How the executors keep rows. */
    public enum Storage {
        /** Sparse if that is smaller by far. */
        AUTO,
        DENSE,
        /** Only what is not 0, as compressed sparse rows. */
        SPARSE
    }

    public RowPlan {
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
