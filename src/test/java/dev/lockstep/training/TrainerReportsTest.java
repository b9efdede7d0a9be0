package dev.lockstep.training;

import static dev.lockstep.training.TrainerTest.ROWS;
import static dev.lockstep.training.TrainerTest.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.network.Network;
import dev.lockstep.plan.PlanDraft;
import dev.lockstep.plan.TrainingPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a trainer asks for and tells. */
class TrainerReportsTest {

    @Test
    void listenersHearOfEverythingInOrder() {
        List<String> heard = new ArrayList<>();
        Training.of(draft().epochs(2).batchSize(20).plan(), ROWS, 3, new Writer("a", heard), new Writer("b", heard));
        List<String> expected = new ArrayList<>();
        for (String event : List.of(
                "started at 0 of 3",
                "step 1",
                "step 2",
                "step 3",
                "epoch 1 after 3",
                "step 4",
                "step 5",
                "step 6",
                "epoch 2 after 6",
                "ended after 6")) {
            expected.add("a " + event);
            expected.add("b " + event);
        }
        assertEquals(expected, heard);
    }

    private record Writer(String name, List<String> heard) implements TrainingListener {

        @Override
        public void started(TrainingPlan plan, Epochs epochs, long firstStep) {
            heard.add(name + " started at " + firstStep + " of " + epochs.stepsPerEpoch());
        }

        @Override
        public void stepEnded(long step, double loss) {
            heard.add(name + " step " + step);
        }

        @Override
        public void epochEnded(EpochReport report) {
            heard.add(name + " epoch " + report.epoch() + " after " + report.step());
        }

        @Override
        public void ended(TrainingResult result) {
            heard.add(name + " ended after " + result.steps());
        }
    }

    @Test
    void whatAListenerThrowsEndsTheTraining() {
        List<Long> steps = new ArrayList<>();
        TrainingListener stopper = new TrainingListener() {
            @Override
            public void stepEnded(long step, double loss) {
                steps.add(step);
                if (step == 4) {
                    throw new IllegalStateException("enough");
                }
            }
        };
        assertThrows(IllegalStateException.class, () -> Training.of(draft().plan(), ROWS, 3, stopper));
        assertEquals(List.of(1L, 2L, 3L, 4L), steps);
    }

    /** Losses 1·1, 2·3 and 3·1 over weights 1, 3 and 1; gradients of the same size in every step. */
    @Test
    void anEpochReportSaysWhatTheEpochWasLike() {
        TrainingPlan plan = new PlanDraft()
                .learningRate(Map.of("name", "exponential", "initial", 0.5, "decay", 0.5, "per", "step"))
                .batchSize(2)
                .penalty(0, 0.5)
                .plan();
        Network network = plan.network().network(1, 1);
        double[] losses = {1, 6, 3};
        double[] weights = {1, 3, 1};
        OneGradient gradients = (parameters, step) -> {
            int t = (int) step.number();
            return new GradientSum(losses[t], weights[t], new float[] {0, (float) (4 * weights[t])});
        };
        List<EpochReport> reports = new ArrayList<>();
        List<Double> stepLosses = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepEnded(long step, double loss) {
                stepLosses.add(loss);
            }

            @Override
            public void epochEnded(EpochReport report) {
                reports.add(report);
            }
        };
        Evaluation evaluation = (networks, parameters) -> List.of(Map.of("loss", (double) parameters[1]));
        new Trainer(plan, Training.steps(plan, network, 5, gradients), Optional.of(evaluation), List.of(listener))
                .train(TrainingState.initial(plan, new float[] {3, 0}));
        EpochReport report = reports.get(0);
        assertEquals(1, report.epoch());
        assertEquals(3, report.step());
        assertEquals(List.of(1.0, 2.0, 3.0), stepLosses);
        assertEquals(10 / 5.0, report.trainLoss());
        assertEquals(0.125, report.learningRate());
        double weight = 3 * (1 - 0.5) * (1 - 0.25);
        assertEquals(Math.hypot(4, weight), report.gradientNorm(), 1e-6, "of the last step, penalty included");
        assertEquals(Map.of("loss", -4 * (0.5 + 0.25 + 0.125)), report.validation());
        assertTrue(report.rowsPerSecond() > 0);
        assertEquals(StepTimer.Phase.values().length, report.stepMillis().size());
    }

    @Test
    void withoutValidationThereAreNoMetrics() {
        List<EpochReport> reports = new ArrayList<>();
        Training.of(draft().plan(), ROWS, 3, new TrainingListener() {
            @Override
            public void epochEnded(EpochReport report) {
                reports.add(report);
            }
        });
        assertEquals(3, reports.size());
        assertEquals(Map.of(), reports.get(0).validation());
    }

    @Test
    void theRateOfAStepIsThatOfItsEpochUnlessThePlanCountsSteps() {
        Map<String, Object> halving = Map.of("name", "step", "initial", 1.0, "every", 1, "factor", 0.5);
        Map<String, Object> byStep = new HashMap<>(halving);
        byStep.put("per", "step");
        assertEquals(List.of(1.0, 1.0, 0.5, 0.5), movesOfConstantGradient(halving));
        assertEquals(List.of(1.0, 0.5, 0.25, 0.125), movesOfConstantGradient(byStep));
    }

    private static List<Double> movesOfConstantGradient(Object learningRate) {
        TrainingPlan plan = new PlanDraft()
                .learningRate(learningRate)
                .epochs(2)
                .batchSize(1)
                .plan();
        List<Double> moves = new ArrayList<>();
        float[] before = new float[1];
        OneGradient gradients = (parameters, step) -> new GradientSum(0, 1, new float[] {0, 1});
        TrainingState start = TrainingState.initial(plan, new float[2]);
        Training.trainer(plan, plan.network().network(1, 1), 2, gradients, new TrainingListener() {
                    @Override
                    public void stepEnded(long step, double loss) {
                        moves.add((double) (before[0] - start.parameters()[1]));
                        before[0] = start.parameters()[1];
                    }
                })
                .train(start);
        return moves;
    }

    @Test
    void gradientsAreAskedForOnceAStepWithTheStepsOfTheEpochs() {
        TrainingPlan plan = new PlanDraft().epochs(2).batchSize(3).plan();
        List<Step> steps = new ArrayList<>();
        OneGradient gradients = (parameters, step) -> {
            steps.add(step);
            return new GradientSum(0, 1, new float[2]);
        };
        Training.trainer(plan, plan.network().network(1, 1), 7, gradients)
                .train(TrainingState.initial(plan, new float[2]));
        assertEquals(
                List.of(
                        new Step(0, 0, 0, 3),
                        new Step(0, 1, 3, 6),
                        new Step(0, 2, 6, 7),
                        new Step(1, 3, 0, 3),
                        new Step(1, 4, 3, 6),
                        new Step(1, 5, 6, 7)),
                steps);
    }
}
