package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkException;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The importance of a model's features on rows whose truth is known. */
class FeatureImportanceTest {

    private static final StructType SCHEMA = new StructType()
            .add("features", SQLDataTypes.VectorType(), true)
            .add("label", DataTypes.DoubleType, true)
            .add("w", DataTypes.DoubleType, true);

    private static Dataset<Row> numbers;
    private static MlpRegressionModel regression;

    /** The label is three times the first feature; the second one is noise, the third constant. */
    @BeforeAll
    static void train() {
        Random random = new Random(3);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double x = random.nextGaussian();
            rows.add(RowFactory.create(Vectors.dense(x, random.nextGaussian(), 5), 3 * x, 1.0));
        }
        numbers = LocalSpark.session().createDataFrame(rows, SCHEMA);
        regression = new MlpRegressor()
                .setHiddenLayers(new int[] {})
                .setLearningRate(0.1)
                .setEpochs(60)
                .setBatchSize(64)
                .fit(numbers);
    }

    private static List<Row> of(Dataset<Row> rows) {
        return regression.importance(rows).collectAsList();
    }

    /** Exchanged, a prediction has the variance of the label twice, so r2 becomes −1. */
    @Test
    void theOneFeatureThatDecidesCostsTwiceTheVariance() {
        List<Row> found = of(numbers);
        assertEquals(3, found.size());
        assertEquals(0, found.get(0).getInt(0));
        assertEquals(2, found.get(0).getDouble(2), 0.1);
        assertEquals(0.07, found.get(0).getDouble(3), 0.07);
        for (Row row : found.subList(1, 3)) {
            assertEquals(0, row.getDouble(2), 1e-3);
        }
        Row constant = found.get(1).getInt(0) == 2 ? found.get(1) : found.get(2);
        assertEquals(0, constant.getDouble(2));
    }

    @Test
    void partitionsDoNotMatter() {
        assertEquals(of(numbers.repartition(1)), of(numbers.repartition(4)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void classesHaveTheDropOfTheAccuracy(boolean encoded) {
        Dataset<Row> classes = numbers.selectExpr("features", "cast(label > 0 as double) as label", "w");
        MlpClassifier classifier = new MlpClassifier()
                .setHiddenLayers(new int[] {6})
                .setLearningRate(0.05)
                .setEpochs(10)
                .setBatchSize(64);
        if (encoded) {
            classifier.setEncode("{piecewise_linear: {bins: 4}}");
        }
        List<Row> found = classifier.fit(classes).importance(classes).collectAsList();
        assertEquals(3, found.size());
        assertEquals(0, found.get(0).getInt(0));
        assertEquals(0.5, found.get(0).getDouble(2), 0.06);
        assertTrue(Math.abs(found.get(1).getDouble(2)) < 0.03, found::toString);
    }

    @Test
    void sparseVectorsCountLikeDenseOnes() {
        List<Row> rows = new ArrayList<>();
        for (Row row : numbers.collectAsList()) {
            Vector features = row.getAs(0);
            rows.add(RowFactory.create(
                    Vectors.sparse(40, new int[] {3, 7}, new double[] {features.apply(0), features.apply(1)}),
                    row.getDouble(1),
                    1.0));
        }
        Dataset<Row> sparse = LocalSpark.session().createDataFrame(rows, SCHEMA);
        MlpRegressionModel model = new MlpRegressor()
                .setHiddenLayers(new int[] {})
                .setLearningRate(0.1)
                .setEpochs(60)
                .setBatchSize(64)
                .fit(sparse);
        List<Row> found = model.importance(sparse).collectAsList();
        assertEquals(40, found.size());
        assertEquals(3, found.get(0).getInt(0));
        assertEquals(2, found.get(0).getDouble(2), 0.1);
    }

    @Test
    void rowsThatCannotBeUsedAreNamed() {
        Dataset<Row> none = numbers.filter("label > 1e9");
        assertTrue(assertThrows(RuntimeException.class, () -> of(none))
                .getMessage()
                .contains("must have rows"));
        Dataset<Row> missing = numbers.selectExpr("features", "cast(null as double) as label");
        SparkException thrown = assertThrows(SparkException.class, () -> of(missing));
        assertTrue(thrown.getMessage().contains("a label must be a finite number but is null"), thrown::getMessage);
    }
}
