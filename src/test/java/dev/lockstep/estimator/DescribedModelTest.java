package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.format.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model offers to clients that can only transform, read and write, as those of Spark Connect. */
class DescribedModelTest {

    private static final Dataset<Row> ROWS = Vectored.of(Vectored.CLUSTERS).cache();

    @TempDir
    Path folder;

    @Test
    void aModelTransformsRowsIntoItsDescription() {
        MlpClassificationModel classes = Vectored.classifier().fit(ROWS);
        MlpRegressionModel numbers = Vectored.regressor().setLabelCol("y").fit(ROWS);
        Row ofClasses = about(classes, classes.description(), classes.weightsSha256());
        assertEquals(classes.summary().toJson(), ofClasses.getString(2));
        assertEquals("4", Json.texts(ofClasses.getString(2)).get("epochs"));
        assertEquals("all_epochs", Json.texts(ofClasses.getString(2)).get("stopped"));
        about(numbers, numbers.description(), numbers.weightsSha256());
    }

    private static <M extends Model<M> & MlpParams.OfModel> Row about(M model, String description, String weights) {
        M described = model.copy(new org.apache.spark.ml.param.ParamMap().put(model.describe(), true));
        Dataset<Row> about = described.transform(ROWS);
        assertEquals(described.transformSchema(ROWS.schema()), about.schema());
        List<Row> rows = about.collectAsList();
        assertEquals(1, rows.size());
        assertEquals(description, rows.get(0).getString(0));
        assertEquals(weights, rows.get(0).getString(1));
        assertEquals(240, model.transform(ROWS).count());
        return rows.get(0);
    }

    @Test
    void aLoadedModelHasNoSummary() throws IOException {
        String path = folder.resolve("model").toString();
        Vectored.classifier().fit(ROWS).save(path);
        MlpClassificationModel loaded = MlpClassificationModel.load(path);
        loaded.set(loaded.describe(), true);
        assertTrue(loaded.transform(ROWS).head().isNullAt(2));
    }

    @Test
    void theWriterWritesOnnxFilesToo() throws IOException {
        MlpRegressionModel model = Vectored.regressor().setLabelCol("y").fit(ROWS);
        Path file = folder.resolve("model.onnx");
        model.toOnnx(file.toString());
        byte[] expected = Files.readAllBytes(file);
        model.write().option("format", "onnx").save(file.toString());
        assertArrayEquals(expected, Files.readAllBytes(file));
        model.write().option("format", "onnx").option("numbers", "float").save(file.toString());
        assertFalse(Arrays.equals(expected, Files.readAllBytes(file)));
        assertEquals(
                "the option format must be spark or onnx but is pmml",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> model.write().option("format", "pmml").save(file.toString()))
                        .getMessage());
    }

    @Test
    void aNetworkOfMllibComesBackFromLockstep() {
        MlpClassificationModel model = Vectored.classifier()
                .setActivation("sigmoid")
                .setStandardization(false)
                .fit(ROWS);
        MultilayerPerceptronClassificationModel mllib = model.toMllib();
        assertArrayEquals(new int[] {4, 6, 3}, mllib.getLayers());
        assertEquals(model.weightsSha256(), MlpClassificationModel.from(mllib).weightsSha256());
        double distance = Vectored.distance(
                Vectored.vectors(model.transform(ROWS), "probability"),
                Vectored.vectors(mllib.transform(ROWS), "probability"));
        assertTrue(distance < 1e-5, "" + distance);
        String refusal = assertThrows(
                        IllegalStateException.class,
                        () -> Vectored.classifier().fit(ROWS).toMllib())
                .getMessage();
        assertTrue(refusal.startsWith("MLlib has only networks of sigmoid layers under a softmax"), refusal);
    }
}
