package dev.lockstep.estimator;

import dev.lockstep.catalog.Domain;
import dev.lockstep.spark.internals.WeightColumn;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;

/** Which rows are trained on, and how they are brought into shape. */
public interface RowParams extends WeightColumn {

    /** A column of row weights. Default: undefined, every row counts 1. */
    @Override
    default Param<String> weightCol() {
        return new Param<>(this, "weightCol", "weight column name; without it every row counts 1");
    }

    /** A column that is true for the rows to validate with and not to train on. Default: undefined, no validation. */
    default Param<String> validationIndicatorCol() {
        return new Param<>(
                this,
                "validationIndicatorCol",
                "name of the column that is true for rows to validate with and false, or null, for rows to train on");
    }

    default String getValidationIndicatorCol() {
        return getOrDefault(validationIndicatorCol());
    }

    /**
     * The fraction of the rows to validate with and not to train on, stratified by class and selected by content, instead
     * of {@link #validationIndicatorCol}. Default: undefined, no validation.
     */
    default DoubleParam validationFraction() {
        return new DoubleParam(
                this,
                "validationFraction",
                "fraction of the rows to validate with and not to train on, stratified by class and selected by"
                        + " content, instead of validationIndicatorCol; "
                        + Domain.SHARE.words(),
                (Valid.Check<Object>) value -> Domain.SHARE.check("validationFraction", (Double) value));
    }

    default double getValidationFraction() {
        return (Double) getOrDefault(validationFraction());
    }

    /** Whether features are scaled before training, and in the model, as {@link #scale} says. Default: true. */
    default BooleanParam standardization() {
        return new BooleanParam(
                this,
                "standardization",
                "whether to scale features before training, and in the model; false is the scale none");
    }

    default boolean getStandardization() {
        return (Boolean) getOrDefault(standardization());
    }

    /** How features are scaled before training, and in the model. Default: {@code standard}. */
    default Param<String> scale() {
        return Valid.words(this, "scale");
    }

    default String getScale() {
        return getOrDefault(scale());
    }

    /**
     * How features are encoded before training, and in the model: {@code none}, {@code piecewise_linear}, or {@code
     * {piecewise_linear: {bins: 16, columns: [age]}}} with the names that the vector's metadata have. Default: {@code
     * none}.
     */
    default Param<String> encode() {
        return Valid.words(this, "encode");
    }

    default String getEncode() {
        return getOrDefault(encode());
    }

    /** How the executors keep rows. Default: {@code auto}. */
    default Param<String> storage() {
        return Valid.words(this, "storage");
    }

    default String getStorage() {
        return getOrDefault(storage());
    }

    /**
     * Sets them, each on its own.
     *
     * @param <E> the estimator, which every setter returns
     */
    interface Setters<E> extends RowParams {

        default E setWeightCol(String column) {
            return Valid.with(this, weightCol(), column);
        }

        default E setValidationIndicatorCol(String column) {
            return Valid.with(this, validationIndicatorCol(), column);
        }

        default E setValidationFraction(double fraction) {
            return Valid.with(this, validationFraction(), fraction);
        }

        default E setScale(String name) {
            return Valid.with(this, scale(), name);
        }

        default E setEncode(String encoding) {
            return Valid.with(this, encode(), encoding);
        }

        default E setStandardization(boolean on) {
            return Valid.with(this, standardization(), on);
        }

        default E setStorage(String name) {
            return Valid.with(this, storage(), name);
        }
    }
}
