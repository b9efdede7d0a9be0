package dev.lockstep.objective;

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
        lossSum += other.lossSum;
        weightSum += other.weightSum;
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += other.gradient[i];
        }
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
        float scale = (float) loss.gradientScale(lossSum, weightSum);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= scale;
        }
        return gradient;
    }

    /** The mean loss. */
    public double meanLoss(Loss loss) {
        return loss.mean(lossSum, weightSum);
    }
}
