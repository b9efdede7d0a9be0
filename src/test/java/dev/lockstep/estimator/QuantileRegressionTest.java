package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.LocalSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several quantiles of one label. */
class QuantileRegressionTest {

    @TempDir
    Path folder;

    /** Labels are uniform on 0 to 100 plus 100·x, so their quantiles are known. */
    @Test
    void predictionsAreTheQuantilesOfTheLabel() throws Exception {
        Dataset<Row> rows = rows();
        MlpRegressor regressor = new MlpRegressor()
                .setLoss("{name: quantile, quantiles: [0.1, 0.5, 0.9]}")
                .setScaleLabel("standard")
                .setLearningRate(0.05)
                .setSchedule("{name: cosine, over: 40}")
                .setEpochs(40)
                .setBatchSize(50)
                .setShards(1)
                .setBlas("java");
        MlpRegressionModel model = regressor.fit(rows);
        assertEquals(3, model.numOutputs());
        Dataset<Row> scored = model.transform(rows);
        assertEquals(
                List.of("label_q10", "label_q50", "label_q90"),
                Attributes.names(scored.schema().apply("prediction")));
        assertEquals(
                scored.schema().apply("prediction").dataType(),
                regressor.transformSchema(rows.schema()).apply("prediction").dataType());
        List<Vector> predictions = Vectored.vectors(scored, "prediction");
        List<Vector> features = Vectored.vectors(rows, "features");
        for (int i = 0; i < predictions.size(); i++) {
            for (int q = 0; q < 3; q++) {
                double expected = 100 * features.get(i).apply(0) + new double[] {10, 50, 90}[q];
                assertEquals(expected, predictions.get(i).apply(q), 4, "row " + i);
            }
        }
        String path = folder.resolve("model").toString();
        model.write().save(path);
        List<Vector> loaded = Vectored.vectors(MlpRegressionModel.load(path).transform(rows), "prediction");
        assertEquals(predictions, loaded);
        assertTrue(model.predictVector(features.get(0)).equals(predictions.get(0)));
    }

    private static Dataset<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            rows.add(RowFactory.create(Vectors.dense(i % 4), 100.0 * (i % 4) + (i / 4) + 0.5));
        }
        StructType schema =
                new StructType().add("features", SQLDataTypes.VectorType()).add("label", DataTypes.DoubleType);
        return LocalSpark.session().createDataFrame(rows, schema).coalesce(1);
    }
}
