package dev.lockstep.optimizer;

import dev.lockstep.catalog.Domain;

/**
 * s ← alpha·s + (1 − alpha)·g²; d = g/(√s + epsilon), where centered subtracts the square of the mean gradient m from
 * s; v ← momentum·v + d; w ← w − rate·v. Memory: three vectors, s, v and m.
 *
 * <p>Reference: T. Tieleman, G. Hinton, "Lecture 6.5: rmsprop" (2012); centered as in A. Graves, "Generating sequences
 * with recurrent neural networks" (2013), equation 40.
 */
public record RmsProp(double alpha, double epsilon, double momentum, boolean centered) implements StepwiseOptimizer {

    public RmsProp {
        Domain.FRACTION.check("alpha", alpha);
        Domain.NOT_NEGATIVE.check("epsilon", epsilon);
        Domain.FRACTION.check("momentum", momentum);
    }

    @Override
    public int stateVectors() {
        return 3;
    }

    @Override
    public void update(long step, double rate, Vectors vectors, int from, int to) {
        float[] gradient = vectors.gradient();
        float[] parameters = vectors.parameters();
        float[] squares = vectors.state()[0];
        float[] velocity = vectors.state()[1];
        float[] mean = vectors.state()[2];
        float kept = (float) alpha;
        float added = (float) (1 - alpha);
        float small = (float) epsilon;
        float factor = (float) rate;
        float ofVelocity = (float) momentum;
        float ofMean = centered ? 1f : 0f;
        for (int i = from; i < to; i++) {
            float g = gradient[i];
            squares[i] = kept * squares[i] + added * g * g;
            mean[i] = ofMean * (kept * mean[i] + added * g);
            // Rounding may make the variance of a constant gradient slightly negative.
            float variance = Math.max(squares[i] - mean[i] * mean[i], 0f);
            velocity[i] = ofVelocity * velocity[i] + g / ((float) Math.sqrt(variance) + small);
            parameters[i] -= factor * velocity[i];
        }
    }
}
