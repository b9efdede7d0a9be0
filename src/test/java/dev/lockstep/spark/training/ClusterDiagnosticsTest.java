package dev.lockstep.spark.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.format.Json;
import dev.lockstep.plan.Importance;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.report.HistoryLines;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Table;
import dev.lockstep.training.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code diagnostics.json} beside the metrics, which count the same rows in another way, and on rows whose truth is known. */
class ClusterDiagnosticsTest {

    private static final int ROWS = 600;

    @TempDir
    static Path folder;

    /** Every kind of task, on the same rows. */
    private enum Kind {
        TWO_CLASSES("label: yes", "cross_entropy"),
        ONE_OUTPUT("label: yes", "binary_cross_entropy"),
        MARGIN("label: yes", "hinge"),
        SEVERAL_CLASSES("label: three, weight: w", "cross_entropy"),
        SEVERAL_CLASSES_WITH_MARGINS("label: three", "multiclass_hinge"),
        SEVERAL_LABELS("label: [\"yes\", second]", "binary_cross_entropy"),
        NUMBERS("label: [y, z], scaleLabel: standard, weight: w", "mse"),
        QUANTILES("label: y, scaleLabel: standard", "{name: quantile, quantiles: [0.1, 0.5, 0.9]}"),
        COUNTS("label: count", "poisson");

        private final String label;
        private final String loss;

        Kind(String label, String loss) {
            this.label = label;
            this.loss = loss;
        }

        String plan(String more) {
            return String.join(
                    "\n",
                    "seed: 3",
                    "data: {train: " + folder.resolve("a.csv")
                            + ", features: [decides, copy, noise, constant, kind], categorical: [kind], " + more + label
                            + "}",
                    "network: {hidden: [{units: 8, activation: tanh}]}",
                    "loss: " + loss,
                    "learningRate: 0.02",
                    "training: {epochs: 20, batchSize: 32}");
        }
    }

