package dev.lockstep.estimator;

/** The params of a training, with the names of Spark ML if it has them, otherwise of plans. */
public interface MlpParams extends NetworkParams, OptimizerParams, LoopParams, RowParams {

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
                    RowParams.Setters<E> {}
}
