package dev.lockstep.training;

import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;

/**
 * The sums for the report of the current epoch.
 *
 * @param learningRate of the last step
 * @param gradientNorm of the last step
 */
public record EpochSums(double lossSum, double weightSum, long rows, double learningRate, double gradientNorm) {

    static final EpochSums NONE = new EpochSums(0, 0, 0, 0, 0);

    EpochSums plus(GradientSum sum, Step step, double rate, double norm) {
        return new EpochSums(
                lossSum + sum.lossSum(), weightSum + sum.weightSum(), rows + step.to() - step.from(), rate, norm);
    }
}
