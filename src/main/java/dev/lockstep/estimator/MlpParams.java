package dev.lockstep.estimator;

/** The settings of a training, under the names that plans use, or Spark ML's where it has one. */
public interface MlpParams extends NetworkParams, OptimizerParams, LoopParams, RowParams {}
