package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code train} publishes and refuses, and what reads a published folder. */
class PublishRunTest {

    private static final String WORSE = "publish.notWorseBy=none";

    /** Between the keys of a plan, not within their values. */
    private static final Pattern KEYS = Pattern.compile(", (?=[a-z.]+=)");

    @TempDir
    Path folder;

    private PublishedNight night;

    @BeforeEach
    void write() throws IOException {
        night = PublishedNight.in(folder, "file");
    }

    private Script.Result publish(String... options) {
        String[] command = {"publish", night.models()};
        return InProcess.run(
                Stream.concat(Stream.of(command), Stream.of(options)).toArray(String[]::new));
    }

    private static void assertError(int code, String message, Script.Result result) {
        assertEquals("error: " + message + "\n", result.err());
        assertEquals(code, result.code());
    }

    @Test
    void aTrainedModelIsPublishedAndEveryCommandReadsIt() throws IOException {
        Script.Result trained = night.trained("one");
        assertEquals(0, trained.code(), trained::toString);
        String version = "0001-" + night.weights("one").substring(0, 12);
        assertEquals(version, night.currentVersion());
        assertEquals(night.weights("one"), night.currentWeights());
        String model = night.models() + "/versions/" + version + "/model";
        assertTrue(
                trained.out().contains("nightly is published\n\n  version         " + version + "\n"), trained.out());
        assertTrue(trained.out().contains("  model           " + model + "\n"), trained.out());
        assertEquals(3, PipelineModel.load(model).stages().length);
        JsonNode status = new RunFolder(folder.resolve("one")).json("status.json");
        assertEquals("published as version " + version, status.get("message").textValue());
        JsonNode verdict = night.verdict("one");
        assertEquals(
                night.metrics("one").get("test").get("loss").doubleValue(),
                verdict.get("candidate").doubleValue());
        assertEquals(60, verdict.get("rows").intValue());
        assertEquals("data.test", verdict.get("rowsOf").textValue());
        Path of = night.modelsFolder().resolve("versions").resolve(version);
        for (String file : List.of("verdict.json", "metrics.json", "plan.yaml", "weights.safetensors")) {
            assertEquals(-1, Files.mismatch(folder.resolve("one").resolve(file), of.resolve(file)), file);
        }

        String test = night.test().toString();
        InProcess.done("evaluate", night.models(), "--data", test, "--output", folder + "/evaluated.json");
        JsonNode evaluated = RunFolder.parsed(Files.readString(folder.resolve("evaluated.json")));
        assertEquals(
                verdict.get("candidate").doubleValue(),
                evaluated.get("metrics").get("loss").doubleValue());
        InProcess.done("predict", night.models(), "--data", test, "--output", folder + "/predicted.csv");
        InProcess.done("export", night.models(), "--format", "onnx", "--output", folder + "/model.onnx");
        assertEquals(
                2,
                InProcess.run("export", night.models(), "--format", "onnx", "--output", of + "/model.onnx")
                        .code());
        // A warm start without steps is the same network.
        night.train(0, "warm", "--set", "network.initializeFrom=" + night.models(), "--set", "training.epochs=0");
        assertEquals(night.weights("one"), night.weights("warm"));
    }

    @Test
    void theSameBitsAreTheSameVersion() throws IOException {
        night.train(0, "one");
        String before = Files.readString(night.modelsFolder().resolve("current"));
        night.train(0, "two");
        assertEquals(before, Files.readString(night.modelsFolder().resolve("current")));
        assertEquals(1, night.modelsFolder().resolve("versions").toFile().list().length);
        assertEquals(night.currentVersion(), night.verdict("two").get("version").textValue());
    }

    @Test
    void aWorseModelIsRefusedAndTheCurrentOneStays() throws IOException {
        night.train(0, "one");
        night.drift(120);
        Script.Result refused = night.trained("two");
        assertEquals(5, refused.code(), refused::toString);
        assertTrue(
                refused.err().startsWith("error: nightly is not published in " + night.models() + ": loss is "),
                refused.err());
        assertTrue(refused.err().endsWith(": worse\n"), refused.err());
        JsonNode verdict = night.verdict("two");
        assertEquals("refused", verdict.get("verdict").textValue());
        assertTrue(
                verdict.get("candidate").doubleValue() > verdict.get("current").doubleValue());
        assertEquals(night.currentVersion(), verdict.get("currentVersion").textValue());
        assertEquals(
                5,
                new RunFolder(folder.resolve("two"))
                        .json("status.json")
                        .get("code")
                        .intValue());
        assertEquals(night.weights("one"), night.currentWeights());

        Script.Result again = night.trained("two", "--refused-is-ok");
        assertEquals(0, again.code(), again::toString);
        assertTrue(again.out().contains("is a finished run, left unchanged"), again.out());
        assertTrue(again.err().startsWith("note: nightly is not published in "), again.err());
        assertEquals(
                0,
                new RunFolder(folder.resolve("two"))
                        .json("status.json")
                        .get("code")
                        .intValue());

        // With other rules, the same finished run is judged again.
        night.train(0, "two", "--set", WORSE);
        assertEquals(night.weights("two"), night.currentWeights());
        night.train(5, "three", "--set", "publish.maximum=0.000001");
        assertEquals(night.weights("two"), night.currentWeights());
    }

