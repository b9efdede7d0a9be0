package dev.lockstep.training;

import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;

/**
 * What an epoch reports, as far as it has come.
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
