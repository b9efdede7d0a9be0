package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.job.TrainProcess;
import dev.lockstep.testing.LocalServer;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.VirtualEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** TensorBoard and MLflow, as pip installs them, show a run that was killed and resumed. */
@Tag("full")
@EnabledIf("dev.lockstep.testing.Python#isThere")
class TrackingIT {

    private static final Path SCRIPTS = Project.path("src", "test", "python", "tracking");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EPOCHS = 200;
    private static final long MINUTES = 2;
    private static final String EXPERIMENT = "nights, with ü & ?";

    @TempDir
    private static Path folder;

    private static VirtualEnvironment python;
    private static LocalServer server;
    private static Path run;
    private static List<JsonNode> history;
    private static Script.Result resumed;

    @BeforeAll
    static void trainKilledAndResumed() throws IOException, InterruptedException {
        python = VirtualEnvironment.of(SCRIPTS.resolve("requirements.txt"));
        Path store = Files.createDirectories(folder.resolve("mlflow"));
        server = new LocalServer(
                python,
                store,
                "mlflow",
                "/health",
                List.of(
                        "server",
                        "--workers",
                        "1",
                        "--backend-store-uri",
                        "sqlite:///" + store.resolve("mlflow.db"),
                        "--artifacts-destination",
                        store.resolve("artifacts").toString()));
        // The first requests to a new server take seconds.
        server.get("/api/2.0/mlflow/experiments/search?max_results=1");
        run = folder.resolve("runs/digits");
        Path plan = Files.writeString(folder.resolve("digits.yaml"), """
                seed: 42
                data:
                  train: {path: %s}
                  validation: {fraction: 0.2}
                  label: digit
                  features: ["pixel*"]
                network: {hidden: [{units: 64}]}
                loss: cross_entropy
                learningRate: 0.001
                training: {epochs: %d, batchSize: 64}
                checkpoint: {everyEpochs: 10}
                report: {tensorboard: histograms, mlflow: {uri: '%s', experiment: '%s', name: the night}}
                output: %s
                """.formatted(
                        Project.path("data", "digits", "train.csv"), EPOCHS, server.uri(), EXPERIMENT, run));
        try (TrainProcess killed = TrainProcess.start(folder, List.of(plan.toString()))) {
            killed.await(() -> Files.exists(run.resolve("mlflow.json")) && historyHas(14));
            killed.kill();
        }
        resumed = Script.train(folder, plan.toString());
        history = Files.readAllLines(run.resolve("history.jsonl")).stream()
                .map(TrackingIT::parsed)
                .toList();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static boolean historyHas(int lines) {
        try {
            Path file = run.resolve("history.jsonl");
            return Files.exists(file) && Files.readAllLines(file).size() >= lines;
        } catch (IOException e) {
            return false; // The file is replaced at this moment.
        }
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double value(JsonNode epoch, String name) {
        return epoch.at("/" + name).doubleValue();
    }

    private static Set<String> names() {
        Set<String> names =
                new TreeSet<>(List.of("epoch", "gradientNorm", "learningRate", "rowsPerSecond", "train/loss"));
        history.get(0).get("validation").fieldNames().forEachRemaining(name -> names.add("validation/" + name));
        return names;
    }

    private static List<Long> steps() {
        return history.stream().map(epoch -> epoch.get("step").longValue()).toList();
    }

    private static List<Long> steps(JsonNode points, int at) {
        List<Long> steps = new ArrayList<>();
        points.forEach(point -> steps.add(point.get(at).longValue()));
        return steps;
    }

    @Test
    void theCommandsOfThePageWork() throws IOException, InterruptedException {
        assertEquals(
                List.of(
                        "jobs/train.sh conf/digits.yaml --set report.tensorboard=histograms",
                        "tensorboard --logdir runs"),
                Script.commands("docs/tracking.md"));
        Path work = Script.workIn(folder.resolve("work"));
        Script.Result trained = Script.train(work, "conf/digits.yaml", "--set", "report.tensorboard=histograms");
        assertEquals(0, trained.code(), trained.toString());
        JsonNode found = parsed(python.run(
                SCRIPTS.resolve("read_events.py"),
                work.resolve("runs/digits/tensorboard").toString()));
        assertEquals(100, found.get("scalars").get("train/loss").size());
    }

    @Test
    void theRunWasResumedAndSaysNothingOfTrackers() {
        assertEquals(0, resumed.code(), resumed.toString());
        assertEquals("", resumed.err());
        assertTrue(resumed.out().contains("resumes after step "), resumed.toString());
        assertEquals(EPOCHS, history.size());
    }

    @Test
    void tensorBoardReadsWhatTheHistoryHas() throws IOException, InterruptedException {
        JsonNode found = parsed(python.run(
                SCRIPTS.resolve("read_events.py"), run.resolve("tensorboard").toString()));
        JsonNode scalars = found.get("scalars");
        Set<String> tags = new TreeSet<>();
        scalars.fieldNames().forEachRemaining(tags::add);
        assertEquals(names(), tags);
        for (String name : tags) {
            assertEquals(steps(), steps(scalars.get(name), 0), name);
            for (int i = 0; i < EPOCHS; i++) {
                float expected = (float) value(history.get(i), name);
                // Of epochs before the kill, what was measured may be that of the first time.
                if (!name.equals("rowsPerSecond")) {
                    assertEquals(
                            expected, (float) scalars.get(name).get(i).get(1).doubleValue(), name);
                }
            }
        }
        JsonNode histograms = found.get("histograms");
        tags.clear();
        histograms.fieldNames().forEachRemaining(tags::add);
        assertEquals(Set.of("layers.0/weight", "layers.0/bias", "layers.1/weight", "layers.1/bias"), tags);
        for (String tag : tags) {
            List<Long> steps = steps(histograms.get(tag), 0);
            assertEquals(steps.stream().distinct().sorted().toList(), steps, tag);
            assertTrue(steps().containsAll(steps) && steps.contains(steps().get(0)), tag + " " + steps);
        }
        double weights = 0;
        for (JsonNode bucket : histograms.get("layers.0/weight").get(0).get(1)) {
            weights += bucket.get(2).doubleValue();
        }
        assertEquals(64 * 64, weights);
    }

    @Test
    void aTensorBoardServerShowsIt() throws IOException, InterruptedException {
        List<String> arguments = List.of("--logdir", folder.resolve("runs").toString());
        try (LocalServer board =
                new LocalServer(python, folder.resolve("board"), "tensorboard.main", "/data/environment", arguments)) {
            String of = "run=" + URLEncoder.encode("digits/tensorboard", StandardCharsets.UTF_8) + "&tag=";
            String query = "/data/plugin/scalars/scalars?" + of;
            for (String name : names()) {
                assertEquals(steps(), loaded(board, query + name), name);
            }
            assertTrue(!parsed(board.get("/data/plugin/histograms/histograms?" + of + "layers.0/weight"))
                    .isEmpty());
        }
    }

    /** The steps of a tag; the server loads files after it has started. */
    private static List<Long> loaded(LocalServer board, String query) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        List<Long> steps = List.of();
        while (steps.size() < EPOCHS && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(100);
            if (board.has(query)) {
                steps = steps(parsed(board.get(query)), 1);
            }
        }
        return steps;
    }

    @Test
    void mlflowHasOneRunWithEveryEpochOnceAndItsArtifacts() throws IOException, InterruptedException {
        Path artifacts = Files.createDirectories(folder.resolve("downloaded"));
        JsonNode runs =
                parsed(python.run(SCRIPTS.resolve("read_mlflow.py"), server.uri(), EXPERIMENT, artifacts.toString()));
        assertEquals(1, runs.size(), runs.toString());
        JsonNode one = runs.get(0);
        assertEquals("the night", one.get("name").textValue());
        assertEquals("FINISHED", one.get("status").textValue());
        assertTrue(one.get("ended").booleanValue());
        assertEquals("64", one.get("params").get("network.hidden.0.units").textValue());
        assertEquals("42", one.get("params").get("seed").textValue());
        JsonNode metrics = parsed(Files.readString(run.resolve("metrics.json")));
        assertEquals(metrics.get("weightsSha256"), one.get("tags").get("lockstep.weightsSha256"));
        assertEquals(metrics.get("id"), one.get("tags").get("lockstep.run"));
        for (String name : names()) {
            JsonNode points = one.get("metrics").get(name);
            assertEquals(steps(), steps(points, 0), name);
            for (int i = 0; i < EPOCHS && !name.equals("rowsPerSecond"); i++) {
                assertEquals(value(history.get(i), name), points.get(i).get(1).doubleValue(), name);
            }
        }
        assertEquals(
                metrics.at("/validation/accuracy"),
                one.get("metrics").get("final/validation/accuracy").get(0).get(1));
        Path downloaded = artifacts.resolve(one.get("id").textValue());
        for (String name : List.of("metrics.json", "plan.yaml", "report.html")) {
            assertArrayEquals(
                    Files.readAllBytes(run.resolve(name)), Files.readAllBytes(downloaded.resolve(name)), name);
        }
        try (var files = Files.list(downloaded)) {
            assertEquals(
                    Set.of("metrics.json", "model.onnx", "plan.yaml", "report.html"),
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
        }
    }
}