    @Test
    void aPublishedRunIsLeftAloneAlsoAfterARollback() throws IOException {
        night.train(0, "one");
        night.grow(150);
        night.train(0, "two", "--set", WORSE);
        assertEquals(0, publish("--rollback").code());
        assertEquals(night.weights("one"), night.currentWeights());
        Script.Result again = night.trained("two", "--set", WORSE);
        assertEquals(0, again.code(), again::toString);
        assertTrue(again.out().contains("it was published in " + night.models() + " as version 0002-"), again.out());
        Files.delete(folder.resolve("two/verdict.json"));
        night.train(0, "two", "--set", WORSE);
        assertEquals(night.weights("one"), night.currentWeights());
        assertEquals("published", night.verdict("two").get("verdict").textValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data.label=x2, loss=mse | its data.label is [y], not [x2]",
                "data.weight=x2 | its data.weight is none, not x2",
                "loss={name: cross_entropy, labelSmoothing: 0.1} | its loss is cross_entropy, not {name=cross_entropy,"
                        + " labelSmoothing=0.1}"
            })
    void aModelThatCannotBeComparedIsRefused(String plan, String why) throws IOException {
        night.train(0, "one");
        List<String> more = new ArrayList<>();
        KEYS.splitAsStream(plan).forEach(key -> more.addAll(List.of("--set", key.strip())));
        if (plan.contains("weight")) {
            // Weights must not be negative.
            for (Path file : List.of(night.train(), night.test())) {
                Files.writeString(file, Files.readString(file).replaceAll("-", ""));
            }
        }
        Script.Result refused = night.trained("two", more.toArray(String[]::new));
        assertError(
                5,
                "nightly is not published in " + night.models() + ": it cannot be compared with the current version "
                        + night.currentVersion() + ": " + why,
                refused);
        assertEquals(night.weights("one"), night.currentWeights());
    }

    @Test
    void rowsWithoutWeightMeasureNothing() throws IOException {
        for (Path file : List.of(night.train(), night.test())) {
            Files.writeString(file, Files.readString(file).replaceAll("-", ""));
        }
        List<String> lines = Files.readAllLines(night.test());
        Files.write(
                night.test(),
                lines.stream()
                        .map(line -> line.equals(lines.get(0)) ? line + ",w" : line + ",0")
                        .toList());
        List<String> trained = Files.readAllLines(night.train());
        Files.write(
                night.train(),
                trained.stream()
                        .map(line -> line.equals(trained.get(0)) ? line + ",w" : line + ",1")
                        .toList());
        Script.Result refused = night.trained("one", "--set", "data.weight=w");
        assertError(3, "data.test: all row weights are 0", refused);
        assertFalse(Files.exists(night.folder().resolve("models/current")));
    }

    @Test
    void aMetricThatTheRowsDoNotHaveIsNamed() throws IOException {
        for (Path file : List.of(night.train(), night.test())) {
            Files.writeString(file, Files.readString(file) + "1,1,1,2\n2,2,2,2\n");
        }
        Script.Result refused = night.trained("one", "--set", "publish.metric=area_under_roc");
        assertEquals(2, refused.code(), refused::toString);
        assertTrue(refused.err().contains("publish.metric must be one of loss, accuracy"), refused::toString);
        assertTrue(refused.err().contains("for these data but is area_under_roc"), refused::toString);
        night.train(0, "one");
    }

    /** A human decides then. */
    @Test
    void rowsThatTheCurrentModelDoesNotKnowAreAReasonAndARunCanBePublishedByHand() throws IOException {
        night.train(0, "one");
        for (Path file : List.of(night.train(), night.test())) {
            Files.writeString(file, Files.readString(file) + "1,1,1,2\n2,2,2,2\n");
        }
        Script.Result refused = night.trained("two");
        assertEquals(5, refused.code(), refused::toString);
        assertTrue(
                refused.err()
                        .contains("cannot be compared with the current version " + night.currentVersion()
                                + ": data.test: row 61"),
                refused.err());
        Script.Result byHand = publish("--run", night.run("two"));
        assertEquals(0, byHand.code(), byHand::toString);
        assertEquals(night.weights("two"), night.currentWeights());
        Path other = folder.resolve("other");
        InProcess.done("publish", other.toString(), "--run", night.models());
        Script.Result list = InProcess.run("publish", other.toString(), "--list");
        assertTrue(list.out().contains("current"), list::toString);
        assertEquals(2, publish("--run", night.models()).code());
    }

