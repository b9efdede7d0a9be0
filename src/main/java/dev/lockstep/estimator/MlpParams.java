package dev.lockstep.estimator;

/** The params of a training, with the names of Spark ML if it has them, otherwise of plans. */
public interface MlpParams extends NetworkParams, OptimizerParams, LoopParams, RowParams {}
