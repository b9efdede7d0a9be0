package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Splits, labels and metrics that mean nothing are refused or named, each with its exit code and its words. */
class SplitsAndMetricsTest {

    private static final String OF_BOTH = rows("a,b,y", 40, i -> i % 7 + "." + i + "," + i % 5 + "," + i % 2);
    private static final String ONLY_NO = rows("a,b,y", 10, i -> i + "," + i % 3 + ",0");
    private static final String NUMBERS = rows("a,b,y", 40, i -> i % 7 + "." + i + "," + i % 5 + "," + i % 9);
    private static final String CONSTANT = rows("a,b,y", 10, i -> i + "," + i % 3 + ",4");

    @TempDir
    Path folder;

    /**
     * A training.
     *
     * @param train the rows
     * @param other the validation or test rows, in {@code other.csv}; empty for none
     * @param data keys of data besides train and label
     * @param rest the plan besides data, output and training
     * @param training keys of training besides epochs and shards
     * @param words each is on the console
     */
    private record Case(
            String claim,
            String train,
            String other,
            String data,
            String rest,
            String training,
            int code,
            List<String> words) {

        static Case of(String claim, String train, int code, String... words) {
            return new Case(claim, train, "", "", "loss: cross_entropy", "", code, List.of(words));
        }

        Case with(String otherRows) {
            return new Case(claim, train, otherRows, data, rest, training, code, words);
        }

        Case data(String keys) {
            return new Case(claim, train, other, keys, rest, training, code, words);
        }

        Case plan(String keys) {
            return new Case(claim, train, other, data, keys, training, code, words);
        }

        Case training(String keys) {
            return new Case(claim, train, other, data, rest, keys, code, words);
        }

        @Override
        public String toString() {
            return claim;
        }
    }

    private interface Line {
        String of(int row);
    }

    private static String rows(String header, int count, Line line) {
        StringBuilder rows = new StringBuilder(header).append('\n');
        for (int i = 0; i < count; i++) {
            rows.append(line.of(i)).append('\n');
        }
        return rows.toString();
    }

    static Stream<Case> metricsOfValidationRows() {
        String other = "validation: other.csv";
        return Stream.of(
                stopping("area_under_roc", "no row is of class 1").with(ONLY_NO).data(other),
                stopping("area_under_pr", "no row is of class 1").with(ONLY_NO).data(other),
                stopping("area_under_roc", "no row is of class 0")
                        .with(ONLY_NO.replace(",0\n", ",1\n"))
                        .data(other),
                stopping("area_under_roc", "no row is of class 1")
                        .with(ONLY_NO)
                        .data(other)
                        .plan("loss: binary_cross_entropy"),
                stopping("area_under_pr", "no row is of class 1")
                        .with(ONLY_NO)
                        .data(other)
                        .plan("loss: hinge\nlearningRate: {name: plateau, initial: 0.1}"),
                new Case(
                        "r2 of a constant",
                        NUMBERS,
                        CONSTANT,
                        other,
                        "loss: mse",
                        ", earlyStopping: {metric: r2}",
                        3,
                        List.of("training.earlyStopping.metric r2 is undefined on the validation rows: the label is"
                                + " the same in all rows; choose another metric, such as loss, or other rows as"
                                + " data.validation")),
                new Case(
                        "r2 of one row",
                        NUMBERS,
                        "a,b,y\n1,2,3\n",
                        other,
                        "loss: mse",
                        ", earlyStopping: {metric: r2}",
                        3,
                        List.of("r2 is undefined on the validation rows")),
                Case.of("a metric that these classes do not have", OF_BOTH, 2, "but is top_k_accuracy")
                        .with(ONLY_NO)
                        .data(other)
                        .training(", earlyStopping: {metric: {name: top_k_accuracy, k: 5}}"),
                Case.of("the loss of one class", OF_BOTH, 0, "undefined")
                        .with(ONLY_NO)
                        .data(other)
                        .training(", earlyStopping: {metric: loss}"),
                Case.of("recall of one class", OF_BOTH, 0)
                        .with(ONLY_NO)
                        .data(other)
                        .training(", earlyStopping: {metric: recall}"),
                Case.of("validation rows of weight 0", OF_BOTH, 3, "data.validation: all row weights are 0")
                        .with("a,b,y\n1,0,0\n1,0,1\n")
                        .data("weight: b, validation: other.csv"),
                Case.of("no test rows of a class", OF_BOTH, 0, "note: data.test has no rows of class 1", "undefined")
                        .with(ONLY_NO)
                        .data("test: other.csv"));
    }

    private static Case stopping(String metric, String why) {
        return Case.of(
                        metric + ": " + why,
                        OF_BOTH,
                        3,
                        "error: training.earlyStopping.metric " + metric + " is undefined on the validation rows: "
                                + why + "; choose another metric, such as loss, or other rows as data.validation")
                .training(", earlyStopping: {metric: " + metric + "}");
    }

