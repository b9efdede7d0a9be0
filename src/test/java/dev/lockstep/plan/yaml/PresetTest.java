package dev.lockstep.plan.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.RunPlan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code preset} gives keys values that the plan does not give. */
class PresetTest {

    private static final String LEAST = "data: {train: rows.csv, label: y}\nloss: mse\noutput: out\n";

    /** The values of {@code tabular_1}, for ever. */
    private static final String WRITTEN_OUT = """
            data:
              train: rows.csv
              label: y
              validation: {fraction: 0.15}
              scaleLabel: standard
              encode: {piecewise_linear: {bins: 16}}
            network: {hidden: [{units: 128, activation: relu}, {units: 128, activation: relu}]}
            loss: mse
            optimizer: {name: adamw, weightDecay: 0.3, decayBiases: false}
            learningRate: {name: cosine, initial: 0.004, final: 0, over: training, per: step}
            training:
              epochs: auto
              batchSize: auto
              ensemble: 4
              earlyStopping: {metric: loss, patience: none, minDelta: 0}
            output: out
            """;

    private static RunPlan plan(String text, String... overrides) {
        return PlanFile.parse("p.yaml", text, List.of(overrides));
    }

    private static RunPlan tabular(String text, String... overrides) {
        return plan("preset: tabular\n" + text, overrides);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tabular", "tabular_1"})
    void aPresetIsTheKeysItStandsFor(String name) {
        RunPlan plan = plan("preset: " + name + "\n" + LEAST);
        RunPlan written = plan(WRITTEN_OUT);
        assertEquals(written.data(), plan.data());
        assertEquals(written.training(), plan.training());
        assertEquals(written.engine(), plan.engine());
    }

    /** So a written plan means the same when tabular is a newer version. */
    @Test
    void aWrittenPlanHasTheVersionAndAllKeys() {
        RunPlan plan = tabular(LEAST);
        String text = PlanWriter.write(plan);
        assertEquals(plan, plan(text));
        assertEquals("preset: tabular_1", text.lines().skip(1).findFirst().orElse(""));
        assertEquals(
                plan(WRITTEN_OUT).training(),
                plan(text.replace("preset: tabular_1\n", "")).training());
    }

    @Test
    void keysOfThePlanAndOfSetWin() {
        RunPlan plan = tabular(
                LEAST + "network: {hidden: [{units: 7}]}\ntraining: {epochs: 3, shards: 2}\noptimizer: adam\n",
                "learningRate=0.01",
                "data.encode=none",
                "data.scaleLabel=none",
                "training.batchSize=");
        RunPlan same = plan(
                WRITTEN_OUT,
                "network.hidden=[{units: 7}]",
                "training.epochs=3",
                "training.shards=2",
                "optimizer=adam",
                "learningRate=0.01",
                "data.encode=none",
                "data.scaleLabel=none");
        assertEquals(same.data(), plan.data());
        assertEquals(same.training(), plan.training());
    }

    @Test
    void whatDoesNotFitThePlanIsLeftOut() {
        RunPlan classes = tabular(LEAST.replace("mse", "cross_entropy"));
        assertEquals(
                plan(WRITTEN_OUT, "data.scaleLabel=none").data().rows(),
                classes.data().rows());
        RunPlan counts = tabular(LEAST.replace("mse", "poisson"));
        assertEquals(classes.data(), counts.data());
        RunPlan lbfgs = tabular(LEAST + "optimizer: lbfgs\n");
        RunPlan without = plan(WRITTEN_OUT, "optimizer=lbfgs", "learningRate=", "training.batchSize=");
        assertEquals(without.training(), lbfgs.training());
        RunPlan continued = tabular(LEAST, "network.initializeFrom=runs/other");
        assertEquals(1, continued.training().ensemble());
        RunPlan unvalidated = tabular(LEAST, "data.validation=none");
        assertEquals(
                plan(WRITTEN_OUT, "data.validation=none", "training.earlyStopping=none")
                        .training(),
                unvalidated.training());
    }

    @Test
    void errorsAreThoseOfAnyPlan() {
        assertEquals(
                "p.yaml: preset must be tabular or tabular_1 or none but is tabula",
                assertThrows(PlanException.class, () -> plan("preset: tabula\n" + LEAST))
                        .getMessage());
        assertEquals(
                "p.yaml: training must be a mapping of keys but is 5",
                assertThrows(PlanException.class, () -> tabular(LEAST + "training: 5\n"))
                        .getMessage());
        assertEquals(
                "p.yaml: loss must be one of",
                assertThrows(
                                PlanException.class,
                                () -> plan("preset: tabular\ndata: {train: a, label: y}\noutput: o\n"))
                        .getMessage()
                        .substring(0, 27));
        assertEquals(plan(LEAST), plan("preset: none\n" + LEAST));
    }
}
