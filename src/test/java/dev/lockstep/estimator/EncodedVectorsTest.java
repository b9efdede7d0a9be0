package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.ModelDescription;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Table;
import dev.lockstep.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors whose elements are encoded and scaled, and the preset: as a plan has them for columns of the same numbers. */
class EncodedVectorsTest {

    private static final Dataset<Row> ROWS = Vectored.of(Vectored.CLUSTERS);

    /** What {@link Vectored#classifier} has. */
    private static final String SMALL = """
            network: {hidden: [{units: 6}]}
            learningRate: 0.02
            math: {blas: java}
            training: {epochs: 4, batchSize: 32, shards: 2}
            """;

    @TempDir
    Path folder;

    /** What a plan gives: weights, and the probabilities of the rows, in their order. */
    private record Planned(String weightsSha256, List<Vector> probabilities) {

        static Planned of(String yaml, Table rows) {
            RunPlan plan = Plans.of(yaml);
            try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
                ClusterTraining training =
                        new ClusterTraining(LocalSpark.context(), plan.training(), plan.engine(), data);
                TrainingResult result = training.train(List.of());
                ModelDescription.Names names = new ModelDescription.Names(
                        data.features(), List.of("y"), data.labels().classes(), "");
                Dataset<Row> scored = RunModel.of(
                                training.saved(plan.data().rows(), result.parameters(), names), data.encoder())
                        .transform(rows.dataset().drop("y"));
                return new Planned(
                        Fingerprint.sha256(result.parameters()), Vectored.vectors(scored, RunModel.PROBABILITY));
            }
        }
    }

    private Planned planned(String data, String training) {
        Path csv = Vectored.CLUSTERS.csv(folder.resolve("rows.csv"));
        return Planned.of(
                String.format("data: {train: %s, label: y, %s}%nloss: cross_entropy%n%s", csv, data, training),
                Vectored.CLUSTERS);
    }

    private static MlpClassifier encoded() {
        return Vectored.classifier().setEncode("{piecewise_linear: {bins: 5}}").setScale("quantile");
    }

    private Planned plannedEncoded() {
        return planned("encode: {piecewise_linear: {bins: 5}}, scale: quantile", SMALL);
    }

    private static void assertSame(Planned expected, MlpClassificationModel model) {
        assertEquals(expected.weightsSha256(), model.weightsSha256());
        assertEquals(expected.probabilities(), Vectored.vectors(model.transform(ROWS), "probability"));
    }

    @Test
    void aModelEncodesItsVectors() {
        Planned expected = plannedEncoded();
        MlpClassificationModel model = encoded().fit(ROWS);
        assertSame(expected, model);
        assertEquals(4, model.numFeatures());
        Vector first = Vectored.vectors(ROWS, "features").get(0);
        // A native product of one row may round otherwise than one of many.
        double[] probability = expected.probabilities().get(0).toArray();
        assertArrayEquals(probability, model.predictProbability(first).toArray(), 1e-6);
        assertArrayEquals(
                probability, model.predictProbability(first.toSparse()).toArray(), 1e-6);
    }

    @Test
    void aSavedModelStillDoes() throws IOException {
        Planned expected = plannedEncoded();
        String path = folder.resolve("model").toString();
        encoded().fit(ROWS).write().save(path);
        assertSame(expected, MlpClassificationModel.load(path));
        Path table = folder.resolve("model/data/table.json");
        Files.writeString(table, Files.readString(table).replace("lockstep-table", "other"));
        String refused = assertThrows(RuntimeException.class, () -> MlpClassificationModel.load(path))
                .getMessage();
        assertTrue(refused.contains("data/table.json: ") && refused.contains("lockstep-table"), refused);
    }

    @Test
    void anOnnxFileDoesToo() throws IOException, OrtException {
        MlpClassificationModel model = encoded().fit(ROWS);
        Path file = folder.resolve("model.onnx");
        model.toOnnx(file.toString());
        double[][] vectors =
                Vectored.vectors(ROWS, "features").stream().map(Vector::toArray).toArray(double[][]::new);
        Ran ran = Ran.of(Files.readAllBytes(file), Map.of("features", vectors));
        List<Vector> expected = Vectored.vectors(model.transform(ROWS), "probability");
        for (int row = 0; row < vectors.length; row++) {
            assertArrayEquals(expected.get(row).toArray(), ran.numbers("probabilities", row), 1e-6);
        }
    }

    @Test
    void vectorsThatCannotBeEncodedAreRefused() {
        MlpClassificationModel model = encoded().fit(ROWS);
        assertRefused(
                "feature 0 must be a finite number but is NaN",
                () -> model.predict(Vectors.dense(Double.NaN, 1, 2, 3)));
        assertRefused(
                "the vector must have 4 elements, as in training, but has 3",
                () -> model.predict(Vectors.dense(1, 2, 3)));
    }

    private static void assertRefused(String part, Runnable work) {
        String refused = assertThrows(IllegalArgumentException.class, work::run).getMessage();
        assertTrue(refused.startsWith("column features: ") && refused.contains(part), refused);
    }

    @Test
    void thePresetIsThatOfPlans() {
        MlpClassifier preset = new MlpClassifier()
                .setLabelCol("y")
                .setPreset("tabular")
                .setEnsemble(2)
                .setEpochs(3)
                .setBlas("java");
        Planned expected =
                Planned.of(String.format("""
                        preset: tabular
                        data: {train: %s, label: y}
                        loss: cross_entropy
                        math: {blas: java}
                        training: {epochs: 3, ensemble: 2}
                        """, Vectored.CLUSTERS.csv(folder.resolve("rows.csv"))), Vectored.CLUSTERS);
        MlpClassificationModel model = preset.fit(ROWS);
        assertSame(expected, model);
        assertEquals(2, model.numMembers());
        assertTrue(model.summary().history().get(0).validation().containsKey("accuracy"));
        assertTrue(model.summary().rows() < Vectored.CLUSTERS.rows().size());
    }

    @Test
    void rowsToValidateWithAreHeldOutAsForPlans() {
        Planned expected = planned("validation: {fraction: 0.3}", SMALL);
        assertSame(expected, Vectored.classifier().setValidationFraction(0.3).fit(ROWS));
    }
}
