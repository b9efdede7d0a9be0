package dev.lockstep.optimizer;

/** How parameters move: step by step along gradients of mini-batches, or by iterations over all rows. */
public sealed interface Optimizer permits StepwiseOptimizer, Lbfgs {

    /** How many vectors of the parameters' length it keeps from step to step, all zeros before the first. */
    int stateVectors();

    /** Whether every step must see all rows, the same function of the parameters each time. */
    boolean needsFullBatch();

    /** Whether it chooses its own step lengths, so that there is no learning rate. */
    boolean choosesStepLength();
}
