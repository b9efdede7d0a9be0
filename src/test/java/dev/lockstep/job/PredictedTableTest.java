package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.DataException;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.SourcePlan;
import dev.lockstep.plan.yaml.PlanWriter;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.ingest.RowSource;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.training.ClusterEvaluation;
import dev.lockstep.spark.training.ClusterEvaluation.Measurement;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands behind a table's columns, for every kind of prediction. */
class PredictedTableTest {

    private static final Table TABLE = Table.of(
            "a,b,c,d,n", "1,2,yes,no,1.5", "2,1,no,no,2.5", "3,5,yes,yes,3.5", "4,4,no,yes,4.5", "6,5,yes,no,5.5");

    @TempDir
    Path folder;

    @Test
    void aClassHasItsNameAndItsProbability() {
        Dataset<Row> rows = predicted("label: c", "cross_entropy", "prediction", false);
        assertEquals("a, b, c, d, n, prediction string, probability double", columns(rows));
        assertEquals(
                5,
                rows.filter("prediction in ('yes', 'no') and probability >= 0.5")
                        .count());
        assertEquals(
                "a, b, c, d, n, guess string, probability double, probability_no double, probability_yes double",
                columns(predicted("label: c", "cross_entropy", "guess", true)));
    }

    @Test
    void classesThatAreNumbersStayNumbers() {
        Dataset<Row> rows = predicted("label: b", "cross_entropy", "prediction", false);
        assertEquals("a, b, c, d, n, prediction bigint, probability double", columns(rows));
        assertEquals(5, rows.filter("prediction in (1, 2, 4, 5)").count());
    }

    @Test
    void aLossWithoutProbabilitiesGivesNone() {
        assertEquals(
                "a, b, c, d, n, prediction string",
                columns(predicted("label: c", "multiclass_hinge", "prediction", true)));
    }

    @Test
    void numbersAreInTheUnitOfTheirLabel() {
        Dataset<Row> one = predicted("label: n, scaleLabel: standard", "mse", "prediction", false);
        assertEquals("a, b, c, d, n, prediction double", columns(one));
        Dataset<Row> two = predicted("label: [n, b], scaleLabel: standard", "mse", "p", false);
        assertEquals("a, b, c, d, n, p_n double, p_b double", columns(two));
        assertTrue(two.filter("abs(p_n) < 20 and abs(p_b) < 20").count() == 5);
    }

    @Test
    void severalQuantilesAreSeveralColumnsThatDoNotCross() {
        String loss = "{name: quantile, quantiles: [0.1, 0.5, 0.975]}";
        Dataset<Row> rows = predicted("label: n, scaleLabel: standard", loss, "p", false);
        assertEquals("a, b, c, d, n, p_q10 double, p_q50 double, p_q97_5 double", columns(rows));
        assertEquals(5, rows.filter("p_q10 <= p_q50 and p_q50 <= p_q97_5").count());
        assertEquals(
                "a, b, c, d, n, p double",
                columns(predicted("label: n", "{name: quantile, quantiles: 0.9}", "p", false)));
    }

    /** As {@code evaluate} does, with the scaling of the one label column. */
    @Test
    void aRunOfSeveralQuantilesIsEvaluatedAsInTraining() {
        RunPlan plan = plan("label: n, scaleLabel: standard", "{name: quantile, quantiles: [0.1, 0.5, 0.9]}");
        SavedRun run = saved(plan);
        dev.lockstep.spark.ingest.row.Table table =
                table(Path.of(plan.data().train().path()));
        float[] parameters = run.model().network().parameters();
        try (TrainingData again = TrainingData.like(
                        LocalSpark.session(), table, plan.data().rows(), plan.training(), run.prepared());
                TrainingData trained = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            Measurement measured =
                    new ClusterEvaluation(LocalSpark.context(), plan.training(), again).of(again.train(), parameters);
            Measurement expected = new ClusterEvaluation(LocalSpark.context(), plan.training(), trained)
                    .of(trained.train(), parameters);
            assertEquals(expected, measured);
            assertEquals(Set.of("loss", "rmse", "mae", "r2"), measured.metrics().keySet());
            assertEquals(3, ((List<?>) measured.details().get("coverage")).size());
        }
    }

