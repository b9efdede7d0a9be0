package dev.lockstep.optimizer;

/** w ← w − rate·g. No memory. */
public record Sgd() implements StepwiseOptimizer {

    @Override
    public int stateVectors() {
        return 0;
    }

    @Override
    public void update(long step, double rate, float[] gradient, float[] parameters, float[][] state) {
        float factor = (float) rate;
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= factor * gradient[i];
        }
    }
}
