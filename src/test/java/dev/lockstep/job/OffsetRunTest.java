package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of counts with the logarithm of an exposure in the column {@code e}. */
class OffsetRunTest {

    private static final int ROWS = 120;
    private static final Table TABLE = Table.clusters(ROWS, 2, 2)
            .select("x0", "x1")
            .with("kind", cells(row -> "abc".substring(row % 3, row % 3 + 1)))
            .with("e", cells(row -> Double.toString(row % 5 / 4.0 - 0.25)))
            .with("y", cells(row -> Integer.toString(row * 7 % 4)));

    @TempDir
    Path folder;

    private interface Cell {
        String of(int row);
    }

    private static List<String> cells(Cell cell) {
        return IntStream.range(0, ROWS).mapToObj(cell::of).toList();
    }

    /** Σ(e^o − t·o)/n by hand: without weights the output is the offset. */
    @Test
    void theOffsetAloneIsTheOutputOfAnEmptyNetwork() throws IOException {
        Script.Result trained = train("network: {initializer: zeros}\ntraining: {epochs: 0}");
        assertEquals(0, trained.code(), trained::toString);
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            double offset = TABLE.number(row, 3);
            sum += Math.exp(offset) - TABLE.number(row, 4) * offset;
        }
        assertEquals(sum / ROWS, loss("run/metrics.json", "train"), 1e-6);
        assertEquals(sum / ROWS, loss("run/metrics.json", "test"), 1e-6);
    }

    @Test
    void evaluationPredictionAndExportGiveWhatTrainingGave() throws IOException, OrtException {
        Script.Result trained = train("network: {hidden: [{units: 6, activation: tanh}]}\ntraining: {epochs: 3}");
        assertEquals(0, trained.code(), trained::toString);
        InProcess.done("evaluate", path("run"), "--data", path("a.csv"), "--output", path("m.json"));
        assertEquals(loss("run/metrics.json", "test"), loss("m.json", "metrics"), 1e-6);
        InProcess.done(
                "predict", path("run"), "--data", path("a.csv"), "--output", path("p"), "--output-format", "csv");
        List<Row> rows = LocalSpark.session()
                .read()
                .option("header", "true")
                .csv(path("p"))
                .collectAsList();
        InProcess.done("export", path("run"), "--format", "onnx", "--output", path("m.onnx"));
        double[] expected = rows.stream()
                .mapToDouble(row -> Double.parseDouble(row.getAs("prediction")))
                .toArray();
        assertEquals(ROWS, expected.length);
        assertArrayEquals(expected, onnx(rows), 2e-6);
    }

    /** Every column is an input of its own, the offset under its own name. */
    private double[] onnx(List<Row> rows) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(path("m.onnx"))) {
            Map<String, OnnxTensor> given = new HashMap<>();
            for (String input : session.getInputNames()) {
                String[][] texts = rows.stream()
                        .map(row -> new String[] {row.getAs(input.equals("offset") ? "e" : input)})
                        .toArray(String[][]::new);
                Object cells = input.equals("kind")
                        ? texts
                        : IntStream.range(0, texts.length)
                                .mapToObj(i -> new double[] {Double.parseDouble(texts[i][0])})
                                .toArray(double[][]::new);
                given.put(input, OnnxTensor.createTensor(environment, cells));
            }
            try (OrtSession.Result result = session.run(given)) {
                double[][] found =
                        (double[][]) result.get("variable").orElseThrow().getValue();
                return IntStream.range(0, found.length)
                        .mapToDouble(i -> found[i][0])
                        .toArray();
            } finally {
                given.values().forEach(OnnxTensor::close);
            }
        }
    }

    @Test
    void rowsNeedTheColumnAndANumberInIt() throws IOException {
        assertEquals(0, train("training: {epochs: 1}").code());
        TABLE.select("x0", "x1", "kind").csv(folder.resolve("without.csv"));
        Script.Result without =
                InProcess.run("predict", path("run"), "--data", path("without.csv"), "--output", path("p.json"));
        assertEquals(3, without.code(), without::toString);
        assertTrue(without.err().contains("--data: data.offset: unknown column \"e\""), without.err());
        Table.of("x0,x1,kind,e", "1,2,a,0", "1,2,a,x").csv(folder.resolve("bad.csv"));
        Script.Result bad =
                InProcess.run("predict", path("run"), "--data", path("bad.csv"), "--output", path("p.json"));
        assertEquals(3, bad.code(), bad::toString);
        assertTrue(
                bad.err().contains("--data: row 2 of bad.csv: column e must be a finite number but is \"x\""),
                bad.err());
    }

    private Script.Result train(String keys) throws IOException {
        Path data = TABLE.csv(folder.resolve("a.csv"));
        Path plan = Files.writeString(
                folder.resolve("plan.yaml"),
                String.join(
                        "\n",
                        "output: " + folder.resolve("run"),
                        "data: {train: " + data + ", label: y, test: " + data + ", categorical: kind, offset: e}",
                        "loss: poisson",
                        keys));
        return InProcess.run("train", plan.toString());
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private double loss(String file, String of) {
        return new RunFolder(folder).json(file).get(of).get("loss").asDouble();
    }
}