    static Stream<Case> splits() {
        String fifth = "validation: {fraction: 0.2}";
        return Stream.of(
                Case.of(
                                "XOR, each row fifty times",
                                rows("a,b,y", 200, i -> i % 2 + "," + i / 2 % 2 + "," + (i % 2 ^ i / 2 % 2)),
                                0,
                                ": 160 rows",
                                "note: data.validation.fraction divides groups of equal rows")
                        .data(fifth),
                Case.of(
                                "a class whose rows are all equal",
                                rows("a,b,y", 100, i -> i % 2 == 0 ? "1,1,1" : i + ".5," + i % 9 + ",0"),
                                0,
                                ": 80 rows",
                                "note: data.validation.fraction divides groups of equal rows, of 50 rows in total")
                        .data(fifth)
                        .training(", earlyStopping: {metric: area_under_roc}"),
                Case.of(
                                "a class of one row",
                                rows("a,y", 11, i -> i + "," + (i == 0 ? "rare" : i % 2 == 0 ? "x" : "z")),
                                0,
                                "note: data.validation.fraction: no row is held out of class rare, which has one row")
                        .data(fifth),
                Case.of("one row of each class", "a,y\n1,0\n2,1\n", 3, "leaves none for validation")
                        .data(fifth),
                Case.of("numbers", NUMBERS, 0, ": 32 rows").data(fifth).plan("loss: mse"),
                Case.of("one row", "a,y\n1,0\n", 3, "data.validation.fraction 0.2 of 1 row leaves none for validation")
                        .data(fifth)
                        .plan("loss: mse"),
                Case.of("numbers, with a test", NUMBERS, 0, ": 26 rows", "test")
                        .data(fifth + ", test: {fraction: 0.2}")
                        .plan("loss: mse"),
                Case.of(
                                "a class of two rows, of which the test takes one",
                                rows("a,y", 32, i -> i + "," + (i < 2 ? "rare" : i % 2 == 0 ? "x" : "z")),
                                0,
                                "note: data.validation.fraction: no row is held out of class rare, which has one row left")
                        .data(fifth + ", test: {fraction: 0.2}"),
                Case.of(
                                "equal rows, for a test",
                                rows("a,b,y", 200, i -> i % 2 + "," + i / 2 % 2 + "," + (i % 2 ^ i / 2 % 2)),
                                0,
                                ": 160 rows",
                                "note: data.test.fraction divides groups of equal rows, of 100 rows in total, so test has"
                                        + " copies of training rows")
                        .data("test: {fraction: 0.2}"),
                Case.of(
                                "one row, for a test",
                                "a,y\n1,0\n",
                                3,
                                "data.test.fraction 0.2 of 1 row leaves none for test; add rows, or use other rows as"
                                        + " data.test.path")
                        .data("test: {fraction: 0.2}")
                        .plan("loss: mse"),
                Case.of(
                                "two rows, of which the test takes one",
                                "a,y\n1,0\n2,0\n",
                                3,
                                "data.validation.fraction 0.2 of 1 row leaves none for validation")
                        .data(fifth + ", test: {fraction: 0.2}")
                        .plan("loss: mse"),
                Case.of("a small share of few rows", NUMBERS, 0, ": 39 rows")
                        .data("validation: {fraction: 0.001}")
                        .plan("loss: mse"));
    }

    static Stream<Case> classWeights() {
        String some = "loss: cross_entropy\nclassWeights: ";
        return Stream.of(
                Case.of(
                                "all 0",
                                OF_BOTH,
                                2,
                                "classWeights must be a positive number for some class but are 0 for all: 0, 1")
                        .plan(some + "{0: 0, 1: 0}"),
                Case.of(
                                "all so small that they are 0",
                                OF_BOTH,
                                2,
                                "classWeights must be a positive number for some class but are 0 for all: 0, 1")
                        .plan(some + "{0: 1.0e-60, 1: 0}"),
                Case.of(
                                "the class that is left weighs nothing",
                                rows("a,w,y", 20, i -> i + "," + (i % 2) + "," + (i % 2)),
                                3,
                                "classWeights leave no row to train on: they are 0 for all classes but 0, of which no"
                                        + " training row has a weight above 0")
                        .data("weight: w")
                        .plan(some + "{1: 0}"),
                Case.of("one is 0", OF_BOTH, 0).plan(some + "{0: 0}"),
                Case.of("too large", OF_BOTH, 2, "classWeights.0 must be").plan(some + "{0: 1.0e+39}"),
                Case.of("of no class", OF_BOTH, 2, "classWeights: unknown class \"yes\"")
                        .plan(some + "{yes: 2}"));
    }

