package dev.lockstep.optimizer;

/** w ← w − rate·g. Memory: none. */
public record Sgd() implements StepwiseOptimizer {

    @Override
    public int stateVectors() {
        return 0;
    }

    @Override
    public void update(long step, double rate, Vectors vectors, int from, int to) {
        float[] gradient = vectors.gradient();
        float[] parameters = vectors.parameters();
        float factor = (float) rate;
        for (int i = from; i < to; i++) {
            parameters[i] -= factor * gradient[i];
        }
    }
}