    @Test
    void everyLabelHasItsYesOrNo() {
        Dataset<Row> rows = predicted("label: [c, d]", "binary_cross_entropy", "prediction", false);
        assertEquals(
                "a, b, c, d, n, prediction_c string, probability_c double, prediction_d string, probability_d double",
                columns(rows));
        assertEquals(
                5,
                rows.filter("(probability_c >= 0.5) = (prediction_c = 'yes')").count());
    }

    @Test
    void aColumnThatIsThereAlreadyIsNotReplaced() {
        DataException e = assertThrows(DataException.class, () -> predicted("label: c", "cross_entropy", "a", false));
        assertEquals(
                "--data has a column a already, which is needed for the predictions; rename it, or choose another"
                        + " --column",
                e.getMessage());
    }

    @Test
    void aTableWithoutOneOfTheColumnsIsRefused() {
        Path narrow = Table.of("b,c", "1,yes").csv(folder.resolve("narrow.csv"));
        SavedRun run = saved(plan("label: c", "cross_entropy"));
        SourcePlan source = new SourcePlan(narrow.toString(), Optional.empty(), Map.of());
        DataException e = assertThrows(
                DataException.class,
                () -> RowSource.read(LocalSpark.session(), "--data", source, run.encoder(), Optional.empty()));
        assertEquals("--data: feature of data.train: unknown column \"a\"; known: b, c", e.getMessage());
    }

    private Dataset<Row> predicted(String label, String loss, String column, boolean probabilities) {
        RunPlan plan = plan(label, loss);
        return new PredictedTable(saved(plan), column, probabilities, false)
                .of(table(Path.of(plan.data().train().path())));
    }

    private RunPlan plan(String label, String loss) {
        Path file = TABLE.csv(folder.resolve("a.csv"));
        String features = label.matches(".*[ \\[]b(\\W.*)?") ? "[a]" : "[a, b]";
        return Plans.of("data: {train: " + file + ", features: " + features + ", " + label + "}\nloss: " + loss
                + "\ntraining: {epochs: 2}");
    }

    private static dev.lockstep.spark.ingest.row.Table table(Path file) {
        Dataset<Row> rows = LocalSpark.session().read().option("header", "true").csv(file.toString());
        return new dev.lockstep.spark.ingest.row.Table("--data", file.toString(), rows);
    }

    /** Trains, writes what a run leaves behind, and reads it back. */
    private SavedRun saved(RunPlan plan) {
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            ClusterTraining training = new ClusterTraining(LocalSpark.context(), plan.training(), plan.engine(), data);
            float[] parameters = training.train(List.of()).parameters();
            Path run = Files.createTempDirectory(folder, "run");
            try (OutputStream out = Files.newOutputStream(run.resolve("weights.safetensors"))) {
                SavedRun.model(plan, data, training, parameters)
                        .toFile(SavedRun.metadata(plan, data))
                        .writeTo(out);
            }
            Files.writeString(run.resolve("plan.yaml"), PlanWriter.write(plan));
            Files.writeString(
                    run.resolve("metrics.json"),
                    "{\"epochs\": 2, \"steps\": 2, \"weightsSha256\": \"" + Fingerprint.sha256(parameters) + "\"}");
            return SavedRun.in(run.toString(), LocalSpark.context().hadoopConfiguration());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The table's names, and the new ones with their types. */
    private static String columns(Dataset<Row> rows) {
        return List.of(rows.schema().fields()).stream()
                .map(field -> TABLE.columns().contains(field.name()) ? field.name() : field.name() + " " + type(field))
                .collect(Collectors.joining(", "));
    }

    private static String type(StructField field) {
        return field.dataType().simpleString();
    }
}
