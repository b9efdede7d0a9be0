package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run of an ensemble, from its plan to its predictions. */
class EnsembleRunTest {

    private static final int MEMBERS = 2;

    @TempDir
    private static Path folder;

    private static Path rows;
    private static Path plan;
    private static RunFolder run;

    @BeforeAll
    static void train() throws IOException {
        rows = Files.writeString(folder.resolve("rows.csv"), SmallPlans.rows(200));
        plan = Files.writeString(folder.resolve("plan.yaml"), """
                seed: 20
                data: {train: %s, validation: {fraction: 0.2}, test: %1$s, label: y}
                network: {hidden: [{units: 8, activation: tanh, dropout: 0.2}]}
                loss: cross_entropy
                learningRate: 0.03
                training:
                  epochs: 20
                  batchSize: 16
                  shards: 4
                  ensemble: %d
                  earlyStopping: {metric: accuracy, patience: 1}
                math: {blas: java}
                output: unset
                """.formatted(rows, MEMBERS));
        run = train("ensemble");
    }

    private static RunFolder train(String name, String... more) {
        RunFolder output = new RunFolder(folder.resolve(name));
        assertEquals(0, command(output, more).code());
        return output;
    }

    private static Script.Result command(RunFolder output, String... more) {
        String[] command = {"train", plan.toString(), "--set", "output=" + output.path()};
        return InProcess.run(Stream.of(command, more).flatMap(Arrays::stream).toArray(String[]::new));
    }

    @Test
    void metricsAreThoseOfTheAveragedModelAndListTheMembers() {
        JsonNode metrics = run.json("metrics.json");
        assertEquals(MEMBERS, metrics.get("members").size());
        List<Double> losses = new ArrayList<>();
        for (int member = 0; member < MEMBERS; member++) {
            JsonNode plain = train("plain-" + member, "--set", "training.ensemble=1", "--set", "seed=" + (20 + member))
                    .json("metrics.json");
            JsonNode found = metrics.get("members").get(member);
            assertEquals(20 + member, found.get("seed").longValue());
            for (String key : List.of("epochs", "bestEpoch", "stopped")) {
                assertEquals(plain.get(key), found.get(key), key);
            }
            for (String of : List.of("validation", "test")) {
                for (String metric : List.of("loss", "accuracy")) {
                    assertEquals(plain.get(of).get(metric), found.get(of).get(metric), of + " " + metric);
                }
            }
            losses.add(found.get("test").get("loss").doubleValue());
        }
        double mean = losses.stream().mapToDouble(loss -> loss).average().orElseThrow();
        double squares = losses.stream()
                .mapToDouble(loss -> (loss - mean) * (loss - mean))
                .sum();
        assertEquals(
                Math.sqrt(squares / MEMBERS),
                metrics.get("spread").get("test").get("loss").doubleValue(),
                1e-12);
        // The logarithm is concave.
        assertTrue(metrics.get("test").get("loss").doubleValue() < mean, metrics::toString);
        assertTrue(metrics.get("epochs").intValue() >= metrics.get("bestEpoch").intValue());
    }

    @Test
    void aStoppedRunGoesOnToTheSameBits() {
        RunFolder stopped = new RunFolder(folder.resolve("stopped"));
        Script.Result first = command(stopped, "--set", "training.stopAfterSeconds=0.000001");
        assertEquals(6, first.code(), first::toString);
        Script.Result again = command(stopped, "--set", "training.engine=job");
        assertEquals(0, again.code(), again::toString);
        assertTrue(again.out().contains("resumes after step 1"), again::out);
        assertEquals(run.outcome(), stopped.outcome());
    }

    @Test
    void aRunOfAnotherSizeIsAnotherRun() throws IOException {
        Script.Result refused =
                command(run.copiedTo(folder.resolve("copy")), "--set", "training.ensemble=" + (MEMBERS + 1));
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("training.ensemble was 2 but is 3"), refused::err);
    }

    @Test
    void aRunIsEvaluatedAsItsAverage() {
        Script.Result evaluated = InProcess.run("evaluate", run.path().toString(), "--data", rows.toString());
        assertEquals(0, evaluated.code(), evaluated::toString);
        double accuracy = run.json("metrics.json").get("test").get("accuracy").doubleValue();
        assertTrue(
                evaluated.out().contains(String.format("%.4f", accuracy).replaceAll("0+$", "")), evaluated::toString);
    }

    @Test
    void predictionsHaveTheirUncertaintyOnRequest() throws IOException {
        Path output = folder.resolve("predicted.csv");
        Script.Result predicted = InProcess.run(
                "predict",
                run.path().toString(),
                "--data",
                rows.toString(),
                "--output",
                output.toString(),
                "--uncertainty");
        assertEquals(0, predicted.code(), predicted::toString);
        try (Stream<Path> files = Files.list(output)) {
            Path file = files.filter(path -> path.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
            List<String> lines = Files.readAllLines(file);
            assertEquals("x0,x1,x2,x3,x4,y,prediction,probability,uncertainty", lines.get(0));
            double uncertainty = Double.parseDouble(lines.get(1).replaceAll(".*,", ""));
            assertTrue(uncertainty > 0 && uncertainty < 0.5, lines.get(1));
        }
    }

    @Test
    void aSingleNetworkHasNoUncertainty() throws IOException {
        RunFolder plain = Undisturbed.of(SmallPlans.MOMENTUM_WITH_DROPOUT_AND_PLATEAU);
        Script.Result refused = InProcess.run(
                "predict",
                plain.path().toString(),
                "--data",
                rows.toString(),
                "--output",
                folder.resolve("none.csv").toString(),
                "--uncertainty");
        assertEquals(2, refused.code(), refused::toString);
        assertTrue(refused.err().contains("--uncertainty needs a run with training.ensemble above 1"), refused::err);
    }

    @Test
    void anEnsembleIsExportedAsOneOnnxFile() {
        Path file = folder.resolve("model.onnx");
        Script.Result exported =
                InProcess.run("export", run.path().toString(), "--format", "onnx", "--output", file.toString());
        assertEquals(0, exported.code(), exported::toString);
        assertTrue(Files.exists(file));
    }

    @Test
    void divergenceNamesTheMember() {
        Script.Result diverged = command(
                new RunFolder(folder.resolve("diverged")), "--set", "optimizer=sgd", "--set", "learningRate=1.0e+38");
        assertEquals(4, diverged.code(), diverged::toString);
        assertTrue(
                diverged.err().matches("(?s)error: member ([01]) of the ensemble \\(seed 2\\1\\): training diverged.*"),
                diverged::err);
    }
}
