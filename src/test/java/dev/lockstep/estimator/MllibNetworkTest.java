package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MllibNetworkTest {

    private static final Dataset<Row> ROWS = Vectored.of(Vectored.CLUSTERS).cache();

    private static MultilayerPerceptronClassificationModel trained(int... layers) {
        return new MultilayerPerceptronClassifier()
                .setLayers(layers)
                .setLabelCol("y")
                .setMaxIter(20)
                .setSeed(1)
                .fit(ROWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4,3", "4,7,3", "4,6,5,3"})
    void aNetworkOfMllibPredictsTheSame(String layers) {
        MultilayerPerceptronClassificationModel theirs = trained(java.util.Arrays.stream(layers.split(","))
                .mapToInt(Integer::parseInt)
                .toArray());
        MlpClassificationModel ours = MlpClassificationModel.from(theirs);
        Dataset<Row> expected = theirs.transform(ROWS);
        Dataset<Row> actual = ours.transform(ROWS);
        assertTrue(Vectored.distance(Vectored.vectors(expected, "probability"), Vectored.vectors(actual, "probability"))
                < 1e-5);
        assertEquals(Vectored.numbers(expected, "prediction"), Vectored.numbers(actual, "prediction"));
        assertFalse(ours.hasSummary());
    }

    @Test
    void itsColumnsAndThresholdsComeAlong() {
        MultilayerPerceptronClassificationModel theirs = trained(4, 5, 3);
        theirs.setPredictionCol("guess").setThresholds(new double[] {0.1, 0.8, 0.1});
        MlpClassificationModel ours = MlpClassificationModel.from(theirs);
        assertEquals(5, ours.getHiddenLayers()[0]);
        assertEquals(
                Vectored.numbers(theirs.transform(ROWS), "guess"), Vectored.numbers(ours.transform(ROWS), "guess"));
    }
}
