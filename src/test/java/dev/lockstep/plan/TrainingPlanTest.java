package dev.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.data.Step;
import dev.lockstep.optimizer.Clip;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingPlanTest {

    @Test
    void numbersOutsideTheirDomainAreRefused() {
        assertEquals(
                "training.epochs must be a whole number from 0 or auto but is -1", refusal(new PlanDraft().epochs(-1)));
        assertEquals(
                "training.batchSize must be a whole number from 1, full or auto but is 0",
                refusal(new PlanDraft().batchSize(0)));
        assertEquals(
                "training.batchSize must be a whole number from 1, full or auto but is -8",
                refusal(new PlanDraft().batchSize(-8)));
        assertEquals(
                "training.shards must be a whole number from 1 to 65536 but is 0", refusal(new PlanDraft().shards(0)));
        assertEquals(
                "training.shards must be a whole number from 1 to 65536 but is 65537",
                refusal(new PlanDraft().shards(65537)));
        assertEquals(
                "training.ensemble must be a whole number from 1 to 64 but is 0", refusal(new PlanDraft().ensemble(0)));
        assertEquals(
                "training.ensemble must be a whole number from 1 to 64 but is 65",
                refusal(new PlanDraft().ensemble(65)));
    }

    @Test
    void aHiddenLayerOutsideItsDomainIsRefused() {
        assertEquals("units must be a whole number from 1 but is 0", hiddenRefusal(0, 0, Optional.empty()));
        assertEquals("dropout must be in [0, 1) but is 1.0", hiddenRefusal(3, 1, Optional.empty()));
        assertEquals("maxNorm must be a positive number or none but is 0.0", hiddenRefusal(3, 0, Optional.of(0.0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "poisson",
                "gamma",
                "tweedie",
                "binary_cross_entropy",
                "binary_focal",
                "focal",
                "hinge",
                "cross_entropy",
                "kl_divergence",
                "multiclass_hinge"
            })
    void aLossWithALinkOwnsIt(String loss) {
        assertEquals(
                "network.output.activation must be identity with the loss " + loss
                        + ", which owns its link, but is tanh",
                refusal(new PlanDraft().loss(loss).output("tanh")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mse", "mae", "rmse", "huber", "log_cosh", "quantile"})
    void aRegressionLossTakesAnyOutputActivation(String loss) {
        assertEquals(
                "tanh",
                new PlanDraft()
                        .loss(loss)
                        .output("tanh")
                        .plan()
                        .network()
                        .output()
                        .name());
    }

    @Test
    void classWeightsNeedClasses() {
        assertEquals(
                "classWeights must be none with the loss mse",
                refusal(new PlanDraft().classWeights(ClassWeights.BALANCED)));
        assertEquals(
                ClassWeights.BALANCED,
                new PlanDraft()
                        .loss("cross_entropy")
                        .classWeights(ClassWeights.BALANCED)
                        .plan()
                        .classWeights());
    }

    @Test
    void aClassWeightOutsideItsDomainIsRefused() {
        String text = assertThrows(
                        IllegalArgumentException.class, () -> new ClassWeights(false, Map.of("setosa", -1.0)))
                .getMessage();
        assertEquals("setosa must be 0 or a positive number but is -1", text);
        assertTrue(ClassWeights.NONE.isNone());
        assertFalse(ClassWeights.BALANCED.isNone());
        assertFalse(new ClassWeights(false, Map.of("setosa", 2.0)).isNone());
    }

    @Test
    void lbfgsNeedsAFixedFunctionOfAllRows() {
        assertEquals(
                "training.batchSize must be full with the optimizer lbfgs but is 64",
                refusal(new PlanDraft().optimizer("lbfgs").batchSize(64)));
        assertEquals(
                "clip must be none with the optimizer lbfgs, which chooses its own steps",
                refusal(new PlanDraft().optimizer("lbfgs").clip(Clip.Kind.NORM, 1)));
        String fixed =
                "network.hidden: dropout must be 0 and maxNorm none with the optimizer lbfgs, which needs a fixed function";
        assertEquals(fixed, refusal(new PlanDraft().optimizer("lbfgs").hidden(3, "tanh", 0.5, Optional.empty())));
        assertEquals(fixed, refusal(new PlanDraft().optimizer("lbfgs").hidden(3, "tanh", 0, Optional.of(2.0))));
    }

    @Test
    void plansOfTheSameWordsAreEqual() {
        assertEquals(
                new PlanDraft().optimizer("adam").plan(),
                new PlanDraft().optimizer(Map.of("name", "adam", "beta1", 0.9)).plan());
    }

    @Test
    void earlyStoppingsMetricIsWatchedElseTheLoss() {
        assertEquals("loss", new PlanDraft().plan().watchedMetric().name());
        assertEquals(
                "r2",
                new PlanDraft().earlyStopping("r2", 3, 0).plan().watchedMetric().name());
    }

    /** 90 rows in steps of 10. */
    private static final Epochs ROWS = new Epochs(new ShardLayout(90, 2), 10);

    @ParameterizedTest
    @CsvSource({"epoch, 18, 2, 0.75", "step, 18, 2, 0.75", "step, 9, 1, 0.875"})
    void aScheduleCanEndWithTheTraining(String per, long number, int epoch, double rate) {
        TrainingPlan plan = new PlanDraft()
                .epochs(8)
                .learningRate(Map.of("name", "polynomial", "initial", 1.0, "per", per))
                .plan();
        assertEquals(rate, plan.rate(ROWS, new Step(epoch, number, 0, 10), 0));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 32, 200",
        "120, 32, 200",
        "2896, 32, 66",
        "2897, 64, 130",
        "8000, 128, 95",
        "11585, 128, 66",
        "11586, 256, 130",
        "16000, 256, 95",
        "1000000, 256, 10",
        "9007199254740993, 256, 10"
    })
    void batchSizeAndEpochsCanFollowFromTheRows(long rows, long batchSize, int epochs) {
        TrainingPlan plan = new PlanDraft()
                .epochs(TrainingPlan.AUTO)
                .batchSize(TrainingPlan.AUTO)
                .plan();
        TrainingPlan fitted = plan.over(rows);
        assertEquals(batchSize, fitted.batchSize());
        assertEquals(epochs, fitted.epochs());
        assertEquals(7, new PlanDraft().epochs(7).batchSize(5).plan().over(rows).epochs());
    }

    @Test
    void theRateIsThatOfTheEpochOrOfTheStep() {
        Step step = new Step(2, 17, 0, 1);
        Map<String, Object> byEpoch = Map.of("name", "inverse_time", "initial", 1.0, "decay", 1.0);
        Map<String, Object> byStep = Map.of("name", "inverse_time", "initial", 1.0, "decay", 1.0, "per", "step");
        assertEquals(1 / 3.0, new PlanDraft().learningRate(byEpoch).plan().rate(ROWS, step, 0));
        assertEquals(1 / 18.0, new PlanDraft().learningRate(byStep).plan().rate(ROWS, step, 0));
    }

    private static String hiddenRefusal(int units, double dropout, Optional<Double> maxNorm) {
        return assertThrows(
                        IllegalArgumentException.class, () -> new PlanDraft().hidden(units, "tanh", dropout, maxNorm))
                .getMessage();
    }

    private static String refusal(PlanDraft draft) {
        return assertThrows(IllegalArgumentException.class, draft::plan).getMessage();
    }
}
