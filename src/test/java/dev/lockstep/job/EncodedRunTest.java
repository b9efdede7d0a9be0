package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.OnnxPredictions;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run with encoded columns: evaluated, predicted and exported, it gives what it gave in training. */
class EncodedRunTest {

    private static final int ROWS = 230;
    private static final Table TABLE = Table.clusters(ROWS, 2, 2)
            .select("x0", "x1")
            .with("zeros", cells(row -> row % 6 == 0 ? Integer.toString(row * 7 % 100 - 30) : "0"))
            .with("two", cells(row -> row % 3 == 0 ? "2.5" : "-1"))
            .with("constant", cells(row -> "7"))
            .with("gaps", cells(row -> row % 4 == 0 ? "" : Integer.toString(row % 17)))
            .with("kind", cells(row -> "abc".substring(row % 3, row % 3 + 1)))
            .with("y", cells(row -> row * 7 % 10 < 4 ? "no" : "yes"));

    @TempDir
    Path folder;

    private static List<String> cells(IntFunction<String> cell) {
        return IntStream.range(0, ROWS).mapToObj(cell).toList();
    }

    /** The graph of an ONNX file has no hash of texts. */
    @Test
    void hashedCategoriesArePredictedAndNotExported() throws IOException {
        trained("categorical: {columns: [kind], hash: 5}, missing: mean");
        Script.Result refused = InProcess.run(
                "export", path("run"), "--format", "onnx", "--output", path("m.onnx"), "--numbers", "float");
        assertEquals(2, refused.code(), refused::toString);
        assertEquals(
                "error: an ONNX file must not have hashed categories but column kind has: ONNX has no hash of texts; use"
                        + " the run's model/, or its weights.safetensors",
                refused.err().strip());
        assertTrue(Files.notExists(folder.resolve("m.onnx")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scale: robust",
                "divideBy: 100, storage: sparse, encode: {piecewise_linear: {columns: two}}",
                "rows: unit, divideBy: 10, encode: {piecewise_linear: {columns: two}}, storage: sparse",
                "scale: quantile, storage: sparse",
                "encode: piecewise_linear",
                "encode: {piecewise_linear: {bins: 5, columns: [x*, gaps]}}, scale: quantile, storage: sparse"
            })
    void evaluationPredictionAndExportGiveWhatTrainingGave(String keys) throws IOException {
        List<Row> predicted = trained("categorical: [kind], missing: mean, " + keys);
        for (String numbers : List.of("double", "float")) {
            Path file = folder.resolve(numbers + ".onnx");
            InProcess.done(
                    "export", path("run"), "--format", "onnx", "--output", file.toString(), "--numbers", numbers);
            double distance = OnnxPredictions.of(file, predicted).distanceFrom(predicted, List.of("no", "yes"));
            assertTrue(distance <= 1e-6, numbers + ": " + distance);
        }
    }

    /** The rows with the predictions of a run, which evaluates them as its training did. */
    private List<Row> trained(String keys) throws IOException {
        Path data = TABLE.csv(folder.resolve("a.csv"));
        Path plan = Files.writeString(
                folder.resolve("plan.yaml"),
                String.join(
                        "\n",
                        "output: " + folder.resolve("run"),
                        "data: {train: " + data + ", label: y, validation: {fraction: 0.2}, test: " + data + ", " + keys
                                + "}",
                        "network: {hidden: [{units: 6, activation: tanh}]}",
                        "loss: cross_entropy",
                        "training: {epochs: 3, batchSize: 32}"));
        InProcess.done("train", plan.toString());
        InProcess.done("evaluate", path("run"), "--data", data.toString(), "--output", path("evaluated.json"));
        assertEquals(loss("run/metrics.json", "test"), loss("evaluated.json", "metrics"), 1e-6);
        InProcess.done(
                "predict",
                path("run"),
                "--data",
                data.toString(),
                "--output",
                path("p"),
                "--output-format",
                "csv",
                "--probabilities");
        List<Row> predicted = LocalSpark.session()
                .read()
                .option("header", "true")
                .csv(path("p"))
                .collectAsList();
        assertEquals(ROWS, predicted.size());
        return predicted;
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private double loss(String file, String of) {
        return new RunFolder(folder).json(file).get(of).get("loss").asDouble();
    }
}
