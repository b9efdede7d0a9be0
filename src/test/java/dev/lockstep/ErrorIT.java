package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.job.InProcess;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.SharedClasses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every failure has its exit code and one or two lines, on standard error and in status.json. */
class ErrorIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IRIS = "conf/iris.yaml";
    private static final String VERSION_FILE = "spark-version-info.properties";

    @TempDir
    static Path temporary;

    private static Path folder;

    @BeforeAll
    static void makeAFolderWithSpaces() throws IOException {
        folder = Script.workIn(temporary.resolve("a folder with spaces"));
        Files.createFile(folder.resolve("empty.safetensors"));
        Files.writeString(folder.resolve("text.csv"), "a,b,label\n1,2,0\n3,four,1\n");
        Files.writeString(
                folder.resolve("unknown key.yaml"), Files.readString(folder.resolve(IRIS)) + "batchsize: 3\n");
    }

    /** @param err standard error, without its last line break */
    private record Mistake(int code, String err, List<String> arguments) {

        Mistake(int code, String err, String... arguments) {
            this(code, err, List.of(arguments));
        }
    }

    /** Found before Spark starts: there is no run to write a status for. */
    static Stream<Mistake> mistakesOfThePlan() {
        return Stream.of(
                new Mistake(2, "error: Missing required parameter: 'PLAN'\nsee: lockstep train --help"),
                new Mistake(
                        2,
                        "error: unknown key.yaml: unknown key \"batchsize\"; known: name, preset, seed, data, network, loss,"
                                + " penalty, classWeights, optimizer, learningRate, clip, math, training, checkpoint, report, publish, output",
                        "unknown key.yaml"));
    }

    static Stream<Mistake> mistakesInTheData() {
        return Stream.of(
                new Mistake(
                        3,
                        "error: data.train.path: no such file or folder: " + folder + "/data/absent.csv",
                        "data.train.path=" + folder + "/data/absent.csv"),
                new Mistake(
                        3,
                        "error: network.initializeFrom (" + folder + "/empty.safetensors): the file must start with the"
                                + " header's length in 8 bytes but has 0 bytes",
                        "network.initializeFrom=" + folder + "/empty.safetensors"));
    }

    @Test
    void aSparkThatDoesNotWorkIsRefusedByName() throws IOException, InterruptedException {
        Script.Result result = versionOn("4.0.0");
        assertEquals(2, result.code(), result::toString);
        assertEquals(
                "error: Spark 4.0.0 is not supported: it breaks every estimator that is not Spark's own (SPARK-52259); use"
                        + " Spark 4.0.1 or newer\n",
                result.err());
    }

    @Test
    void aSparkOfAnUntestedLineGivesAWarning() throws IOException, InterruptedException {
        Script.Result result = versionOn("4.9.0");
        assertEquals(0, result.code(), result::toString);
        assertEquals(
                "warning: Lockstep is not tested on Spark 4.9.0; lockstep-spark4_2.13 is for Spark 4.0, 4.1, 4.2\n",
                result.err());
        assertTrue(result.out().startsWith("lockstep "), result::toString);
    }

    /** {@code lockstep train --version} on the embedded Spark, which takes its version from a file of its class path. */
    private static Script.Result versionOn(String spark) throws IOException, InterruptedException {
        Path conf = Files.createDirectories(folder.resolve("conf-" + spark));
        try (InputStream real = SparkConf.class.getResourceAsStream("/" + VERSION_FILE)) {
            String text = new String(real.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(conf.resolve(VERSION_FILE), text.replaceAll("(?m)^version=.*$", "version=" + spark));
        }
        return Script.run(
                Map.of(
                        "SPARK_CONF_DIR", conf.toString(),
                        "LOCKSTEP_LOG", folder.resolve("lockstep.log").toString(),
                        "SPARK_SUBMIT_OPTS", SharedClasses.options()),
                List.of(Project.path("jobs", "train.sh").toString(), "--version"),
                folder);
    }

    @ParameterizedTest
    @MethodSource("mistakesOfThePlan")
    void aWrongPlanIsRefused(Mistake mistake) throws IOException, InterruptedException {
        Script.Result result = Script.train(folder, mistake.arguments().toArray(String[]::new));
        assertFailed(mistake, result);
        assertEquals("", result.out());
        assertFalse(Files.exists(folder.resolve("runs")) && Files.exists(folder.resolve("runs/x")));
    }

    @ParameterizedTest
    @MethodSource("mistakesInTheData")
    void wrongDataAreRefusedAndTheStatusSaysSo(Mistake mistake) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("train", folder.resolve(IRIS).toString(), "--overwrite"));
        for (String override : List.of(
                "output=" + folder.resolve("runs/here"),
                "data.train.path=" + folder.resolve("data/iris/train.csv"),
                "data.test.path=" + folder.resolve("data/iris/test.csv"),
                mistake.arguments().get(0))) {
            words.addAll(List.of("--set", override));
        }
        Script.Result result = InProcess.run(words.toArray(String[]::new));
        assertFailed(mistake, result);
        assertStatus(result, "runs/here", 0);
    }

    @Test
    void aWrongRowIsNamedByTheScriptAndTheStatusSaysSo() throws IOException, InterruptedException {
        Script.Result result = failing("runs/data", List.of("data.train.path=text.csv"));
        assertFailed(
                new Mistake(
                        3,
                        "error: data.train: row 2 of text.csv: column b must be a finite number but is \"four\"; add"
                                + " the column to data.categorical if it has names"),
                result);
        assertStatus(result, "runs/data", 0);
    }

    @Test
    void aDivergingTrainingStopsAndSaysWhatToTry() throws IOException, InterruptedException {
        Script.Result result = failing("runs/diverged", List.of("learningRate=1e30", "network.hidden=[{units: 8}]"));
        assertEquals(4, result.code(), result.toString());
        assertEquals(
                "error: training diverged in step 2: the loss (and the gradient of layer 1) is not finite (loss NaN,"
                        + " learning rate 1.0E30); try a learning rate of 1.0E29, clip or data.scale: standard\n",
                result.err());
        assertStatus(result, "runs/diverged", 1);
    }

    @Test
    void theProjectMayBeReachedThroughALinkWithSpaces() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(temporary.resolve("a linked project"), Project.path("."));
        Script.Result result = Script.run(
                link.resolve("jobs/train.sh"),
                folder,
                IRIS,
                "--set",
                "training.epochs=1",
                "--set",
                "output=runs/with spaces",
                "--",
                "--master",
                "local[1]",
                "--name",
                "a name with spaces");
        Files.delete(link);
        assertEquals(0, result.code(), result.toString());
        assertEquals("", result.err());
        assertTrue(Files.exists(folder.resolve("runs/with spaces/metrics.json")));
    }

    private static Script.Result failing(String output, List<String> overrides)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(IRIS, "--overwrite", "--set", "output=" + output));
        overrides.forEach(override -> words.addAll(List.of("--set", override)));
        words.addAll(List.of("--", "--master", "local[1]"));
        return Script.train(folder, words.toArray(String[]::new));
    }

    private static void assertFailed(Mistake mistake, Script.Result result) {
        assertEquals(mistake.err() + "\n", result.err());
        assertEquals(mistake.code(), result.code());
    }

    /** The status has the code and the sentence that standard error has. */
    private static void assertStatus(Script.Result result, String output, int steps) throws IOException {
        JsonNode status =
                JSON.readTree(folder.resolve(output).resolve("status.json").toFile());
        assertEquals(result.code(), status.get("code").intValue());
        assertEquals(result.err(), "error: " + status.get("message").textValue() + "\n");
        assertEquals(steps, status.get("step").intValue());
        assertFalse(Files.exists(folder.resolve(output).resolve("metrics.json")), "a failed run has no metrics");
    }
}
