package dev.lockstep.spark.training;

import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import dev.lockstep.data.SparseFeatures;
import dev.lockstep.evaluation.Metric;
import dev.lockstep.evaluation.Metrics;
import dev.lockstep.math.Backend;
import dev.lockstep.plan.Importance;
import dev.lockstep.scoring.TrainedNetwork;
import dev.lockstep.spark.shard.FirstRows;
import dev.lockstep.training.ImplicitCentering;
import dev.lockstep.training.ShardEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The importance of the features of a trained model on the rows of a dataset.
 *
 * @param encoding of the features
 * @param names of the features; empty if they have none
 */
public record ModelImportance(TrainedNetwork network, InputEncoding encoding, List<String> names) {

    private static final int REPEATS = 5;

    private static final StructType SCHEMA = new StructType()
            .add("feature", DataTypes.IntegerType, false)
            .add("name", DataTypes.StringType, true)
            .add("importance", DataTypes.DoubleType, false)
            .add("spread", DataTypes.DoubleType, false);

    /**
     * One row per feature, the most important first.
     *
     * @param rows the vector of features, the labels, and a weight and an offset if {@code kinds} says so
     */
    public Dataset<Row> on(Dataset<Row> rows, FirstRows kinds, Backend backend, long seed) {
        Scaling labels = kinds.classes() > 0
                ? Scaling.none(kinds.labels())
                : network.outputScaling().over(kinds.labels());
        Shard sample = kinds.of(
                rows,
                Importance.MOST_ROWS,
                encoding,
                encoding.ofFeatures(network.inputScaling()),
                labels,
                network.hasUnitRows());
        ShardEvaluation evaluation =
                new ShardEvaluation(network.network(), network.loss(), labels, Metric.USUAL_TOP, sample.rows());
        ClusterImportance importance = new ClusterImportance(
                new JavaSparkContext(rows.sparkSession().sparkContext()),
                evaluation,
                backend,
                encoding,
                metric(evaluation),
                seed);
        Importance all = new Importance(
                Optional.of(Importance.MOST_ROWS), Optional.of(Math.max(1, encoding.features())), REPEATS);
        List<Row> found = new ArrayList<>();
        for (ClusterImportance.OfColumn column : importance
                .of(sample, parameters(sample), all, Double.POSITIVE_INFINITY)
                .columns()) {
            String name = names.isEmpty() ? null : names.get(column.feature());
            found.add(RowFactory.create(column.feature(), name, column.drop(), column.spread()));
        }
        return rows.sparkSession().createDataFrame(found, SCHEMA);
    }

    /** Sparse rows are not centred. */
    private float[] parameters(Shard sample) {
        return sample.features() instanceof SparseFeatures
                ? ImplicitCentering.of(network.network(), network.inputScaling())
                        .map(implicit -> implicit.shifted(network.parameters()))
                        .orElse(network.parameters())
                : network.parameters();
    }

    /** What tells how good a model is. */
    static Metric metric(ShardEvaluation evaluation) {
        return Metrics.main(
                evaluation.emptyTally().metrics(evaluation.loss()::mean).keySet());
    }
}
