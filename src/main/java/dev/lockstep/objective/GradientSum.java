package dev.lockstep.objective;

import dev.lockstep.math.Loops;
import java.io.Serializable;

/**
 * Loss, weight and gradient summed over some rows. Sums are merged and divided once, never averaged.
 *
 * <p>Owns its gradient array; {@link #merge} changes it in place.
 */
public final class GradientSum implements Serializable {

    private static final long serialVersionUID = 1;

    private double lossSum;
    private double weightSum;
    private final float[] gradient;

    /** @param gradient Σ wᵢ·∂lossᵢ/∂parameter, taken over by this object */
    public GradientSum(double lossSum, double weightSum, float[] gradient) {
        this.lossSum = lossSum;
        this.weightSum = weightSum;
        this.gradient = gradient;
    }

    /** Adds another sum to this one and returns this. */
    public GradientSum merge(GradientSum other) {
        return merge(other, Loops.PLAIN);
    }

    /** The same, with the loop over the gradient run by {@code loops}. */
    public GradientSum merge(GradientSum other, Loops loops) {
        lossSum += other.lossSum;
        weightSum += other.weightSum;
        float[] more = other.gradient;
        loops.run(gradient.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                gradient[i] += more[i];
            }
        });
        return this;
    }

    /** Σ wᵢ·lossᵢ. */
    public double lossSum() {
        return lossSum;
    }

    /** Σ wᵢ. */
    public double weightSum() {
        return weightSum;
    }

    /** The array itself, not a copy. */
    public float[] gradient() {
        return gradient;
    }

    /** Turns the sum into the gradient of the mean loss, in place, and returns it. */
    public float[] meanGradient(Loss loss) {
        scale(loss.gradientScale(lossSum, weightSum), 0, gradient.length);
        return gradient;
    }

    /** Multiplies the elements {@code [from, to)} of the gradient. */
    public void scale(double factor, int from, int to) {
        float scale = (float) factor;
        for (int i = from; i < to; i++) {
            gradient[i] *= scale;
        }
    }

    /** The mean loss. */
    public double meanLoss(Loss loss) {
        return loss.mean(lossSum, weightSum);
    }
}
