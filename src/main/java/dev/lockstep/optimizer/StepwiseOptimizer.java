package dev.lockstep.optimizer;

/** An update rule. It has no state of its own: what it must remember stands in vectors that the caller keeps. */
public non-sealed interface StepwiseOptimizer extends Optimizer {

    @Override
    default boolean needsFullBatch() {
        return false;
    }

    @Override
    default boolean choosesStepLength() {
        return false;
    }

    /** The rule for biases and slopes; this one, unless weights alone decay. It has the same state. */
    default StepwiseOptimizer forBiases() {
        return this;
    }

    /**
     * What a step reads and changes.
     *
     * @param parameters changed in place
     * @param state {@code [stateVectors()][parameters]}, changed in place
     */
    record Vectors(float[] gradient, float[] parameters, float[][] state) {}

    /**
     * Takes one step on the parameters {@code [from, to)}. Each depends on its own place only, so any cut into ranges
     * gives the same bits.
     *
     * @param step from 1
     * @param rate the learning rate
     */
    void update(long step, double rate, Vectors vectors, int from, int to);

    /** Takes one step on all parameters. */
    default void update(long step, double rate, float[] gradient, float[] parameters, float[][] state) {
        update(step, rate, new Vectors(gradient, parameters, state), 0, parameters.length);
    }
}
