package dev.lockstep.estimator;

import org.apache.spark.ml.param.Param;

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
