package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.Tensor;
import dev.lockstep.job.InProcess;
import dev.lockstep.plan.yaml.PlanFile;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.SharedClasses;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains with the script: what a run leaves behind, and the same weights wherever it ran. */
class TrainIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PLAN = List.of("conf/digits.yaml", "--set", "training.epochs=3");
    private static final List<String> COMMANDS = Script.commands("docs/lockstep.md");

    @TempDir
    static Path temporary;

    private static Path folder;
    private static Script.Result first;

    @BeforeAll
    static void trainOnOneCore() throws IOException, InterruptedException {
        folder = Script.workIn(temporary.resolve("work"));
        first = trainAsOnThePage(0);
    }

    @Test
    void aRunSaysWhatItDoesAndNothingOnStandardError() {
        assertEquals(0, first.code(), first.toString());
        assertEquals("", first.err());
        assertTrue(
                first.out()
                        .startsWith("digits: 1,437 rows × 64 features, 10 classes; network 64-128-64-10 with 17,226"
                                + " parameters\nlocal[1], engine resident, 1 task per step, BLAS: "),
                first.out());
        assertTrue(first.out().contains("weights         sha256 " + sha("runs/one") + "\n"), first.out());
    }

    @Test
    void aRunLeavesItsFilesAndNoOthers() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("runs/one"))) {
            assertEquals(
                    Set.of(
                            "checkpoints",
                            "diagnostics.json",
                            "history.jsonl",
                            "metrics.json",
                            "model",
                            "plan.yaml",
                            "report.html",
                            "run.json",
                            "status.json",
                            "weights.safetensors"),
                    new TreeSet<>(
                            files.map(file -> file.getFileName().toString()).toList()));
        }
    }

    @Test
    void metricsHaveTheDocumentedKeys() {
        JsonNode metrics = json("runs/one/metrics.json");
        assertEquals(
                List.of(
                        "id",
                        "run",
                        "train",
                        "validation",
                        "test",
                        "epochs",
                        "bestEpoch",
                        "steps",
                        "rows",
                        "seconds",
                        "rowsPerSecond",
                        "weightsSha256",
                        "engine",
                        "stopped"),
                keys(metrics));
        assertEquals("digits", metrics.get("run").textValue());
        assertEquals(3, metrics.get("epochs").intValue());
        assertEquals(69, metrics.get("steps").intValue());
        assertEquals(1437, metrics.get("rows").intValue());
        assertTrue(metrics.get("validation").isNull());
        assertEquals("all_epochs", metrics.get("stopped").textValue());
        for (String set : List.of("train", "test")) {
            assertTrue(
                    metrics.get(set).get("accuracy").doubleValue() > 0.8,
                    metrics.get(set).toString());
            assertTrue(metrics.get(set).get("loss").isDouble());
        }
    }

    @Test
    void everyEpochIsALineOfTheHistory() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("runs/one/history.jsonl"));
        assertEquals(3, lines.size());
        for (int epoch = 1; epoch <= 3; epoch++) {
            JsonNode line = JSON.readTree(lines.get(epoch - 1));
            assertEquals(
                    List.of(
                            "epoch",
                            "step",
                            "train",
                            "validation",
                            "learningRate",
                            "gradientNorm",
                            "rowsPerSecond",
                            "stepMillis"),
                    keys(line));
            assertEquals(epoch, line.get("epoch").intValue());
            assertEquals(23 * epoch, line.get("step").intValue());
            assertEquals(List.of("broadcast", "compute", "wait", "reduce", "update"), keys(line.get("stepMillis")));
        }
    }

    @Test
    void theStatusSaysThatAllWentWell() {
        JsonNode status = json("runs/one/status.json");
        assertEquals(List.of("code", "message", "step"), keys(status));
        assertEquals(0, status.get("code").intValue());
        assertEquals("trained", status.get("message").textValue());
        assertEquals(69, status.get("step").intValue());
    }

    @Test
    void thePlanIsKeptWithEveryDefault() {
        assertEquals(
                PlanFile.read(
                        folder.resolve("conf/digits.yaml").toString(), List.of("training.epochs=3", "output=runs/one")),
                PlanFile.read(folder.resolve("runs/one/plan.yaml").toString(), List.of()));
    }

    @Test
    void theWeightsFileHoldsTheParametersOfTheFingerprint() throws IOException, NoSuchAlgorithmException {
        byte[] bytes = Files.readAllBytes(folder.resolve("runs/one/weights.safetensors"));
        SafeTensors file = SafeTensors.read(bytes);
        assertEquals(
                List.of(
                        "input.mean [64]",
                        "input.scale [64]",
                        "layers.0.weight [128, 64]",
                        "layers.0.bias [128]",
                        "layers.1.weight [64, 128]",
                        "layers.1.bias [64]",
                        "layers.2.weight [10, 64]",
                        "layers.2.bias [10]"),
                file.tensors().stream()
                        .map((Tensor tensor) -> tensor.name() + " " + tensor.shape())
                        .toList());
        // The parameters are the last 17,226 floats of the file.
        byte[] parameters = Arrays.copyOfRange(bytes, bytes.length - 4 * 17_226, bytes.length);
        assertEquals(
                sha("runs/one"),
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(parameters)));
        assertEquals(sha("runs/one"), file.metadata().get("weightsSha256"));
    }

    @Test
    void aFinishedRunIsLeftAlone() throws IOException, InterruptedException {
        Map<String, String> before = contents("runs/one");
        Script.Result again = train(List.of("--set", "output=runs/one"), "--master", "local[2]");
        assertEquals(0, again.code(), again.toString());
        assertEquals("", again.err());
        assertEquals(
                "file:" + folder.toRealPath().resolve("runs/one")
                        + " is a finished run, left unchanged; --overwrite retrains it\n",
                again.out());
        assertEquals(before, contents("runs/one"));
    }

    private static Map<String, String> contents(String run) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder.resolve(run))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    @Test
    void fourCoresGiveTheSameBits() throws IOException, InterruptedException {
        Script.Result four = trainAsOnThePage(1);
        assertEquals(0, four.code(), four.toString());
        assertEquals("", four.err());
        Process grep = new ProcessBuilder(COMMANDS.get(2).split(" ", -1))
                .directory(folder.toFile())
                .start();
        List<String> found = grep.inputReader().lines().toList();
        assertEquals(2, found.size(), found.toString());
        found.forEach(line -> assertTrue(line.endsWith("\"" + sha("runs/one") + "\","), line));
    }

    /** Runs a command of the page of promises. */
    private static Script.Result trainAsOnThePage(int command) throws IOException, InterruptedException {
        String[] words = COMMANDS.get(command).split(" ", -1);
        assertEquals("jobs/train.sh", words[0]);
        return Script.train(folder, Arrays.copyOfRange(words, 1, words.length));
    }

    @Test
    void sevenShuffledFilesGiveTheSameBits() throws IOException {
        String[] lines =
                Files.readAllLines(folder.resolve("data/digits/train.csv")).toArray(String[]::new);
        Path seven = Table.of(lines).shuffled(1).csv(folder.resolve("seven shuffled"), 7);
        Script.Result result = trainHere("runs/seven", seven, "--set", "data.train.format=csv");
        assertEquals(0, result.code(), result.toString());
        assertEquals(sha("runs/one"), sha("runs/seven"));
    }

    /** Trains in this process, on two cores. */
    private static Script.Result trainHere(String output, Path rows, String... more) {
        List<String> words =
                new ArrayList<>(List.of("train", folder.resolve(PLAN.get(0)).toString()));
        words.addAll(PLAN.subList(1, PLAN.size()));
        for (String override : List.of(
                "output=" + folder.resolve(output),
                "data.train.path=" + rows,
                "data.test.path=" + folder.resolve("data/digits/test.csv"))) {
            words.addAll(List.of("--set", override));
        }
        words.addAll(List.of(more));
        return InProcess.run(words.toArray(String[]::new));
    }

    /** With the other serializer, too; FaultIT has clusters with the usual one. */
    @Tag("cluster")
    @Test
    void twoExecutorProcessesGiveTheSameBits() throws IOException, InterruptedException {
        Path events = Files.createDirectories(folder.resolve("events"));
        assertSameBits(
                "runs/two",
                List.of(),
                "--master",
                "local-cluster[2,1,1024]",
                "--conf",
                "spark.serializer=org.apache.spark.serializer.KryoSerializer",
                "--conf",
                "spark.executor.extraJavaOptions=" + SharedClasses.options(),
                "--conf",
                "spark.eventLog.enabled=true",
                "--conf",
                "spark.eventLog.compress=false",
                "--conf",
                "spark.eventLog.rolling.enabled=false",
                "--conf",
                "spark.eventLog.dir=" + events.toUri());
        assertEquals(Set.of("0", "1"), executorsOfTasks(events));
    }

    /** The executors that finished at least five tasks each, as Spark's own log of events has them. */
    private static Set<String> executorsOfTasks(Path events) throws IOException {
        List<String> executors = new ArrayList<>();
        try (Stream<Path> logs = Files.list(events)) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                for (String line : Files.readAllLines(log)) {
                    JsonNode event = JSON.readTree(line);
                    if (event.path("Event").asText().equals("SparkListenerTaskEnd")) {
                        executors.add(
                                event.path("Task Info").path("Executor ID").asText());
                    }
                }
            }
        }
        Set<String> busy = new TreeSet<>(executors);
        busy.removeIf(executor -> executors.stream().filter(executor::equals).count() < 5);
        return busy;
    }

    private static void assertSameBits(String output, List<String> arguments, String... sparkOptions)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--set", "output=" + output));
        all.addAll(arguments);
        Script.Result result = train(all, sparkOptions);
        assertEquals(0, result.code(), result.toString());
        assertEquals("", result.err());
        assertEquals(sha("runs/one"), sha(output));
    }

    private static Script.Result train(List<String> arguments, String... sparkOptions)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(PLAN);
        words.addAll(arguments);
        words.add("--");
        words.addAll(List.of(sparkOptions));
        return Script.train(folder, words.toArray(String[]::new));
    }

    private static String sha(String run) {
        return json(run + "/metrics.json").get("weightsSha256").textValue();
    }

    private static JsonNode json(String file) {
        try {
            return JSON.readTree(folder.resolve(file).toFile());
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read; the first run: " + first, e);
        }
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
