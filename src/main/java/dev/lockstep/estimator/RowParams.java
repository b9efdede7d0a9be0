package dev.lockstep.estimator;

import dev.lockstep.spark.internals.WeightColumn;
import org.apache.spark.ml.param.BooleanParam;
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

    /** Whether features are standardized, to mean 0 and standard deviation 1, in the model too. Default: true. */
    default BooleanParam standardization() {
        return new BooleanParam(
                this, "standardization", "whether to standardize features before training, and in the model");
    }

    default boolean getStandardization() {
        return (Boolean) getOrDefault(standardization());
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

        default E setStandardization(boolean on) {
            return Valid.with(this, standardization(), on);
        }

        default E setStorage(String name) {
            return Valid.with(this, storage(), name);
        }
    }
}
