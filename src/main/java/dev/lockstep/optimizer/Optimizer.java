package dev.lockstep.optimizer;

/** How parameters move: step by step along gradients of mini-batches, or by iterations over all rows. */
public sealed interface Optimizer permits StepwiseOptimizer, Lbfgs {}
