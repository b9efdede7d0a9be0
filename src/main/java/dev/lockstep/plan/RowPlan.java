package dev.lockstep.plan;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Violation;
import dev.lockstep.data.MissingValues;
import dev.lockstep.spark.ingest.row.Columns;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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

        private static final Type<List<String>> NAMES = Types.names(PATTERN);
        private static final Key<List<String>> COLUMNS = Key.required("columns", NAMES, "these features");
        private static final Key<Unseen> UNSEEN = Key.of(
                "unseen",
                Types.oneOf(List.of(Unseen.values())),
                "error",
                "what a category is that the training rows do not have: an error, or none of the column's inputs is 1");
        private static final Section<Categorical> SCHEMA = Section.of(
                        values -> new Categorical(values.get(COLUMNS), values.get(UNSEEN)))
                .with(COLUMNS, Categorical::columns)
                .with(UNSEEN, Categorical::unseen);
        private static final Type<Categorical> TYPE = new Forms<>(NAMES.words(), Categorical::plain)
                .with(Map.class::isInstance, SCHEMA)
                .with(
                        plain -> true,
                        Types.as(NAMES, columns -> new Categorical(columns, Unseen.ERROR), Categorical::columns));

        public Categorical {
            columns = List.copyOf(columns);
        }

        private Object plain() {
            return unseen == Unseen.ERROR ? columns : SCHEMA.write(this);
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

    private static final String PATTERN = "a column or pattern";

    private static final Key<List<String>> LABEL = Key.required(
                    "label", Types.oneOrMore("a column"), "what is predicted; several columns are several outputs")
            .param("labelCol");
    private static final Key<List<String>> FEATURES = Key.of(
                    "features",
                    Types.names(PATTERN),
                    List.of(),
                    "what it is predicted from: numbers, vectors, categories; `[]` is every other column")
            .param("featuresCol");
    private static final Key<Categorical> CATEGORICAL = Key.of(
            "categorical",
            Categorical.TYPE,
            List.of(),
            "features that are names of things: one input for each category of the training rows, of which one is 1; or"
                    + " `{columns, unseen}`");
    private static final Key<Missing> MISSING = Key.of(
            "missing",
            Types.oneOf(List.of(Missing.values())),
            "error",
            "what a feature cell with nothing in it is: an error; the row does not count; the mean of the column's training"
                    + " rows, by weight, and an empty category cell a category of its own");
    private static final Key<MissingValues> MISSING_VALUES = Key.of(
                    "missingValues",
                    Types.as(Types.list(Types.cell()), MissingValues::new, MissingValues::spellings),
                    List.of(),
                    "cells that are missing besides empty ones, as text or by value, such as `[NA, null, -999]`; in every"
                            + " format, and for the model too")
            .since(2);
    private static final Key<Optional<String>> WEIGHT = Key.of(
                    "weight", Types.orNone(Types.name("a column")), "none", "how much each row counts")
            .param("weightCol");
    private static final Key<Scale> SCALE = Key.of(
                    "scale",
                    Types.oneOf(List.of(Scale.values())),
                    "standard",
                    "what features are brought to: as they are, mean 0 and deviation 1, or between 0 and 1, by the training"
                            + " rows; the model does it too")
            .param("standardization");
    private static final Key<Scale> SCALE_LABEL = Key.of(
                    "scaleLabel",
                    Types.oneOf(List.of(Scale.NONE, Scale.STANDARD)),
                    "none",
                    "whether numbers to predict are brought to mean 0 and deviation 1 for training; predictions and metrics"
                            + " are in the label's unit")
            .param();
    private static final Key<Storage> STORAGE = Key.of(
                    "storage",
                    Types.oneOf(List.of(Storage.values())),
                    "auto",
                    "how executors keep rows; auto is sparse where fewer than one input in ten is not 0")
            .param();

    /** Adds the keys to the section of the data, whose rows they describe. */
    static <D> Section<D> withKeys(Section<D> data, Function<D, RowPlan> rows) {
        return data.with(LABEL, rows.andThen(RowPlan::label))
                .with(FEATURES, rows.andThen(RowPlan::features))
                .with(CATEGORICAL, rows.andThen(RowPlan::categorical))
                .with(MISSING, rows.andThen(RowPlan::missing))
                .with(MISSING_VALUES, rows.andThen(RowPlan::missingValues))
                .with(WEIGHT, rows.andThen(RowPlan::weight))
                .with(SCALE, rows.andThen(RowPlan::scale))
                .with(SCALE_LABEL, rows.andThen(RowPlan::scaleLabel))
                .with(STORAGE, rows.andThen(RowPlan::storage));
    }

    static RowPlan of(Values values) {
        return new RowPlan(
                values.get(LABEL),
                values.get(FEATURES),
                values.get(CATEGORICAL),
                values.get(MISSING),
                values.get(MISSING_VALUES),
                values.get(WEIGHT),
                values.get(SCALE),
                values.get(SCALE_LABEL),
                values.get(STORAGE));
    }

    public RowPlan {
        label = List.copyOf(label);
        features = List.copyOf(features);
        if (label.isEmpty()) {
            throw Violation.of(key("label") + " must name at least one column but is empty");
        }
        for (String column : label) {
            if (Collections.frequency(label, column) > 1) {
                throw Violation.of(key("label") + " must name each column once but repeats " + column);
            }
        }
        SCALE_LABEL.check(scaleLabel);
    }
}