    static Stream<Case> labels() {
        Line yes = i -> i + "," + (i % 2 == 0 ? "no" : i == 7 ? "Yes" : "yes");
        String alike = "\"yes\" (9 rows), \"Yes\" (1 row) differ only in spelling";
        String many = rows("a,y", 60, i -> i + "," + (100 + 3 * i));
        return Stream.of(
                Case.of(
                                "a class written in two ways, and two are allowed",
                                rows("a,y", 20, yes),
                                3,
                                "must have 2 classes for this loss but has 3: \"no\" (10 rows), \"yes\" (9 rows), \"Yes\" (1"
                                        + " row); " + alike + ": use one spelling")
                        .plan("loss: binary_cross_entropy"),
                Case.of(
                        "a class written in two ways, and any number is allowed",
                        rows("a,y", 20, yes),
                        0,
                        "note: label y: " + alike + ", and count as different classes"),
                Case.of(
                                "a number among names written in two ways",
                                rows("a,y", 9, i -> i + "," + (i % 3 == 0 ? "1" : i % 3 == 1 ? "1.0" : "none")),
                                3,
                                "\"1\" (3 rows), \"1.0\" (3 rows) differ only in spelling: use one spelling")
                        .plan("loss: hinge"),
                Case.of(
                                "three classes for yes or no",
                                rows("a,y", 9, i -> i + "," + i % 3),
                                3,
                                "has 3: \"0\" (3 rows), \"1\" (3 rows), \"2\" (3 rows); for several classes use cross_entropy")
                        .plan("loss: binary_cross_entropy"),
                Case.of("numbers for classes", "a,y\n1,0.5\n2,1.5\n", 3, "use a regression loss such as mse"),
                Case.of(
                        "whole numbers for classes",
                        many,
                        0,
                        "note: label y has 60 classes in 60 rows; for numbers use"),
                Case.of(
                        "names for numbers",
                        "a,c,y\n1,red,0\n2,blue,1\n",
                        3,
                        "column c must be a finite number but is \"red\"; add the column to data.categorical if it"
                                + " has names (and 1 more bad row)"),
                Case.of(
                        "an empty cell",
                        "a,y\n,0\n2,1\n",
                        3,
                        "column a must be a finite number but is empty; data.missing: drop or mean allows this"));
    }

    static Stream<Case> scales() {
        String far = rows("a,y", 20, i -> i + "," + (500000 + 1000 * i));
        return Stream.of(
                Case.of("labels far from 0", far, 0, "note: label y is about 509,", "; try data.scaleLabel: standard")
                        .plan("loss: mse"),
                Case.of(
                                "raw pixels",
                                rows("a,p,y", 20, i -> i % 3 + "," + i * 13 + "," + i % 2),
                                0,
                                "note: feature p is about ",
                                "; try data.scale: standard or minmax")
                        .data("scale: none"));
    }

    /** Hints are few: where a setting was chosen there is none. */
    @Test
    void aScaledLabelHasNoHint() throws IOException {
        String far = rows("a,y", 20, i -> i + "," + (500000 + 1000 * i));
        Case scaled = Case.of("", far, 0).plan("loss: mse").data("scaleLabel: standard");
        Script.Result result = train(scaled);
        assertEquals(0, result.code(), result.err());
        assertFalse(result.out().contains("note:"), result.out());
    }

    /** Its logarithm is learned, so there is nothing to scale. */
    @Test
    void aLabelWithALogLinkHasNoHint() throws IOException {
        String far = rows("a,y", 20, i -> i + "," + (500 + i));
        Script.Result result = train(Case.of("", far, 0).plan("loss: poisson"));
        assertEquals(0, result.code(), result.err());
        assertFalse(result.out().contains("note:"), result.out());
    }

