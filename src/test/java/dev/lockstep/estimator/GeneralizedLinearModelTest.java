package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.catalog.Golden;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    /** Counts over exposures of 1 to 4: the coefficients are those of Newton's method in double. */
    @Test
    void aFitWithAnOffsetIsThatOfNewtonsMethod(@TempDir Path folder) throws IOException {
        double[] targets = cases().get(0).numbers("targets");
        float[][] features = FILE.table("features");
        double[] weights = FILE.numbers("weights");
        double[] offsets = new double[targets.length];
        Arrays.setAll(offsets, i -> Math.log(1 + i % 4));
        Dataset<Row> rows = withOffsets(rows(targets), offsets);
        MlpRegressionModel model = new MlpRegressor()
                .setLoss("poisson")
                .setOptimizer("lbfgs")
                .setEpochs(200)
                .setStandardization(false)
                .setWeightCol("weight")
                .setOffsetCol("exposure")
                .setBlas("java")
                .fit(rows);
        double[] beta = newton(features, targets, weights, offsets);
        MlpRegressionModel shifted = model.copy(new ParamMap()).setOffsetCol("none");
        model.write().overwrite().save(folder.resolve("model").toString());
        List<Double> predictions = Vectored.numbers(
                MlpRegressionModel.load(folder.resolve("model").toString()).transform(rows), "prediction");
        List<Double> rates =
                Vectored.numbers(shifted.transform(rows.withColumn("none", functions.lit(0.0))), "prediction");
        for (int i = 0; i < targets.length; i++) {
            double rate = Math.exp(linear(beta, features[i]));
            double mean = rate * Math.exp(offsets[i]);
            assertEquals(mean, predictions.get(i), 1e-4 * mean, "row " + i);
            assertEquals(rate, rates.get(i), 1e-4 * rate, "row " + i);
        }
        Vector first = Vectors.dense(features[0][0], features[0][1], features[0][2]);
        assertEquals(rates.get(0), model.predict(first), 1e-6 * rates.get(0));
        assertEquals(
                "offsetCol must name a column of the dataset but is exposure",
                assertThrows(IllegalArgumentException.class, () -> model.transform(rows(targets)))
                        .getMessage());
    }

    private static Dataset<Row> withOffsets(Dataset<Row> rows, double[] offsets) {
        List<Row> cells = new ArrayList<>();
        for (Row row : rows.collectAsList()) {
            cells.add(RowFactory.create(row.get(0), row.get(1), row.get(2), offsets[cells.size()]));
        }
        return LocalSpark.session()
                .createDataFrame(cells, rows.schema().add("exposure", DataTypes.DoubleType))
                .coalesce(1);
    }

    /** Maximizes Σ w·(t·η − e^η), η = β₀ + β·x + offset. */
    private static double[] newton(float[][] x, double[] targets, double[] weights, double[] offsets) {
        double[] beta = new double[4];
        for (int step = 0; step < 50; step++) {
            double[][] system = new double[4][5];
            for (int row = 0; row < x.length; row++) {
                double mean = Math.exp(linear(beta, x[row]) + offsets[row]);
                double[] terms = {1, x[row][0], x[row][1], x[row][2]};
                for (int i = 0; i < 4; i++) {
                    system[i][4] += weights[row] * (targets[row] - mean) * terms[i];
                    for (int j = 0; j < 4; j++) {
                        system[i][j] += weights[row] * mean * terms[i] * terms[j];
                    }
                }
            }
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 4; j++) {
                    double factor = i == j ? 0 : system[j][i] / system[i][i];
                    for (int k = i; k < 5; k++) {
                        system[j][k] -= factor * system[i][k];
                    }
                }
            }
            for (int i = 0; i < 4; i++) {
                beta[i] += system[i][4] / system[i][i];
            }
        }
        return beta;
    }

    private static double linear(double[] beta, float[] x) {
        return beta[0] + beta[1] * x[0] + beta[2] * x[1] + beta[3] * x[2];
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
