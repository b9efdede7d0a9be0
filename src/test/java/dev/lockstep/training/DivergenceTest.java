package dev.lockstep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Rows;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.plan.PlanDraft;
import dev.lockstep.plan.TrainingPlan;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivergenceTest {

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void aLossThatIsNotFiniteEndsTrainingBeforeTheUpdate(double loss) {
        float[] parameters = new float[2];
        String text = failure(
                parameters, (at, step) -> new GradientSum(step.number() == 2 ? loss : 1, 1, new float[] {1, 1}));
        assertEquals(
                "training diverged in step 3: the loss is not finite (loss " + loss
                        + ", learning rate 0.5); try a learning rate of 0.05, clip or data.scale: standard",
                text);
        assertArrayEquals(new float[] {-1, -1}, parameters);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aGradientThatIsNotFiniteEndsTrainingBeforeTheUpdate(float element) {
        float[] parameters = new float[2];
        String text = failure(
                parameters, (at, step) -> new GradientSum(0.25, 1, new float[] {step.number() == 1 ? element : 1, 1}));
        assertEquals(
                "training diverged in step 2: the gradient of layer 1 is not finite (loss 0.25, learning rate 0.5);"
                        + " try a learning rate of 0.05, clip or data.scale: standard",
                text);
        assertArrayEquals(new float[] {-0.5f, -0.5f}, parameters);
    }

    @Test
    void aGradientTooLongForAFloatButNotForADoubleIsFinite() {
        float[] parameters = new float[2];
        TrainingPlan plan = new PlanDraft().learningRate(1e-38).epochs(1).plan();
        Training.trainer(plan, plan.network().network(1, 1), 1, (OneGradient)
                        (at, step) -> new GradientSum(1, 1, new float[] {3e38f, 3e38f}))
                .train(TrainingState.initial(plan, parameters));
        assertEquals(-3, parameters[0], 1e-5);
    }

    @Test
    void aParameterThatOverflowsInTheLastStepIsNotReturned() {
        TrainingPlan plan = new PlanDraft().learningRate(5e30).plan();
        Trainer trainer = Training.trainer(plan, plan.network().network(1, 1), 1, (OneGradient)
                (at, step) -> new GradientSum(1, 1, new float[] {1e30f, 1}));
        String text = assertThrows(
                        DivergedException.class, () -> trainer.train(TrainingState.initial(plan, new float[2])))
                .getMessage();
        assertEquals(
                "training diverged in step 1: a parameter is not finite (loss NaN, learning rate 5.0E30);"
                        + " try a learning rate of 5.0E29, clip or data.scale: standard",
                text);
    }

    /** The loss of a linear model at a rate far too high grows until it is not finite. */
    @Test
    void aRateThatIsTooHighIsNoticed() {
        float[][] targets = new float[20][1];
        TrainingPlan plan = new PlanDraft().learningRate(1e6).epochs(100).plan();
        Rows rows = Rows.random(20, 3, targets, null);
        DivergedException thrown = assertThrows(DivergedException.class, () -> Training.of(plan, rows, 1));
        assertTrue(thrown.getMessage().contains("try a learning rate of 100000.0,"), thrown.getMessage());
    }

    private static String failure(float[] parameters, OneGradient gradients) {
        TrainingPlan plan = new PlanDraft()
                .learningRate(Map.of("name", "constant", "initial", 0.5))
                .epochs(5)
                .plan();
        Trainer trainer = Training.trainer(plan, plan.network().network(1, 1), 1, gradients);
        return assertThrows(DivergedException.class, () -> trainer.train(TrainingState.initial(plan, parameters)))
                .getMessage();
    }
}
