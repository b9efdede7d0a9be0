package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.format.onnx.OnnxFile;
import dev.lockstep.testing.FakeMlflow;
import dev.lockstep.testing.FakeMlflow.Mood;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.Table;
import dev.lockstep.tracking.tensorboard.ShownEvents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves for TensorBoard and MLflow, whichever way it goes. */
class TrackingRunTest {

    private static final String EVENTS = "report.tensorboard=scalars";
    private static final String STOP = "training.stopAfterSeconds=1e-9";

    @TempDir
    Path folder;

    private Path plan;
    private FakeMlflow server;

    @BeforeEach
    void write() throws IOException {
        server = new FakeMlflow();
        Path rows = Table.clusters(120, 3, 3).csv(folder.resolve("rows.csv"));
        plan = Files.writeString(folder.resolve("night.yaml"), String.format("""
                data: {train: %s, label: y, validation: {fraction: 0.25}}
                network: {hidden: [{units: 4}]}
                loss: cross_entropy
                learningRate: 0.02
                training: {epochs: 3, batchSize: 45, shards: 2}
                math: {blas: java}
                report: {page: none, importance: none}
                output: none
                """, rows));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Script.Result train(String run, String... settings) {
        Stream<String> options = Arrays.stream(settings)
                .flatMap(setting -> setting.startsWith("--") ? Stream.of(setting) : Stream.of("--set", setting));
        Stream<String> command = Stream.of("train", plan.toString(), "--set", "output=" + folder.resolve(run));
        return InProcess.run(Stream.concat(command, options).toArray(String[]::new));
    }

    private String mlflow() {
        return "report.mlflow={uri: '" + server.uri() + "', experiment: nights}";
    }

    private List<String> shown(String run) throws IOException {
        return ShownEvents.of(folder.resolve(run));
    }

    private static void assertTrained(Script.Result result) {
        assertEquals(0, result.code(), result::toString);
        assertEquals("", result.err());
    }

    private static void assertCode(int code, Script.Result result) {
        assertEquals(code, result.code(), result::toString);
    }

    @Test
    void everyEpochHasItsEventsAndAResumedRunHasThemOnce() throws IOException {
        assertTrained(train("one", EVENTS));
        List<String> all = List.of("2 scalars", "4 scalars", "6 scalars");
        assertEquals(all, shown("one"));
        // Stops in the first epoch.
        assertCode(6, train("two", EVENTS, STOP));
        assertEquals(List.of(), shown("two"));
        assertTrained(train("two", EVENTS));
        assertEquals(all, shown("two"));
        // Goes on with more epochs, after an attempt without events.
        assertTrained(train("two", "training.epochs=4"));
        assertTrained(train("two", EVENTS, "training.epochs=5"));
        assertEquals(List.of("2 scalars", "4 scalars", "6 scalars", "8 scalars", "10 scalars"), shown("two"));
        assertEquals(1, ShownEvents.files(folder.resolve("two")).size());
    }

    @Test
    void histogramsAreOnesOfTheFirstEpochAtLeast() throws IOException {
        assertTrained(train("one", "report.tensorboard=histograms"));
        assertEquals(List.of("2 scalars", "2 histograms"), shown("one").subList(0, 2));
        String text = Files.readString(ShownEvents.files(folder.resolve("one")).get(0), StandardCharsets.ISO_8859_1);
        for (String tag : List.of("layers.0/weight", "layers.0/bias", "layers.1/weight", "layers.1/bias")) {
            assertTrue(text.contains(tag), tag);
        }
    }

    @Test
    void aRunThatIsOverwrittenLosesItsEventsAndGetsANewRunOfMlflow() throws IOException {
        assertTrained(train("one", EVENTS, mlflow()));
        assertTrained(train("one", "--overwrite", EVENTS, mlflow(), "training.epochs=1"));
        assertEquals(List.of("2 scalars"), shown("one"));
        assertEquals(2, server.runs().size());
        assertTrained(train("one", "--overwrite", "report=none"));
        assertEquals(List.of(), ShownEvents.files(folder.resolve("one")));
        assertFalse(Files.exists(folder.resolve("one/mlflow.json")));
        assertEquals(2, server.runs().size());
    }

    @Test
    void aRunOfMlflowHasWhatTheFolderHas() throws Exception {
        assertTrained(train("one", mlflow(), "report.page=html"));
        FakeMlflow.Run run = server.runs().get(0);
        assertEquals("night", run.name);
        assertEquals(List.of("nights"), server.experiments());
        assertEquals(List.of("RUNNING", "FINISHED"), run.states);
        RunFolder left = new RunFolder(folder.resolve("one"));
        JsonNode metrics = left.json("metrics.json");
        assertEquals(metrics.get("weightsSha256").textValue(), run.tags.get("lockstep.weightsSha256"));
        assertEquals(left.json("run.json").get("id").textValue(), run.tags.get("lockstep.run"));
        assertEquals(System.getProperty("java.version"), run.tags.get("lockstep.java"));
        assertEquals("4", run.params.get("network.hidden.0.units"));
        assertEquals("run0", left.json("mlflow.json").get("runId").textValue());
        assertEquals(
                List.of("6=" + metrics.get("validation").get("accuracy").doubleValue()),
                run.metrics.get("final/validation/accuracy"));
        List<String> losses = Files.readAllLines(folder.resolve("one/history.jsonl")).stream()
                .map(RunFolder::parsed)
                .map(line ->
                        line.get("step") + "=" + line.get("train").get("loss").doubleValue())
                .toList();
        assertEquals(losses, run.metrics.get("train/loss"));
        for (String name : List.of("plan.yaml", "metrics.json", "report.html")) {
            assertArrayEquals(Files.readAllBytes(folder.resolve("one").resolve(name)), run.artifacts.get(name), name);
        }
        assertTrue(OnnxFile.isLockstep(new ByteArrayInputStream(run.artifacts.get("model.onnx"))));
    }

    @Test
    void aStoppedRunIsKilledAndGoesOn() throws IOException {
        assertCode(6, train("one", mlflow(), STOP));
        assertEquals(List.of("RUNNING", "KILLED"), server.runs().get(0).states);
        assertTrained(train("one", mlflow()));
        assertTrained(train("one", mlflow(), "training.epochs=4"));
        assertEquals(1, server.runs().size());
        FakeMlflow.Run run = server.runs().get(0);
        assertEquals(List.of("RUNNING", "KILLED", "RUNNING", "FINISHED", "RUNNING", "FINISHED"), run.states);
        assertEquals(List.of(2L, 4L, 6L, 8L), run.steps("train/loss"));
        assertEquals("3", run.params.get("training.epochs"));
        // A finished run has nothing to say.
        int requests = server.requests().size();
        assertTrained(train("one", mlflow(), "training.epochs=4"));
        assertEquals(requests, server.requests().size());
    }

    @Test
    void aDivergedRunHasFailed() throws IOException {
        assertCode(4, train("one", EVENTS, mlflow(), "report.page=html", "optimizer=sgd", "learningRate=1e30"));
        FakeMlflow.Run run = server.runs().get(0);
        assertEquals(List.of("RUNNING", "FAILED"), run.states);
        assertTrue(run.tags.get("lockstep.message").startsWith("training diverged"), run.tags.toString());
        assertFalse(run.artifacts.containsKey("model.onnx"));
        assertArrayEquals(Files.readAllBytes(folder.resolve("one/report.html")), run.artifacts.get("report.html"));
    }

    @Test
    void aModelThatIsNoOnnxFileIsTrackedWithoutOne() {
        Script.Result result = train("one", mlflow(), "data.categorical={columns: [x0], hash: 8}", "training.epochs=1");
        assertCode(0, result);
        assertTrue(result.err().startsWith("warning: MLflow gets no model.onnx: "), result.err());
        assertEquals(
                List.of("metrics.json", "plan.yaml"),
                List.copyOf(server.runs().get(0).artifacts.keySet()));
    }

    @Test
    void aServerThatRefusesIsOneLineAndTheRunIsTheSame() throws IOException {
        assertTrained(train("one"));
        server.become(Mood.UNAUTHORIZED);
        Script.Result result = train("two", mlflow());
        assertCode(0, result);
        assertEquals(
                "warning: MLflow at " + server.uri() + " answers 401: You are not null; the run continues\n",
                result.err());
        assertEquals(new RunFolder(folder.resolve("one")).outcome(), new RunFolder(folder.resolve("two")).outcome());
        assertFalse(Files.exists(folder.resolve("two/mlflow.json")));
    }
}
