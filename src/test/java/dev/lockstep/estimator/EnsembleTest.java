package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models of ensembles average the predictions of the plain models with the seeds of their members. */
class EnsembleTest {

    private static final int MEMBERS = 2;

    private static MlpClassifier classifier(long seed, int ensemble) {
        return Vectored.classifier()
                .setSeed(seed)
                .setEpochs(2)
                .setEnsemble(ensemble)
                .setUncertaintyCol(ensemble == 1 ? "" : "spread");
    }

    @Test
    void aClassifierAveragesProbabilities(@TempDir Path folder) throws Exception {
        Dataset<Row> rows = Vectored.of(Vectored.CLUSTERS);
        MlpClassificationModel ensemble = classifier(5, MEMBERS).fit(rows);
        assertEquals(MEMBERS, ensemble.numMembers());
        List<List<Vector>> ofPlain = IntStream.range(0, MEMBERS)
                .mapToObj(member ->
                        Vectored.vectors(classifier(5 + member, 1).fit(rows).transform(rows), "probability"))
                .toList();
        List<Row> found = ensemble.transform(rows)
                .select("rawPrediction", "probability", "prediction", "spread", "features")
                .collectAsList();
        for (int row = 0; row < found.size(); row++) {
            int at = row;
            Vector probability = (Vector) found.get(row).get(1);
            int predicted = (int) found.get(row).getDouble(2);
            for (int i = 0; i < 3; i++) {
                int c = i;
                double[] members = ofPlain.stream()
                        .mapToDouble(vectors -> vectors.get(at).apply(c))
                        .toArray();
                double mean = Arrays.stream(members).sum() / MEMBERS;
                assertEquals((float) mean, probability.apply(c));
                assertEquals(Math.log(mean), ((Vector) found.get(row).get(0)).apply(c), 1e-5);
                assertTrue(probability.apply(predicted) >= probability.apply(c));
                if (c == predicted) {
                    double squares = Arrays.stream(members)
                            .map(member -> (member - mean) * (member - mean))
                            .sum();
                    assertEquals(Math.sqrt(squares / MEMBERS), found.get(row).getDouble(3), 1e-7);
                }
            }
            Vector features = (Vector) found.get(row).get(4);
            assertArrayEquals(
                    ((Vector) found.get(row).get(0)).toArray(),
                    ensemble.predictRaw(features).toArray(),
                    1e-6);
            assertArrayEquals(
                    probability.toArray(), ensemble.predictProbability(features).toArray(), 1e-6);
            assertEquals(predicted, ensemble.predict(features));
        }
        String path = folder.resolve("model").toString();
        ensemble.write().save(path);
        MlpClassificationModel loaded = MlpClassificationModel.load(path);
        assertEquals(ensemble.weightsSha256(), loaded.weightsSha256());
        assertEquals(
                found,
                loaded.transform(rows)
                        .select("rawPrediction", "probability", "prediction", "spread", "features")
                        .collectAsList());
    }

    @Test
    void aRegressorAveragesNumbersInTheUnitOfTheLabel() {
        Dataset<Row> rows = Vectored.of(Table.clusters(120, 3, 5));
        MlpRegressor regressor =
                Vectored.regressor().setLabelCol("y").setScaleLabel("standard").setSeed(11);
        MlpRegressionModel ensemble = regressor
                .copy(org.apache.spark.ml.param.ParamMap.empty())
                .setEnsemble(MEMBERS)
                .fit(rows)
                .setUncertaintyCol("spread");
        List<double[]> ofPlain = IntStream.range(0, MEMBERS)
                .mapToObj(member ->
                        regressor
                                .setSeed(11 + member)
                                .fit(rows)
                                .transform(rows)
                                .select("prediction")
                                .collectAsList()
                                .stream()
                                .mapToDouble(row -> row.getDouble(0))
                                .toArray())
                .toList();
        List<Row> found =
                ensemble.transform(rows).select("prediction", "spread").collectAsList();
        double[] means = new double[found.size()];
        double[] deviations = new double[found.size()];
        for (int row = 0; row < means.length; row++) {
            int at = row;
            double mean = ofPlain.stream().mapToDouble(of -> of[at]).sum() / MEMBERS;
            means[row] = mean;
            deviations[row] = Math.sqrt(ofPlain.stream()
                            .mapToDouble(of -> (of[at] - mean) * (of[at] - mean))
                            .sum()
                    / MEMBERS);
        }
        assertArrayEquals(
                means, found.stream().mapToDouble(row -> row.getDouble(0)).toArray(), 1e-6);
        assertArrayEquals(
                deviations, found.stream().mapToDouble(row -> row.getDouble(1)).toArray(), 1e-6);
    }

    @Test
    void initialWeightsAreForASingleNetwork() {
        Dataset<Row> rows = Vectored.of(Vectored.CLUSTERS);
        MlpClassifier classifier = classifier(5, 2).setInitializeFrom("nowhere");
        String text = assertThrows(IllegalArgumentException.class, () -> classifier.fit(rows))
                .getMessage();
        assertEquals(
                "initializeFrom must be none with ensemble 2, whose networks differ by their initial weights", text);
    }

    @Test
    void theUncertaintyNeedsAColumnOfItsOwn() {
        Dataset<Row> rows = Vectored.of(Vectored.CLUSTERS);
        MlpClassificationModel model =
                classifier(5, 2).setUncertaintyCol("features").fit(rows);
        String text = assertThrows(IllegalArgumentException.class, () -> model.transform(rows))
                .getMessage();
        assertEquals("uncertaintyCol must be a new column but features already exists", text);
    }
}
