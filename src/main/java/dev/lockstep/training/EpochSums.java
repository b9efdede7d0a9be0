package dev.lockstep.training;

import dev.lockstep.data.Step;
import dev.lockstep.objective.GradientSum;
import dev.lockstep.objective.Loss;
import java.util.Map;

/** Adds up what an epoch reports. */
final class EpochSums {

    private double lossSum;
    private double weightSum;
    private long rows;
    private double learningRate;
    private double gradientNorm;

    void add(GradientSum sum, Step step, double rate, double norm) {
        lossSum += sum.lossSum();
        weightSum += sum.weightSum();
        rows += step.to() - step.from();
        learningRate = rate;
        gradientNorm = norm;
    }

    EpochReport report(
            Loss loss,
            int epoch,
            long step,
            Map<String, Double> validation,
            double seconds,
            Map<StepTimer.Phase, Double> stepMillis) {
        double meanLoss = loss.mean(lossSum, weightSum);
        return new EpochReport(
                epoch, step, meanLoss, validation, learningRate, gradientNorm, rows / seconds, stepMillis);
    }
}
