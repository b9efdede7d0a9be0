package dev.lockstep.spark.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Project;
import dev.lockstep.training.TrainingResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class LbfgsTrainingTest {

    private static final String IRIS = "data: {train: " + Project.path("data", "iris", "train.csv")
            + ", label: label}\nloss: cross_entropy\npenalty: ";

    @Test
    void itFindsTheOptimumOfManyStepsOfGradientDescent() {
        RunPlan lbfgs = Plans.of(IRIS + "{l2: 0.01}\noptimizer: lbfgs\ntraining: {epochs: 100}");
        RunPlan descent = Plans.of(
                IRIS + "{l2: 0.01}\noptimizer: sgd\nlearningRate: 0.5\ntraining: {epochs: 4000, batchSize: full}");
        try (TrainingData data = TrainingData.load(LocalSpark.session(), lbfgs.data(), lbfgs.training())) {
            TrainingResult found = Trained.cluster(lbfgs, data).train(List.of());
            float[] many = new OneThread(descent.training(), data).train().parameters();
            assertEquals(objective(descent, data, many), objective(lbfgs, data, found.parameters()), 1e-5);
            assertEquals(TrainingResult.Reason.CONVERGED, found.stopped());
            assertTrue(found.epochs() < 60, found.epochs() + " iterations");
        }
    }

    /** At the optimum the loss's slope is at most l1 where a weight is 0, l1 against its sign elsewhere, 0 at biases. */
    @Test
    void anL1PenaltyMakesWeightsExactlyZero() {
        double l1 = 0.02;
        RunPlan plan = Plans.of(IRIS + "{l1: " + l1 + "}\noptimizer: lbfgs\ntraining: {epochs: 100}");
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            float[] parameters = Trained.cluster(plan, data).train(List.of()).parameters();
            float[] slopes = sum(plan, data, parameters)
                    .meanGradient(plan.training().loss().value());
            Layer layer = OneThread.network(plan.training(), data).layers().get(0);
            int zeros = 0;
            for (int i = 0; i < parameters.length; i++) {
                double penalty = i < layer.biasOffset() ? l1 : 0;
                if (parameters[i] == 0) {
                    assertTrue(Math.abs(slopes[i]) <= penalty, slopes[i] + " at " + i);
                    zeros++;
                } else {
                    assertEquals(-penalty * Math.signum(parameters[i]), slopes[i], 1e-4, "at " + i);
                }
            }
            assertTrue(zeros >= 3 && zeros <= 9, zeros + " of 12 weights are 0");
        }
    }

    /** The mean loss over all rows, and the penalty. */
    private static double objective(RunPlan plan, TrainingData data, float[] parameters) {
        Network network = OneThread.network(plan.training(), data);
        return sum(plan, data, parameters).meanLoss(plan.training().loss().value())
                + plan.training().penalty().value(network, parameters);
    }

    private static GradientSum sum(RunPlan plan, TrainingData data, float[] parameters) {
        return new OneThread(plan.training(), data)
                .at(parameters, new Step(0, 0, 0, data.train().rows()));
    }
}
