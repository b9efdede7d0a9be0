package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.catalog.Golden;
import dev.lockstep.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A network with a log link and without hidden layers is scikit-learn's generalized linear model. */
class GeneralizedLinearModelTest {

    private static final Golden FILE = Golden.file("glm.json");

    static List<Golden> cases() {
        return FILE.list("cases");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theFitIsThatOfScikitLearn(Golden golden) {
        Dataset<Row> rows = rows(golden.numbers("targets"));
        MlpRegressionModel model = new MlpRegressor()
                .setLoss(golden.text("words"))
                .setOptimizer("lbfgs")
                .setEpochs(200)
                .setStandardization(false)
                .setWeightCol("weight")
                .setBlas("java")
                .fit(rows);
        List<Double> predictions = Vectored.numbers(model.transform(rows), "prediction");
        double[] expected = golden.numbers("predictions");
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], predictions.get(i), 1e-4 * expected[i], "row " + i);
        }
    }

    private static Dataset<Row> rows(double[] targets) {
        float[][] features = FILE.table("features");
        double[] weights = FILE.numbers("weights");
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < targets.length; i++) {
            rows.add(RowFactory.create(
                    Vectors.dense(features[i][0], features[i][1], features[i][2]), targets[i], weights[i]));
        }
        StructType schema = new StructType()
                .add("features", SQLDataTypes.VectorType())
                .add("label", DataTypes.DoubleType)
                .add("weight", DataTypes.DoubleType);
        return LocalSpark.session().createDataFrame(rows, schema).coalesce(1);
    }
}
