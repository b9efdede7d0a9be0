package dev.lockstep.estimator;

import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows whose features are a vector. */
public final class Vectored {

    /** Three classes with four features. */
    public static final Table CLUSTERS = Table.clusters(240, 4, 3);

    private Vectored() {}

    /** The last column is the label, the others are the features. */
    public static Dataset<Row> of(Table table) {
        return of(table.dataset(), table.columns().get(table.columns().size() - 1));
    }

    public static Dataset<Row> of(Dataset<Row> rows, String... others) {
        List<String> names = new ArrayList<>(Arrays.asList(rows.columns()));
        names.removeAll(Arrays.asList(others));
        return new VectorAssembler()
                .setInputCols(names.toArray(String[]::new))
                .setOutputCol("features")
                .transform(rows)
                .drop(names.toArray(String[]::new));
    }

    /** The project's iris rows, with the column {@code label}; the features in the order of a plan that names none. */
    static Dataset<Row> iris() {
        return of(
                csv("data", "iris", "train.csv")
                        .select("petal_length", "petal_width", "sepal_length", "sepal_width", "label"),
                "label");
    }

    static Dataset<Row> csv(String first, String... path) {
        return LocalSpark.session()
                .read()
                .option("header", true)
                .option("inferSchema", true)
                .csv(Project.path(first, path).toString());
    }

    /** A small classifier of {@link #CLUSTERS}. */
    public static MlpClassifier classifier() {
        return new MlpClassifier()
                .setLabelCol("y")
                .setHiddenLayers(6)
                .setEpochs(4)
                .setLearningRate(0.02)
                .setShards(2)
                .setBatchSize(32)
                .setBlas("java");
    }

    /** A small regressor. */
    public static MlpRegressor regressor() {
        return new MlpRegressor()
                .setHiddenLayers(5)
                .setEpochs(3)
                .setLearningRate(0.02)
                .setShards(2)
                .setBatchSize(32)
                .setBlas("java");
    }

    public static List<Vector> vectors(Dataset<Row> rows, String column) {
        return rows.select(column).collectAsList().stream()
                .map(row -> (Vector) row.get(0))
                .toList();
    }

    public static List<Double> numbers(Dataset<Row> rows, String column) {
        return rows.select(column).collectAsList().stream()
                .map(row -> ((Number) row.get(0)).doubleValue())
                .toList();
    }

    public static double distance(Vector one, Vector other) {
        double most = one.size() == other.size() ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            most = Math.max(most, Math.abs(one.apply(i) - other.apply(i)));
        }
        return most;
    }

    public static double distance(List<Vector> one, List<Vector> other) {
        double most = one.size() == other.size() ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            most = Math.max(most, distance(one.get(i), other.get(i)));
        }
        return most;
    }
}
