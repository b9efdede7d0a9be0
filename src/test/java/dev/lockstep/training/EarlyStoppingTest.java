package dev.lockstep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.evaluation.Metrics;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.network.Network;
import dev.lockstep.plan.EarlyStopping;
import dev.lockstep.plan.PlanDraft;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.training.TrainingResult.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings whose parameter is minus the number of epochs done, with metrics that follow a known curve. */
class EarlyStoppingTest {

    private static final double NAN = Double.NaN;

    /** @param done epochs done when training ends, of as many as the curve has */
    private record Curve(
            String claim, String metric, int patience, double minDelta, List<Double> values, int done, int best) {

        @Override
        public String toString() {
            return claim;
        }
    }

    static Stream<Curve> curves() {
        return Stream.of(
                new Curve("a falling loss goes to the end", "loss", 2, 0, List.of(5.0, 4.0, 3.0, 2.0), 4, 4),
                new Curve("a rising loss ends after patience", "loss", 2, 0, List.of(1.0, 2.0, 3.0, 4.0), 3, 1),
                new Curve("a rising accuracy goes to the end", "accuracy", 2, 0, List.of(0.1, 0.2, 0.3, 0.4), 4, 4),
                new Curve("a falling accuracy ends", "accuracy", 2, 0, List.of(0.4, 0.3, 0.2, 0.1), 3, 1),
                new Curve("a falling rmse goes to the end", "rmse", 1, 0, List.of(5.0, 4.0, 3.0), 3, 3),
                new Curve("a rising r2 goes to the end", "r2", 1, 0, List.of(-5.0, -4.0, 0.0), 3, 3),
                new Curve("patience 1 bears no bad epoch", "loss", 1, 0, List.of(3.0, 3.1, 1.0), 2, 1),
                new Curve("an equal value is no improvement", "loss", 2, 0, List.of(3.0, 3.0, 3.0, 1.0), 3, 1),
                new Curve(
                        "an improvement restarts patience",
                        "loss",
                        3,
                        0,
                        List.of(5.0, 6.0, 6.0, 4.0, 6.0, 6.0, 3.0, 6.0, 6.0, 6.0, 1.0),
                        10,
                        7),
                new Curve("the best may be borne to the end", "loss", 5, 0, List.of(3.0, 1.0, 2.0, 1.5, 1.1), 5, 2),
                new Curve("less than minDelta is no improvement", "loss", 2, 0.5, List.of(3.0, 2.6, 2.5, 1.0), 3, 1),
                new Curve("many small steps are one large one", "loss", 2, 0.5, List.of(3.0, 2.6, 2.4, 2.2), 4, 3),
                new Curve("minDelta counts upwards too", "accuracy", 2, 0.1, List.of(0.5, 0.55, 0.6, 0.9), 3, 1),
                new Curve("no number never improves", "loss", 2, 0, List.of(3.0, NAN, NAN, 1.0), 3, 1),
                new Curve("no number is borne", "loss", 2, 0, List.of(3.0, NAN, 2.0, NAN, 1.0), 5, 5),
                new Curve("no number is borne upwards", "accuracy", 2, 0, List.of(0.3, NAN, 0.4, NAN, 0.2), 5, 3),
                new Curve("any number is better than none at first", "loss", 3, 0, List.of(NAN, 2.0, 1.0), 3, 3),
                new Curve("and so is any accuracy", "accuracy", 3, 0, List.of(NAN, NAN, 0.1, 0.05), 4, 3),
                new Curve("an infinite loss can be improved", "loss", 2, 0, List.of(1 / 0.0, 2.0, 3.0), 3, 2));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void theBestEpochOfTheCurveIsReturned(Curve curve) {
        TrainingResult result = train(curve);
        assertEquals(curve.done(), result.epochs());
        assertEquals(curve.done(), result.steps());
        assertEquals(curve.best(), result.bestEpoch());
        assertArrayEquals(new float[] {0, -curve.best()}, result.parameters());
        boolean stopped = curve.done() < curve.values().size() || curve.done() - curve.best() >= curve.patience();
        assertEquals(stopped ? Reason.EARLY_STOPPING : Reason.ALL_EPOCHS, result.stopped());
    }

    /** The first epoch is no better than any other. */
    @Test
    void aMetricThatNeverIsANumberIsADivergence() {
        Curve curve = new Curve("", "loss", 2, 0, List.of(NAN, NAN, NAN, NAN), 3, 1);
        String text = assertThrows(DivergedException.class, () -> train(curve)).getMessage();
        assertTrue(text.startsWith("training diverged in step 3: the validation loss is not finite"), text);
    }

    @Test
    void withoutEarlyStoppingTheLastParametersAreReturned() {
        TrainingPlan plan = new PlanDraft().learningRate(1).epochs(4).plan();
        TrainingResult result = trainer(
                        plan, Optional.of((networks, parameters) -> List.of(Map.of("loss", (double) -parameters[1]))))
                .train(TrainingState.initial(plan, new float[2]));
        assertEquals(4, result.bestEpoch());
        assertArrayEquals(new float[] {0, -4}, result.parameters());
    }

    /** A schedule that ends with a small rate needs all its epochs. */
    @Test
    void withoutPatienceAllEpochsAreTrainedAndTheBestOneIsReturned() {
        Curve curve = new Curve("", "loss", 1, 0, List.of(3.0, 1.0, 4.0, 5.0, 2.0), 5, 2);
        EarlyStopping patient = new EarlyStopping(Metrics.CATALOG.choose("loss"), Optional.empty(), 0);
        TrainingPlan plan =
                new PlanDraft().learningRate(1).epochs(5).earlyStopping(patient).plan();
        TrainingResult result =
                trainer(plan, Optional.of(evaluation(curve))).train(TrainingState.initial(plan, new float[2]));
        assertEquals(5, result.epochs());
        assertEquals(2, result.bestEpoch());
        assertArrayEquals(new float[] {0, -2}, result.parameters());
        assertEquals(Reason.ALL_EPOCHS, result.stopped());
    }

    /** The best epoch and how long ago it was are part of the state. */
    @Test
    void aResumedTrainingRemembersTheBestEpoch() {
        Curve curve = new Curve("", "loss", 3, 0, List.of(5.0, 2.0, 3.0, 3.0, 3.0, 1.0), 5, 2);
        TrainingPlan plan = plan(curve);
        TrainingState.Best best = new TrainingState.Best(1, 2.0, 2, new float[] {0, -2});
        TrainingState fresh = TrainingState.initial(plan, new float[] {0, -4});
        TrainingState state = new TrainingState(
                4,
                fresh.parameters(),
                fresh.optimizerState(),
                Optional.of(best),
                fresh.plateau(),
                fresh.minimizer(),
                fresh.sums());
        TrainingResult result = trainer(plan, Optional.of(evaluation(curve))).train(state);
        assertEquals(5, result.epochs());
        assertEquals(2, result.bestEpoch());
        assertArrayEquals(new float[] {0, -2}, result.parameters());
    }

    @Test
    void earlyStoppingNeedsValidationData() {
        TrainingPlan plan = plan(curves().findFirst().orElseThrow());
        String text = assertThrows(IllegalArgumentException.class, () -> trainer(plan, Optional.empty()))
                .getMessage();
        assertEquals("training.earlyStopping and learningRate plateau need validation data, set data.validation", text);
    }

    @Test
    void aMetricThatTheseDataDoNotHaveIsRefused() {
        TrainingPlan plan = new PlanDraft().earlyStopping("accuracy", 3, 0).plan();
        Trainer trainer = trainer(plan, Optional.of((networks, parameters) -> List.of(Map.of("rmse", 1.0))));
        String text = assertThrows(
                        IllegalArgumentException.class, () -> trainer.train(TrainingState.initial(plan, new float[2])))
                .getMessage();
        assertEquals("training.earlyStopping.metric must be one of rmse for these data but is accuracy", text);
    }

    @Test
    void argumentsOutsideTheirDomainAreRefused() {
        assertEquals("patience must be a whole number from 1 or none but is 0", refusal(0, 0));
        assertEquals("minDelta must be 0 or a positive number but is -0.1", refusal(1, -0.1));
        assertEquals("minDelta must be 0 or a positive number but is NaN", refusal(1, NAN));
    }

    private static String refusal(int patience, double minDelta) {
        return assertThrows(
                        IllegalArgumentException.class, () -> new PlanDraft().earlyStopping("loss", patience, minDelta))
                .getMessage();
    }

    private static TrainingResult train(Curve curve) {
        TrainingPlan plan = plan(curve);
        return trainer(plan, Optional.of(evaluation(curve))).train(TrainingState.initial(plan, new float[2]));
    }

    private static TrainingPlan plan(Curve curve) {
        return new PlanDraft()
                .learningRate(1)
                .epochs(curve.values().size())
                .earlyStopping(curve.metric(), curve.patience(), curve.minDelta())
                .plan();
    }

    private static Evaluation evaluation(Curve curve) {
        return (networks, parameters) ->
                List.of(Map.of(curve.metric(), curve.values().get((int) -parameters[1] - 1)));
    }

    /** Every gradient is 1, at rate 1. */
    private static Trainer trainer(TrainingPlan plan, Optional<Evaluation> evaluation) {
        Network network = plan.network().network(1, 1);
        OneGradient gradients = (parameters, step) -> new GradientSum(0, 1, new float[] {0, 1});
        return new Trainer(plan, Training.steps(plan, network, 10, gradients), evaluation, List.of());
    }
}
