package dev.lockstep.optimizer;

import dev.lockstep.catalog.Domain;

/**
 * m ← beta1·m + (1 − beta1)·g; v ← beta2·v + (1 − beta2)·g²; w ← w − rate·m̂/(√v̂ + epsilon), where m̂ = m/(1 − beta1ᵗ)
 * and v̂ = v/(1 − beta2ᵗ). AdamW first computes w ← w − rate·weightDecay·w. Memory: two vectors.
 *
 * <p>Reference: D. Kingma, J. Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1; I. Loshchilov, F.
 * Hutter, "Decoupled weight decay regularization" (2019), algorithm 2.
 *
 * @param weightDecay 0 for Adam
 * @param decayBiases whether the decay applies to biases and slopes too
 */
public record Adam(double beta1, double beta2, double epsilon, double weightDecay, boolean decayBiases)
        implements StepwiseOptimizer {

    public Adam {
        Domain.FRACTION.check("beta1", beta1);
        Domain.FRACTION.check("beta2", beta2);
        Domain.NOT_NEGATIVE.check("epsilon", epsilon);
        Domain.NOT_NEGATIVE.check("weightDecay", weightDecay);
    }

    @Override
    public int stateVectors() {
        return 2;
    }

    @Override
    public StepwiseOptimizer forBiases() {
        return decayBiases ? this : new Adam(beta1, beta2, epsilon, 0, true);
    }

    @Override
    public void update(long step, double rate, Vectors vectors, int from, int to) {
        float[] gradient = vectors.gradient();
        float[] parameters = vectors.parameters();
        float[] mean = vectors.state()[0];
        float[] square = vectors.state()[1];
        float keptMean = (float) beta1;
        float addedMean = (float) (1 - beta1);
        float keptSquare = (float) beta2;
        float addedSquare = (float) (1 - beta2);
        float factor = (float) (rate / (1 - StrictMath.pow(beta1, (double) step)));
        float rootCorrection = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, (double) step)));
        float small = (float) epsilon;
        float kept = (float) (1 - rate * weightDecay);
        for (int i = from; i < to; i++) {
            float g = gradient[i];
            mean[i] = keptMean * mean[i] + addedMean * g;
            square[i] = keptSquare * square[i] + addedSquare * g * g;
            float root = (float) Math.sqrt(square[i]) * rootCorrection + small;
            parameters[i] = kept * parameters[i] - factor * (mean[i] / root);
        }
    }
}
