package dev.lockstep.estimator;

import dev.lockstep.data.DataException;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The params of a training, with the names of Spark ML if it has them, otherwise of plans. */
public interface MlpParams extends NetworkParams, OptimizerParams, LoopParams, RowParams {

    /**
     * Values of params that are not set, as in a plan: {@code tabular} for tables. Default: {@code none}.
     */
    default Param<String> preset() {
        return Valid.words(this, "preset");
    }

    default String getPreset() {
        return getOrDefault(preset());
    }

    /**
     * The output column of a model for the standard deviation over the networks of its ensemble: of the predicted number,
     * or of the probability of the predicted class. Default: empty, no column.
     */
    default Param<String> uncertaintyCol() {
        return new Param<>(
                this,
                "uncertaintyCol",
                "name of the column for the standard deviation over the networks of an ensemble, of the predicted"
                        + " number or of the probability of the predicted class; empty for none");
    }

    default String getUncertaintyCol() {
        return getOrDefault(uncertaintyCol());
    }

    /** The param of a trained model that its estimator does not have. */
    interface OfModel extends MlpParams {

        /**
         * Whether {@code transform} returns, instead of predictions, one row about the model: its {@code description} as JSON,
         * {@code weightsSha256}, and the training {@code summary} as JSON, null for a loaded model. A client of Spark Connect
         * can call {@code transform}, but no method that Spark's own models have not. Default: false.
         */
        default BooleanParam describe() {
            return new BooleanParam(
                    this,
                    "describe",
                    "whether transform returns one row about the model, with the columns description, weightsSha256 and"
                            + " summary, instead of predictions");
        }

        default boolean getDescribe() {
            return (Boolean) getOrDefault(describe());
        }

        /**
         * The permutation importance of each feature: how much the accuracy, of numbers r2, drops when its values are
         * exchanged between rows. A row has {@code feature}, the index; {@code name}, null if the vectors have no names; {@code
         * importance}, the mean over five exchanges; and {@code spread}, their standard deviation. The most important
         * feature is the first. Measured on 20,000 rows at most, those with the smallest hashes, so partitions do not matter.
         *
         * @param dataset with features and labels
         * @throws DataException if a row has no such features or labels
         */
        Dataset<Row> importance(Dataset<?> dataset);
    }

    /**
     * Sets all of them, each on its own.
     *
     * @param <E> the estimator, which every setter returns
     */
    interface Setters<E>
            extends MlpParams,
                    NetworkParams.Setters<E>,
                    OptimizerParams.Setters<E>,
                    LoopParams.Setters<E>,
                    RowParams.Setters<E> {

        default E setPreset(String name) {
            return Valid.with(this, preset(), name);
        }

        default E setUncertaintyCol(String column) {
            return Valid.with(this, uncertaintyCol(), column);
        }
    }
}