    @Test
    void aColumnThatIsGoneIsAReason() throws IOException {
        night.train(0, "one");
        for (Path file : List.of(night.train(), night.test())) {
            Table.of(Files.readAllLines(file).toArray(String[]::new))
                    .select("x0", "x2", "y")
                    .csv(file);
        }
        Script.Result refused = night.trained("two");
        assertEquals(5, refused.code(), refused::toString);
        assertTrue(
                refused.err()
                        .contains("cannot be compared with the current version " + night.currentVersion()
                                + ": data.test: feature of data.train: unknown column \"x1\""),
                refused.err());
        assertEquals(night.weights("one"), night.currentWeights());
    }

    @ParameterizedTest
    @CsvSource({"data.test, test", "data.validation, validation"})
    void rowsThatAreHeldOutAreTheSameForBoth(String key, String part) throws IOException {
        // Groups of equal rows are divided.
        Table few = Table.clusters(5, 3, 2);
        List<List<String>> rows = new ArrayList<>(Table.clusters(83, 3, 2).rows());
        for (int i = 0; i < 10; i++) {
            rows.addAll(few.rows());
        }
        new Table(few.columns(), rows).csv(night.train());
        String[] plan = {
            "--set", "data.test=none", "--set", key + "={fraction: 0.4}", "--set", "publish.metric=accuracy"
        };
        night.train(0, "one", plan);
        JsonNode measured = night.metrics("one").get(part);
        JsonNode verdict = night.verdict("one");
        assertEquals(measured.get("rows").intValue(), verdict.get("rows").intValue());
        assertEquals(
                measured.get("accuracy").doubleValue(), verdict.get("candidate").doubleValue());
        assertEquals(key, verdict.get("rowsOf").textValue());
        // The current model takes the same rows with an encoding of its own, and other columns.
        List<String> others = new ArrayList<>(List.of(plan));
        others.addAll(List.of("--set", WORSE.replace("none", "1"), "--set", "data.features=[x2, x0]"));
        night.train(0, "two", others.toArray(String[]::new));
        JsonNode compared = night.verdict("two");
        assertEquals(night.metrics("two").get(part).get("rows"), compared.get("rows"));
        double difference =
                verdict.get("candidate").doubleValue() - compared.get("current").doubleValue();
        assertTrue(Math.abs(difference) < 0.2, () -> verdict + " " + compared);
    }

    @Test
    void versionsAreListedRolledBackAndPromoted() throws IOException {
        night.train(0, "one");
        String first = night.currentVersion();
        night.grow(150);
        night.train(0, "two", "--set", WORSE);
        String second = night.currentVersion();
        assertNotEquals(first, second);
        Script.Result list = publish("--list");
        List<String> lines = list.out().lines().toList();
        assertEquals(night.models() + ": 2 versions", lines.get(0));
        assertTrue(
                lines.get(1).matches("  " + first + "  previous  20\\S+Z  loss \\S+  file:/\\S+/" + first + "/model"));
        assertTrue(lines.get(2)
                .matches("  " + second + "  current   20\\S+Z  loss \\S+  file:/\\S+/" + second + "/model"));
        Script.Result back = publish("--rollback");
        assertEquals(
                "version " + first + " is current\n  model  " + night.models() + "/versions/" + first + "/model\n",
                back.out());
        assertEquals(night.weights("one"), night.currentWeights());
        assertEquals(0, publish("--promote", "2").code());
        assertEquals(night.weights("two"), night.currentWeights());
        assertEquals(0, publish("--promote", first).code());
        assertEquals(night.weights("one"), night.currentWeights());
        assertError(
                2,
                "--promote must be a version in " + night.models() + " but is 3; there are " + first + ", " + second,
                publish("--promote", "3"));
        assertEquals(2, publish().code());
        assertEquals(2, publish("--list", "--rollback").code());
        assertError(
                2,
                "DIR must be a folder with published models but is " + night.run("one"),
                InProcess.run("publish", night.run("one"), "--list"));
    }

    @Test
    void aFolderOfSomethingElseIsRefusedBeforeTraining() throws IOException {
        Files.createDirectories(night.modelsFolder());
        Files.writeString(night.modelsFolder().resolve("notes.txt"), "mine");
        assertError(
                2,
                "publish.to must be a new folder or one with published models, but " + night.models()
                        + " has notes.txt and no published.json; choose another folder",
                night.trained("one"));
        assertFalse(Files.exists(folder.resolve("one")));
        assertError(
                2,
                "output must be apart from publish.to but is " + night.run("models/one") + ", which is inside "
                        + night.models() + "; choose another output",
                night.trained("models/one"));
        assertError(
                2,
                "publish.to must be apart from data.train but is " + folder + ", which contains file:" + night.train()
                        + "; choose another output",
                night.trained("one", "--set", "publish.to=" + folder, "--set", "output=" + folder + "-other"));
    }

    @Test
    void nothingIsReadBeforeTheFirstPublication() throws IOException {
        night.train(5, "one", "--set", "publish.maximum=0.000001");
        String nothing = night.models() + " has no current version: nothing has been published there yet";
        assertError(
                2,
                nothing,
                InProcess.run("evaluate", night.models(), "--data", night.test().toString()));
        assertError(
                3,
                "network.initializeFrom: " + nothing,
                night.trained("two", "--set", "network.initializeFrom=" + night.models()));
    }
}
