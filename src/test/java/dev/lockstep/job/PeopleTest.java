package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.OnnxPredictions;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * People with text columns, gaps and a text label, from CSV to named predictions in one plan: train,
 * evaluate, predict, export, and what Spark ML and ONNX Runtime make of the same model.
 */
class PeopleTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLAN = """
            data:
              train: {path: FOLDER/people.csv}
              test: {path: FOLDER/others.csv}
              label: income
              categorical: {columns: [work, school], unseen: bucket}
              missing: mean
            network: {hidden: [{units: 16}]}
            loss: cross_entropy
            training: {epochs: 20, batchSize: 32}
            output: FOLDER/runs/people
            """;

    @TempDir
    static Path folder;

    private static Script.Result predicting;

    @BeforeAll
    static void trainAndPredict() throws IOException {
        people(2000, 1).csv(folder.resolve("people.csv"));
        people(500, 2).csv(folder.resolve("others.csv"));
        Files.writeString(folder.resolve("people.yaml"), PLAN.replace("FOLDER", folder.toString()));
        Script.Result trained = run("train", "people.yaml");
        assertEquals(0, trained.code(), trained.toString());
        assertTrue(trained.out().contains("2,000 rows × 10 features, 2 classes"), trained.out());
        predicting =
                run("predict", "runs/people", "--data", "others.csv", "--output", "predicted.csv", "--probabilities");
    }

    /** Income grows with age, schooling and hours. */
    private static Table people(int count, long seed) {
        Random random = new Random(seed);
        List<String> works = List.of("private", "state", "self-employed", "");
        List<String> schools = List.of("none", "school", "college", "university");
        List<String> lines = new ArrayList<>(List.of("age,work,school,hours,income"));
        for (int i = 0; i < count; i++) {
            int age = 17 + random.nextInt(70);
            String work = works.get(random.nextInt(4));
            int school = random.nextInt(4);
            int hours = random.nextInt(80);
            double score = (age - 45) / 15.0 + school - 1.5 + (hours - 40) / 20.0 + random.nextGaussian() / 2;
            boolean gap = random.nextInt(20) == 0;
            lines.add(String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%d,%s",
                    gap ? "" : Integer.toString(age),
                    work,
                    schools.get(school),
                    hours,
                    score > 0 ? ">50K" : "<=50K"));
        }
        return Table.of(lines.toArray(String[]::new));
    }

    @Test
    void evaluatingTheTestRowsGivesWhatTrainingMeasured() throws IOException {
        Script.Result result = run("evaluate", "runs/people", "--data", "others.csv", "--output", "measured.json");
        assertEquals("", result.err());
        assertEquals(0, result.code());
        assertTrue(result.out().startsWith("people, 500 rows\n  loss "), result.out());
        JsonNode measured = JSON.readTree(folder.resolve("measured.json").toFile());
        JsonNode metrics =
                JSON.readTree(folder.resolve("runs/people/metrics.json").toFile());
        ObjectNode test = metrics.get("test").deepCopy();
        for (String count : List.of("rows", "dropped", "unseen", "classesWithoutRows")) {
            assertEquals(test.remove(count), measured.get(count));
        }
        assertEquals(test, measured.get("metrics"));
        assertEquals(metrics.get("weightsSha256"), measured.get("weightsSha256"));
        assertTrue(metrics.get("test").get("accuracy").doubleValue() > 0.85, metrics.toString());
    }

    private static Dataset<Row> predicted(boolean numbers) {
        return LocalSpark.session()
                .read()
                .option("header", "true")
                .option("inferSchema", numbers)
                .csv(folder.resolve("predicted.csv").toString());
    }

    @Test
    void predictionsStandBehindAllColumnsOfTheRows() throws IOException {
        assertEquals("", predicting.err());
        assertEquals("people: 500 rows predicted, in " + in("predicted.csv") + "\n", predicting.out());
        Dataset<Row> predicted = predicted(true);
        assertEquals(
                "[age, work, school, hours, income, prediction, probability, probability_<=50K, probability_>50K]",
                List.of(predicted.columns()).toString());
        assertEquals(500, predicted.count());
        double accuracy = predicted.filter("income = prediction").count() / 500.0;
        JsonNode metrics =
                JSON.readTree(folder.resolve("runs/people/metrics.json").toFile());
        assertEquals(metrics.get("test").get("accuracy").doubleValue(), accuracy, 1e-12);
        assertEquals(
                0,
                predicted
                        .filter("abs(`probability_<=50K` + `probability_>50K` - 1) > 1e-6")
                        .count());
        assertEquals(
                0,
                predicted
                        .filter("probability != greatest(`probability_<=50K`, `probability_>50K`)")
                        .count());
    }

    @Test
    void theExportedFileGivesWithoutSparkWhatPredictGivesWithIt() throws IOException {
        Script.Result result = run("export", "runs/people", "--format", "onnx", "--output", "people.onnx");
        assertEquals("", result.err());
        assertEquals("people: exported to " + in("people.onnx") + "\n", result.out());
        Path file = folder.resolve("people.onnx");
        List<Row> rows = predicted(false).collectAsList();
        assertEquals(500, rows.size());
        assertEquals(0, OnnxPredictions.of(file, rows).distanceFrom(rows, List.of("<=50K", ">50K")), 1e-6);

        byte[] before = Files.readAllBytes(file);
        assertFails(
                2,
                "error: --output " + in("people.onnx") + " already exists; --overwrite replaces it\n",
                run("export", "runs/people", "--format", "onnx", "--output", "people.onnx", "--numbers", "float"));
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void thePipelineOfARunTakesRowsAsTheyAre() throws IOException {
        PipelineModel model =
                PipelineModel.load(folder.resolve("runs/people/model").toString());
        Dataset<Row> rows = LocalSpark.session()
                .read()
                .option("header", "true")
                .csv(folder.resolve("others.csv").toString());
        Dataset<Row> predicted = model.transform(rows);
        assertTrue(List.of(predicted.columns())
                .containsAll(List.of("age", "income", "probability", "prediction", "predictedLabel")));
        JsonNode metrics =
                JSON.readTree(folder.resolve("runs/people/metrics.json").toFile());
        assertEquals(
                metrics.get("test").get("accuracy").doubleValue(),
                predicted.filter("income = predictedLabel").count() / 500.0,
                1e-12);
    }

    /** What was there stays, and a failed prediction leaves nothing. */
    @Test
    void mistakesAreNamedAndNothingIsLost() throws IOException {
        Table.of("age,work,school,hours", "1,state,none,2", "1,state,none,much").csv(folder.resolve("bad.csv"));
        assertFails(
                3,
                "error: --data: row 2 of bad.csv: column hours must be a finite number but is \"much\"\n",
                run("predict", "runs/people", "--data", "bad.csv", "--output", "bad"));
        assertFalse(Files.exists(folder.resolve("bad")));
        Files.createDirectories(folder.resolve("mine"));
        assertFails(
                2,
                "error: --output " + in("mine") + " already exists; --overwrite replaces it\n",
                run("predict", "runs/people", "--data", "others.csv", "--output", "mine"));
        try (Stream<Path> files = Files.list(folder.resolve("mine"))) {
            assertEquals(0, files.count());
        }
    }

    private static void assertFails(int code, String message, Script.Result result) {
        assertEquals(message, result.err());
        assertEquals(code, result.code());
    }

    private static String in(String name) {
        return folder.resolve(name).toString();
    }

    /** @param arguments words with a dot or a slash, and the names of outputs, are in the folder */
    private static Script.Result run(String command, String... arguments) {
        List<String> words = new ArrayList<>(List.of(command));
        for (String argument : arguments) {
            words.add(argument.matches("bad|mine|.*[./].*") ? in(argument) : argument);
        }
        return InProcess.run(words.toArray(String[]::new));
    }
}
