package dev.lockstep.connect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.estimator.MlpClassificationModel;
import dev.lockstep.estimator.MlpClassifier;
import dev.lockstep.estimator.Vectored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MLlib's classifier, trained by Lockstep. */
class LockstepPerceptronTest {

    private static final Dataset<Row> ROWS =
            Vectored.of(Vectored.CLUSTERS).withColumnRenamed("y", "label").cache();

    @TempDir
    Path folder;

    private static LockstepPerceptron perceptron(int... layers) {
        LockstepPerceptron perceptron = new LockstepPerceptron();
        perceptron.setLayers(layers).setMaxIter(5).setSeed(3);
        return perceptron;
    }

    private static MlpClassifier same() {
        return new MlpClassifier()
                .setHiddenLayers(5)
                .setActivation("sigmoid")
                .setStandardization(false)
                .setEpochs(5)
                .setSeed(3);
    }

    private static String weights(MultilayerPerceptronClassificationModel model) {
        return MlpClassificationModel.from(model).weightsSha256();
    }

    @Test
    void itTrainsTheWeightsOfLockstep() {
        MultilayerPerceptronClassificationModel model = perceptron(4, 5, 3).fit(ROWS);
        assertEquals(same().setOptimizer("lbfgs").fit(ROWS).weightsSha256(), weights(model));
        assertEquals(MultilayerPerceptronClassificationModel.class, model.getClass());
        assertArrayEquals(new int[] {4, 5, 3}, model.getLayers());
        assertEquals(5, model.summary().objectiveHistory().length);
        assertTrue(model.summary().accuracy() > 0.5);
    }

    @Test
    void gradientDescentTakesItsStepSize() {
        LockstepPerceptron descent = perceptron(4, 5, 3);
        descent.setSolver("gd").setStepSize(0.2);
        MlpClassifier same = same().setOptimizer("sgd").setLearningRate(0.2).setBatchSize(MlpClassifier.FULL_BATCH);
        assertEquals(same.fit(ROWS).weightsSha256(), weights(descent.fit(ROWS)));
    }

    @Test
    void partitionsAndBlocksDoNotMatter() {
        LockstepPerceptron other = perceptron(4, 5, 3);
        other.setBlockSize(7);
        assertEquals(weights(perceptron(4, 5, 3).fit(ROWS)), weights(other.fit(ROWS.repartition(5))));
    }

    @Test
    void whatItCannotDoIsAnError() {
        LockstepPerceptron given = perceptron(4, 3);
        given.setInitialWeights(Vectors.zeros(15));
        assertEquals(
                "initialWeights must not be set if Lockstep trains; MlpClassifier has initializeFrom",
                assertThrows(IllegalArgumentException.class, () -> given.fit(ROWS))
                        .getMessage());
        assertEquals(
                "layers must begin with 4, the size of the vectors in features, but begins with 7",
                assertThrows(IllegalArgumentException.class, () -> perceptron(7, 3)
                                .fit(ROWS))
                        .getMessage());
    }

    @Test
    void savedFilesAreThoseOfMllib() throws IOException {
        perceptron(4, 5, 3).save(folder.resolve("estimator").toString());
        MultilayerPerceptronClassifier loaded =
                MultilayerPerceptronClassifier.load(folder.resolve("estimator").toString());
        assertEquals(MultilayerPerceptronClassifier.class, loaded.getClass());
        assertArrayEquals(new int[] {4, 5, 3}, loaded.getLayers());
        MultilayerPerceptronClassificationModel model = perceptron(4, 5, 3).fit(ROWS);
        model.save(folder.resolve("model").toString());
        assertEquals(
                model.weights(),
                MultilayerPerceptronClassificationModel.load(
                                folder.resolve("model").toString())
                        .weights());
    }

    @Test
    void theBackendReplacesThisClassifierAlone() {
        LockstepBackend backend = new LockstepBackend();
        assertEquals(
                Optional.of(LockstepPerceptron.class.getName()),
                backend.transform(MultilayerPerceptronClassifier.class.getName()));
        assertEquals(Optional.empty(), backend.transform(LogisticRegression.class.getName()));
        assertEquals(Optional.empty(), backend.transform(MultilayerPerceptronClassificationModel.class.getName()));
    }
}
