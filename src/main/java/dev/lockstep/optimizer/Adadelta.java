package dev.lockstep.optimizer;

import dev.lockstep.catalog.Domain;

/**
 * s ← rho·s + (1 − rho)·g²; d = g·√(u + epsilon)/√(s + epsilon); u ← rho·u + (1 − rho)·d²; w ← w − rate·d. Memory: two
 * vectors.
 *
 * <p>Reference: M. Zeiler, "ADADELTA: an adaptive learning rate method" (2012), algorithm 1.
 */
public record Adadelta(double rho, double epsilon) implements StepwiseOptimizer {

    public Adadelta {
        Domain.FRACTION.check("rho", rho);
        Domain.POSITIVE.check("epsilon", epsilon);
    }

    @Override
    public int stateVectors() {
        return 2;
    }

    @Override
    public void update(long step, double rate, Vectors vectors, int from, int to) {
        float[] gradient = vectors.gradient();
        float[] parameters = vectors.parameters();
        float[] squares = vectors.state()[0];
        float[] moves = vectors.state()[1];
        float kept = (float) rho;
        float added = (float) (1 - rho);
        float small = (float) epsilon;
        float factor = (float) rate;
        for (int i = from; i < to; i++) {
            float g = gradient[i];
            squares[i] = kept * squares[i] + added * g * g;
            float move = (float) Math.sqrt(moves[i] + small) / (float) Math.sqrt(squares[i] + small) * g;
            moves[i] = kept * moves[i] + added * move * move;
            parameters[i] -= factor * move;
        }
    }
}
