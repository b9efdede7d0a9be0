package dev.lockstep.plan;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Names;
import dev.lockstep.catalog.Violation;
import dev.lockstep.data.MissingValues;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Types;
import dev.lockstep.plan.schema.Values;
import dev.lockstep.spark.ingest.row.Columns;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The columns of a source that a training uses, and their encoding.
 *
 * @param label one column, or several for several outputs; the outputs are in this order
 * @param features names and globs; empty for every other column. {@link Columns} says in which order
 * @param missingValues values that count as missing besides empty cells
 * @param weight a column of row weights
 * @param offset a column of numbers that are added to the outputs, before the logarithm's inverse
 * @param divideBy a constant divisor of features, instead of scaling
 * @param rows what is done to a row of inputs as a whole
 */
public record RowPlan(
        List<String> label,
        List<String> features,
        Categorical categorical,
        Missing missing,
        MissingValues missingValues,
        Optional<String> weight,
        Optional<String> offset,
        Optional<Double> divideBy,
        Rows rows,
        Scale scale,
        Scale scaleLabel,
        Optional<PiecewiseLinear> encode,
        Storage storage) {

    /** The handling of missing features. */
    public enum Missing {
        ERROR,
        /** The row is dropped. */
        DROP,
        /** The weighted mean of the column's training rows; for categories, a category of its own. */
        MEAN
    }

    /** What is done to a row of inputs. */
    public enum Rows {
        NONE,
        /** It is divided by its Euclidean norm. */
        UNIT
    }

    /** The scaling of columns before training. */
    public enum Scale {
        NONE,
        STANDARD,
        MINMAX,
        /** Median and quartiles, with a soft limit. */
        ROBUST,
        /** Normal scores. */
        QUANTILE
    }

    /** The storage of rows on the executors. */
    public enum Storage {
        /** Sparse if that is much smaller. */
        AUTO,
        DENSE,
        /** Compressed sparse rows. */
        SPARSE
    }

    private static final Key<List<String>> LABEL = Key.required(
                    "label", Types.oneOrMore("a column"), "column to predict; several columns give several outputs")
            .param("labelCol");
    private static final Key<List<String>> FEATURES = Key.of(
                    "features",
                    Categorical.NAMES,
                    List.of(),
                    "input columns: numbers, vectors or categories; `[]` means all other columns")
            .param("featuresCol");
    private static final Key<Categorical> CATEGORICAL = Key.of(
            "categorical",
            Categorical.TYPE,
            List.of(),
            "categorical features, one-hot encoded over the categories of the training rows; or `{columns, unseen}`, or `{columns, hash}`");
    private static final Key<Missing> MISSING = Key.of(
            "missing",
            Types.oneOf(List.of(Missing.values())),
            "error",
            "handling of a missing feature: error; drop, which ignores the row; mean, which imputes the"
                    + " weighted mean of the training rows and makes an empty categorical cell a category of its own");
    private static final Key<MissingValues> MISSING_VALUES = Key.of(
                    "missingValues",
                    Types.as(Types.list(Types.cell()), MissingValues::new, MissingValues::spellings),
                    List.of(),
                    "values that count as missing besides empty cells, compared as text or by value, such as"
                            + " `[NA, null, -999]`; saved with the model")
            .since(2);
    private static final Key<Optional<String>> WEIGHT = Key.of(
                    "weight", Types.orNone(Types.name("a column")), "none", "column of row weights")
            .param("weightCol");
    private static final Key<Optional<String>> OFFSET = Key.of(
                    "offset",
                    Types.orNone(Types.name("a column")),
                    "none",
                    "column of numbers that are added to the network's output, such as the logarithm of an exposure; with"
                            + " the losses poisson, gamma and tweedie")
            .since(2)
            .param("offsetCol");
    private static final Key<Optional<Double>> DIVIDE_BY = Key.of(
                    "divideBy",
                    Types.orNone(Types.number(Domain.POSITIVE)),
                    "none",
                    "constant divisor of all numbers, such as 255 for pixels, instead of `data.scale`, whose default it"
                            + " makes none; saved with the model")
            .since(2);
    private static final Key<Rows> ROWS = Key.of(
                    "rows",
                    Types.oneOf(List.of(Rows.values())),
                    "none",
                    "scaling of rows: none; unit, which divides the inputs of each row by their Euclidean norm, for counts"
                            + " and texts, and makes none the default of `data.scale`")
            .since(2);
    private static final Key<Scale> SCALE = Key.of(
                    "scale",
                    Types.oneOf(List.of(Scale.values())),
                    "standard",
                    "feature scaling: none; standard, to mean 0 and standard deviation 1; minmax, to the range"
                            + " from 0 to 1; robust, by median and quartiles, with outliers limited to ±3; quantile,"
                            + " to normal scores; computed from the training rows and saved with the model")
            .param();
    private static final Key<Scale> SCALE_LABEL = Key.of(
                    "scaleLabel",
                    Types.oneOf(List.of(Scale.NONE, Scale.STANDARD)),
                    "none",
                    "label scaling in a regression without a log link: standard trains on mean 0 and standard deviation 1;"
                            + " predictions and metrics are in the original unit")
            .param();
    private static final Key<Optional<PiecewiseLinear>> ENCODE = Key.of(
                    "encode",
                    Types.orNone(PiecewiseLinear.TYPE),
                    "none",
                    "encoding of numbers: none; piecewise_linear, which adds to each number how far it is through"
                            + " each of its column's bins, from 0 to 1")
            .since(2)
            .param();
    private static final Key<Storage> STORAGE = Key.of(
                    "storage",
                    Types.oneOf(List.of(Storage.values())),
                    "auto",
                    "storage of rows on the executors; auto is sparse if fewer than one input in ten is non-zero")
            .param();

    /** Adds the keys to the section of the data, whose rows they describe. */
    static <D> Section<D> withKeys(Section<D> data, Function<D, RowPlan> rows) {
        return data.with(LABEL, rows.andThen(RowPlan::label))
                .with(FEATURES, rows.andThen(RowPlan::features))
                .with(CATEGORICAL, rows.andThen(RowPlan::categorical))
                .with(MISSING, rows.andThen(RowPlan::missing))
                .with(MISSING_VALUES, rows.andThen(RowPlan::missingValues))
                .with(WEIGHT, rows.andThen(RowPlan::weight))
                .with(OFFSET, rows.andThen(RowPlan::offset))
                .with(DIVIDE_BY, rows.andThen(RowPlan::divideBy))
                .with(ROWS, rows.andThen(RowPlan::rows))
                .with(SCALE, rows.andThen(RowPlan::scale))
                .with(SCALE_LABEL, rows.andThen(RowPlan::scaleLabel))
                .with(ENCODE, rows.andThen(RowPlan::encode))
                .with(STORAGE, rows.andThen(RowPlan::storage));
    }

    /** Whether rows have unit length. */
    public boolean areUnit() {
        return rows == Rows.UNIT;
    }

    /** Whether the model scales features. */
    public boolean scalesFeatures() {
        return scale != Scale.NONE || divideBy.isPresent();
    }

    static RowPlan of(Values values) {
        boolean scalesOtherwise = values.get(DIVIDE_BY).isPresent() || values.get(ROWS) == Rows.UNIT;
        return new RowPlan(
                values.get(LABEL),
                values.get(FEATURES),
                values.get(CATEGORICAL),
                values.get(MISSING),
                values.get(MISSING_VALUES),
                values.get(WEIGHT),
                values.get(OFFSET),
                values.get(DIVIDE_BY),
                values.get(ROWS),
                scalesOtherwise && !values.isGiven(SCALE) ? Scale.NONE : values.get(SCALE),
                values.get(SCALE_LABEL),
                values.get(ENCODE),
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
        if (scale != Scale.NONE && (divideBy.isPresent() || rows == Rows.UNIT)) {
            String other = divideBy.isPresent() ? key("divideBy") : key("rows: unit");
            throw Violation.of(key("scale") + " must be none with " + other + " but is " + Names.of(scale));
        }
    }
}
