package dev.lockstep.optimizer;

/** An update rule. It has no state of its own: what it must remember stands in vectors that the caller keeps. */
public non-sealed interface StepwiseOptimizer extends Optimizer {

    /** How many vectors of the parameters' length it needs, all zeros before the first step. */
    int stateVectors();

    /**
     * Takes one step, changing {@code parameters} and {@code state} in place.
     *
     * @param step from 1
     * @param rate the learning rate
     * @param state {@code [stateVectors()][parameters]}
     */
    void update(long step, double rate, float[] gradient, float[] parameters, float[][] state);
}