    @Test
    void aLabelOutsideTheDomainOfItsLossIsAnErrorOfTheData() throws IOException {
        String negative = rows("a,y", 20, i -> i + "," + (i - 1));
        Script.Result result = train(Case.of("", negative, 3).plan("loss: poisson"));
        assertEquals(3, result.code(), result.err());
        assertTrue(
                result.err().contains("column y must be 0 or a positive number for this loss but is \"-1\""),
                result.err());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"metricsOfValidationRows", "splits", "classWeights", "labels", "scales"})
    void isSaidOrRefused(Case wanted) throws IOException {
        Script.Result result = train(wanted);
        String said = result.out() + result.err();
        assertEquals(wanted.code(), result.code(), said);
        wanted.words().forEach(words -> assertTrue(said.contains(words), said));
        assertFalse(said.contains("unexpected"), said);
        assertFalse(said.contains("Exception"), said);
        if (wanted.code() != 0) {
            assertTrue(result.err().lines().count() <= 2, result.err());
        }
    }

    private Script.Result train(Case wanted) throws IOException {
        Files.writeString(folder.resolve("train.csv"), wanted.train());
        if (!wanted.other().isEmpty()) {
            Files.writeString(folder.resolve("other.csv"), wanted.other());
        }
        String data =
                wanted.data().replace("other.csv", folder.resolve("other.csv").toString());
        Path plan = Files.writeString(
                folder.resolve("plan.yaml"),
                "data: {train: " + folder.resolve("train.csv") + ", label: y" + (data.isEmpty() ? "" : ", " + data)
                        + "}\n" + wanted.rest() + "\ntraining: {epochs: 1, shards: 2, engine: job" + wanted.training()
                        + "}\noutput: " + folder.resolve("out") + "\n");
        return InProcess.run("train", plan.toString());
    }

    /** What is refused before training leaves an earlier run as it is. */
    @Test
    void anUndefinedMetricDoesNotCostTheRunThatIsOverwritten() throws IOException {
        assertEquals(0, train(Case.of("", OF_BOTH, 0)).code());
        byte[] weights = Files.readAllBytes(folder.resolve("out/weights.safetensors"));
        Case refused = stopping("area_under_roc", "").with(ONLY_NO).data("validation: other.csv");
        train(refused);
        Script.Result result =
                InProcess.run("train", folder.resolve("plan.yaml").toString(), "--overwrite");
        assertEquals(3, result.code(), result.err());
        assertEquals(-1, Arrays.mismatch(weights, Files.readAllBytes(folder.resolve("out/weights.safetensors"))));
    }

    /** Of no epochs nothing is watched: the metric is null, and why is said. */
    @Test
    void anUndefinedMetricIsNullInTheMetrics() throws IOException {
        Case untrained = stopping("area_under_roc", "").with(ONLY_NO).data("validation: other.csv");
        train(untrained);
        Script.Result result =
                InProcess.run("train", folder.resolve("plan.yaml").toString(), "--set", "training.epochs=0");
        assertEquals(0, result.code(), result.err());
        JsonNode validation =
                new RunFolder(folder.resolve("out")).json("metrics.json").get("validation");
        assertTrue(validation.get("area_under_roc").isNull());
        assertEquals(
                "no row is of class 1",
                validation.get("undefined").get("area_under_roc").asText());
        assertEquals("1", validation.get("classesWithoutRows").get(0).asText());
    }

    /** Half of the categories are unknown, and one row in ten is incomplete. */
    @Test
    void whatIsUnseenOrDroppedIsCountedAndSaid() throws IOException {
        String train =
                rows("a,c,y", 40, i -> (i % 10 == 0 ? "" : i) + "," + (i % 2 == 0 ? "red" : "blue") + "," + i % 2);
        String test = rows("a,c,y", 20, i -> (i == 0 ? "" : i) + "," + (i % 2 == 0 ? "red" : "green") + "," + i % 2);
        Case bucket = Case.of("", train, 0)
                .with(test)
                .data("test: other.csv, missing: drop, categorical: {columns: [c], unseen: bucket}");
        Script.Result result = train(bucket);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("4 more rows are dropped"), result.out());
        assertTrue(
                result.out()
                        .contains("note: data.test: 10 rows of 19 have a category of column c not seen in training"),
                result.out());
        assertTrue(result.out().contains("note: data.test: 1 more row is dropped: a feature is missing"), result.out());
        JsonNode metrics = new RunFolder(folder.resolve("out")).json("metrics.json");
        assertEquals(36, metrics.get("train").get("rows").asInt());
        assertEquals(4, metrics.get("train").get("dropped").asInt());
        assertEquals(19, metrics.get("test").get("rows").asInt());
        assertEquals(1, metrics.get("test").get("dropped").asInt());
        assertEquals(10, metrics.get("test").get("unseen").get("c").asInt());

        Path measured = folder.resolve("measured.json");
        Script.Result evaluated = InProcess.run(
                "evaluate",
                folder.resolve("out").toString(),
                "--data",
                folder.resolve("other.csv").toString(),
                "--output",
                measured.toString());
        assertEquals(0, evaluated.code(), evaluated.err());
        assertTrue(evaluated.out().contains("10 rows of 19 have a category of column c"), evaluated.out());
        JsonNode json = RunFolder.parsed(Files.readString(measured));
        assertEquals(10, json.get("unseen").get("c").asInt());
        assertEquals(1, json.get("dropped").asInt());
        assertEquals(19, json.get("rows").asInt());

        Script.Result predicted = InProcess.run(
                "predict",
                folder.resolve("out").toString(),
                "--data",
                folder.resolve("other.csv").toString(),
                "--output",
                folder.resolve("predicted.csv").toString());
        assertEquals(0, predicted.code(), predicted.err());
        assertTrue(predicted.out().contains("19 rows predicted, 1 dropped: a feature is missing"), predicted.out());
        assertTrue(
                predicted.out().contains("note: --data: 10 rows of 20 have a category of column c"), predicted.out());
    }
}
