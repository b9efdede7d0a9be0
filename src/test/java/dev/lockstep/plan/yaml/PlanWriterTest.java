package dev.lockstep.plan.yaml;

import static dev.lockstep.plan.yaml.PlanFileTest.plan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.run.FinishedRun;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanWriterTest {

    private static final String LEAST = """
            data: {train: a.csv, label: y}
            loss: mse
            output: runs/x
            """;

    @Test
    void everyDefaultIsWritten() {
        assertEquals("""
                name: digits
                preset: none
                seed: 0
                data:
                  train:
                    path: a.csv
                    options: {}
                  validation: none
                  test: none
                  label: "y"
                  features: []
                  categorical: []
                  missing: error
                  missingValues: []
                  weight: none
                  offset: none
                  divideBy: none
                  rows: none
                  scale: standard
                  scaleLabel: none
                  encode: none
                  storage: auto
                network:
                  hidden: []
                  output:
                    activation: identity
                  initializeFrom: none
                loss: mse
                penalty:
                  l1: 0
                  l2: 0
                classWeights: none
                optimizer:
                  name: adam
                  beta1: 0.9
                  beta2: 0.999
                  epsilon: 1E-8
                learningRate:
                  name: constant
                  initial: 0.001
                clip: none
                math:
                  blas: auto
                training:
                  epochs: 30
                  batchSize: 128
                  shards: 8
                  ensemble: 1
                  engine: auto
                  residentTimeout: 30
                  stopAfterSeconds: none
                  earlyStopping: none
                checkpoint:
                  everyEpochs: 1
                  everySteps: none
                  keep: 2
                report:
                  page: html
                  importance: auto
                  tensorboard: none
                  mlflow: none
                publish: none
                output: runs/x
                """, PlanWriter.write(plan(LEAST)));
    }

    static Stream<String> lines() {
        return Stream.concat(
                Optimizers.CATALOG.names().stream().map(name -> "optimizer: " + name),
                Stream.of(
                        "seed: -9223372036854775808",
                        "penalty: {l1: 0.1, l2: 1.0e-7}",
                        "penalty: {l1: 4.9e-324, l2: 1.7976931348623157e308}",
                        "penalty: {l1: -0.0, l2: 12345678901234567890}",
                        "penalty: {l1: 0.30000000000000004, l2: 100000}",
                        "learningRate: {name: step, every: 3, factor: 0.1, per: step}",
                        "math: {blas: vector}",
                        "clip: {norm: 1}",
                        "clip: {value: 0.5}",
                        "network: {initializeFrom: runs/before}",
                        "training: {batchSize: full, engine: job}",
                        "training: {batchSize: 9007199254740992}",
                        "network: {initializer: xavier_normal, output: {activation: tanh}}",
                        "network: {hidden: [{units: 3, activation: tanh, dropout: 0.1, maxNorm: 2}, {units: 2}]}"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void theSamePlanComesBack(String line) {
        assertComesBack(plan(LEAST + line + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"balanced", "{}", "{b: 0.5, a: 2, 3: 1}"})
    void theSameClassWeightsComeBack(String weights) {
        assertComesBack(plan(LEAST.replace("mse", "cross_entropy") + "classWeights: " + weights + "\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "label: [y, z], features: [a, 'b*'], weight: w, scale: none",
                "label: y, scaleLabel: standard, test: {path: b, format: csv, options: {a: 1, sep: ';', none: ''}}",
                "label: y, validation: {fraction: 0.1}",
                "label: y, validation: {path: b, format: parquet}"
            })
    void theSameDataComeBack(String data) {
        assertComesBack(plan(LEAST.replace("label: y", data)));
        assertComesBack(plan(LEAST.replace("label: y", data), "data.validation=v", "training.earlyStopping={}"));
    }

    /** What text would otherwise be taken for something else, or for several things. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "null",
                "~",
                "true",
                "No",
                "3",
                "010",
                "0x1F",
                "1e3",
                "1E-8",
                ".inf",
                "2024-01-01",
                "1:30",
                "-",
                "- a",
                "a: b",
                "a #b",
                "#",
                "[a]",
                "{a}",
                "*a",
                "&a",
                "!a",
                "|",
                ">",
                "%",
                "@a",
                "`a",
                "'",
                "\"",
                "\\",
                " a ",
                "a\nb",
                "a\tb",
                "<<",
                "=",
                "?",
                "? a",
                "é",
                "數",
                "😀",
                "a/b.c-d_e",
                "s3a://b/x y",
                "x.",
                "---"
            })
    void anyTextComesBack(String text) {
        RunPlan plan = plan(LEAST);
        assertComesBack(new RunPlan(
                text, plan.preset(), plan.data(), plan.training(), plan.engine(), plan.saving(), plan.publish(), text));
    }

    /** Of a plan of the greatest length, and as much again of settings on the command line. */
    @Test
    void thePlanOfVeryManyColumnsIsNotTooLongToBeRead() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; names.length() < 1_000_000; i++) {
            names.append(i).append(",");
        }
        RunPlan plan = plan(LEAST.replace("label", "features: [" + names + "], label"));
        int length = PlanWriter.write(plan).length();
        assertTrue(2 * length < FinishedRun.LARGEST_PLAN, length + " characters");
    }

    private static void assertComesBack(RunPlan plan) {
        String text = PlanWriter.write(plan);
        assertEquals(plan, plan(text), text);
        assertEquals(text, PlanWriter.write(plan(text)));
    }
}
