package dev.lockstep.optimizer;

import dev.lockstep.catalog.Domain;

/**
 * s ← s + g²; w ← w − rate·g/(√s + epsilon). Memory: one vector.
 *
 * <p>Reference: J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online learning and stochastic
 * optimization" (2011).
 */
public record Adagrad(double epsilon) implements StepwiseOptimizer {

    public Adagrad {
        Domain.NOT_NEGATIVE.check("epsilon", epsilon);
    }

    @Override
    public int stateVectors() {
        return 1;
    }

    @Override
    public void update(long step, double rate, Vectors vectors, int from, int to) {
        float[] gradient = vectors.gradient();
        float[] parameters = vectors.parameters();
        float[] squares = vectors.state()[0];
        float factor = (float) rate;
        float small = (float) epsilon;
        for (int i = from; i < to; i++) {
            float g = gradient[i];
            squares[i] += g * g;
            parameters[i] -= factor * (g / ((float) Math.sqrt(squares[i]) + small));
        }
    }
}