    /** {@code decides} decides, {@code copy} is the same, {@code noise} and {@code kind} say nothing. */
    @BeforeAll
    static void writeRows() {
        Random random = new Random(5);
        List<List<String>> cells = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            double decides = Math.rint(random.nextGaussian() * 1000) / 1000;
            double y = 3 * decides + random.nextGaussian() / 4;
            cells.add(List.of(
                    Double.toString(decides),
                    Double.toString(decides),
                    Double.toString(Math.rint(random.nextGaussian() * 1000) / 1000),
                    "7",
                    List.of("a", "b", "c").get(random.nextInt(3)),
                    decides + random.nextGaussian() / 5 > 0 ? "1" : "0",
                    Integer.toString(random.nextInt(2)),
                    decides < -0.5 ? "low" : decides > 0.5 ? "high" : "middle",
                    Double.toString(y),
                    Double.toString(-decides),
                    Integer.toString((int) Math.exp(decides)),
                    Double.toString(i % 4 * 0.5)));
        }
        List<String> columns = List.of(
                "decides", "copy", "noise", "constant", "kind", "yes", "second", "three", "y", "z", "count", "w");
        new Table(columns, cells).csv(folder.resolve("a.csv"));
    }

    private record Found(JsonNode diagnostics, Map<String, Double> metrics, JsonNode details) {}

    private static Found found(int slots, String yaml, Importance importance) {
        RunPlan plan = Plans.of(yaml);
        return LocalSpark.onSlots(slots, () -> {
            try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
                ClusterTraining training = Trained.cluster(plan, data);
                TrainingResult result = training.train(List.of());
                Map<String, Object> diagnostics = training.diagnostics()
                        .of(plan.data().rows(), result.parameters(), Optional.of(importance), result.epochs());
                ClusterEvaluation.Measurement measured =
                        training.evaluation().of(data.validation().orElse(data.train()), result.parameters());
                return new Found(json(diagnostics), measured.metrics(), json(measured.details()));
            }
        });
    }

    private static JsonNode json(Map<String, Object> fields) {
        try {
            return HistoryLines.parse(Json.line(fields));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, double[]> drops(JsonNode diagnostics) {
        Map<String, double[]> drops = new LinkedHashMap<>();
        diagnostics
                .path("importance")
                .path("columns")
                .forEach(column -> drops.put(column.path("column").asText(), new double[] {
                    column.path("drop").doubleValue(), column.path("spread").doubleValue()
                }));
        return drops;
    }

    private static double mean(JsonNode groups, String of) {
        double sum = 0;
        double weight = 0;
        for (JsonNode group : groups) {
            if (!group.path(of).isNull()) {
                sum += group.path("weight").doubleValue() * group.path(of).doubleValue();
                weight += group.path("weight").doubleValue();
            }
        }
        return sum / weight;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyPartAgreesWithTheMetrics(Kind kind) {
        Found found = found(2, kind.plan(""), Importance.DEFAULT);
        JsonNode diagnostics = found.diagnostics();
        assertEquals("train", diagnostics.path("rows").asText());
        assertEquals(ROWS, diagnostics.path("count").intValue());
        boolean numbers = found.metrics().containsKey("mae");
        double error =
                numbers ? found.metrics().get("mae") : 1 - found.metrics().get("accuracy");
        assertEquals(error, mean(diagnostics.path("errorByScore"), "error"), 1e-9 * Math.max(1, error));
        JsonNode categories = diagnostics.path("errorByCategory").path(0);
        assertEquals("kind", categories.path("column").asText());
        assertEquals(3, categories.path("categories").size());
        assertEquals(error, mean(categories.path("categories"), "error"), 1e-9 * Math.max(1, error));
        assertEquals(
                found.metrics()
                        .get(diagnostics.path("importance").path("metric").asText()),
                diagnostics.path("importance").path("base").doubleValue(),
                1e-9);
        if (found.details().has("confusion")) {
            assertEquals(
                    found.details().path("confusion"),
                    diagnostics.path("confusion").path("weights"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"TWO_CLASSES", "ONE_OUTPUT", "MARGIN"})
    void theAreaBelowTheCurveIsThatOfTheMetrics(Kind kind) {
        Found found = found(2, kind.plan(""), Importance.DEFAULT);
        JsonNode roc = found.diagnostics().path("curves").path(0).path("roc");
        assertTrue(roc.size() > 10 && roc.size() <= 400, () -> "points: " + roc.size());
        double area = 0;
        for (int i = 1; i < roc.size(); i++) {
            area += (roc.path(i).path(0).doubleValue() - roc.path(i - 1).path(0).doubleValue())
                    * (roc.path(i).path(1).doubleValue()
                            + roc.path(i - 1).path(1).doubleValue())
                    / 2;
        }
        assertEquals(found.metrics().get("area_under_roc"), area, 2e-3);
        JsonNode last = roc.path(roc.size() - 1);
        assertEquals(1, last.path(0).doubleValue());
        assertEquals(1, last.path(1).doubleValue());
    }

    @Test
    void whatIsPredictedHappensAsOftenAsIsCounted() {
        Found found = found(2, Kind.TWO_CLASSES.plan(""), Importance.DEFAULT);
        JsonNode bins = found.diagnostics().path("calibration");
        JsonNode confusion = found.details().path("confusion").path(1);
        double yes = confusion.path(0).doubleValue() + confusion.path(1).doubleValue();
        assertEquals(yes / ROWS, mean(bins, "actual"), 1e-12);
        for (JsonNode bin : bins) {
            assertTrue(bin.path("predicted").doubleValue() >= bin.path("from").doubleValue());
            assertTrue(bin.path("predicted").doubleValue() <= bin.path("to").doubleValue());
        }
    }

    @Test
    void numbersHaveEveryRowOnce() {
        JsonNode diagnostics =
                found(2, Kind.NUMBERS.plan(""), Importance.DEFAULT).diagnostics();
        assertEquals(2, diagnostics.path("residuals").size());
        for (JsonNode label : diagnostics.path("residuals")) {
            double sum = label.path("below").doubleValue() + label.path("above").doubleValue();
            for (JsonNode weight : label.path("weights")) {
                sum += weight.doubleValue();
            }
            assertEquals(ROWS / 4 * (0 + 0.5 + 1 + 1.5), sum, 1e-9);
        }
        JsonNode points = diagnostics.path("predicted").path(1).path("points");
        assertEquals(ROWS, points.size());
        for (JsonNode point : points) {
            assertEquals(point.path(0).doubleValue(), point.path(1).doubleValue(), 0.5);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"SEVERAL_CLASSES", "NUMBERS"})
    void importanceRanksColumnsAsTheTruthDoes(Kind kind) {
        Map<String, double[]> drops =
                drops(found(2, kind.plan(""), Importance.DEFAULT).diagnostics());
        assertEquals(5, drops.size());
        double together = drops.get("decides")[0] + drops.get("copy")[0];
        assertTrue(together > 0.2, () -> "drops: " + together);
        for (String nothing : List.of("noise", "kind")) {
            double[] drop = drops.get(nothing);
            assertTrue(Math.abs(drop[0]) <= 3 * drop[1] + 0.01, () -> nothing + ": " + drop[0] + " ± " + drop[1]);
            assertTrue(drop[0] < together / 10, () -> nothing + ": " + drop[0]);
        }
        assertEquals(0, drops.get("constant")[0]);
        assertEquals(0, drops.get("constant")[1]);
    }

    @Test
    void theBitsAreThoseOfAnyNumberOfPartitions() {
        for (String storage : List.of("dense", "sparse")) {
            String plan = Kind.SEVERAL_CLASSES.plan("storage: " + storage + ", validation: {fraction: 0.4}, ");
            JsonNode one = found(1, plan, Importance.DEFAULT).diagnostics();
            assertEquals("validation", one.path("rows").asText());
            assertEquals(one, found(4, plan, Importance.DEFAULT).diagnostics());
        }
    }

    @Test
    void sparseAndDenseRowsHaveTheSameImportance() {
        Map<String, double[]> dense = drops(found(2, Kind.NUMBERS.plan("storage: dense, "), Importance.DEFAULT)
                .diagnostics());
        Map<String, double[]> sparse = drops(found(2, Kind.NUMBERS.plan("storage: sparse, "), Importance.DEFAULT)
                .diagnostics());
        dense.forEach((column, drop) -> assertEquals(drop[0], sparse.get(column)[0], 0.02, column));
    }

    @Test
    void limitsTakeTheFirstRowsAndTheStrongestColumns() {
        Importance few = new Importance(Optional.of(100), Optional.of(2), 3);
        JsonNode importance = found(2, Kind.NUMBERS.plan(""), few).diagnostics().path("importance");
        assertEquals(100, importance.path("rows").intValue());
        assertEquals(3, importance.path("repeats").intValue());
        assertEquals(3, importance.path("skipped").intValue());
        assertEquals(2, importance.path("columns").size());
        assertTrue(
                drops(found(2, Kind.NUMBERS.plan(""), few).diagnostics())
                        .keySet()
                        .containsAll(List.of("decides", "copy")),
                importance::toString);
    }

    @Test
    void layersHaveAllWeightsAndDeadUnits() {
        String plan = Kind.SEVERAL_CLASSES
                .plan("")
                .replace("activation: tanh", "activation: relu")
                .replace("learningRate: 0.02", "learningRate: 0.02\npenalty: {l1: 0.3}");
        JsonNode layers = found(2, plan, Importance.DEFAULT).diagnostics().path("layers");
        assertEquals(2, layers.size());
        JsonNode hidden = layers.path(0);
        assertEquals(8, hidden.path("units").intValue());
        assertEquals(7 * 8, sum(hidden.path("weights").path("counts")));
        assertEquals(ROWS * 8, sum(hidden.path("outputs").path("counts")));
        assertTrue(hidden.path("dead").intValue() > 0, "with such a penalty some units have no weights");
        assertFalse(layers.path(1).path("dead").intValue() > 0);
    }

    @Test
    void columnsHaveTheirRangesInTheirOwnUnits() {
        for (String storage : List.of("dense", "sparse")) {
            JsonNode columns = found(2, Kind.NUMBERS.plan("storage: " + storage + ", "), Importance.DEFAULT)
                    .diagnostics()
                    .path("columns");
            assertEquals(5, columns.size());
            assertEquals(7, columns.path(3).path("smallest").doubleValue(), 1e-5);
            assertEquals(7, columns.path(3).path("largest").doubleValue(), 1e-5);
            assertEquals(3, columns.path(4).path("categories").intValue());
            JsonNode decides = columns.path(0);
            assertEquals(0, decides.path("mean").doubleValue(), 0.15);
            assertEquals(1, decides.path("deviation").doubleValue(), 0.1);
            assertTrue(decides.path("smallest").doubleValue() < -2
                    && decides.path("largest").doubleValue() > 2);
        }
    }

    private static int sum(JsonNode counts) {
        int sum = 0;
        for (JsonNode count : counts) {
            sum += count.intValue();
        }
        return sum;
    }
}
