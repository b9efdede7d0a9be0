package dev.lockstep.publish;

import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.SourcePlan;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.ingest.RowSource;
import dev.lockstep.spark.ingest.SourceReader;
import dev.lockstep.spark.ingest.row.Table;
import dev.lockstep.spark.shard.HeldOutRows;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.training.ClusterEvaluation;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * The rows that a candidate and the current model are measured on: those of {@code data.test}, otherwise those of {@code
 * data.validation}. Each model reads them with its own encoding.
 */
final class TodaysRows implements AutoCloseable {

    private static final int SAMPLE = 100;

    private final SparkSession session;
    private final String name;
    private final Optional<SourcePlan> source;
    private final Optional<Table> heldOut;

    /** @param plan of the training, with at least one of the parts */
    TodaysRows(SparkSession session, RunPlan plan, SavedRun candidate) {
        DataPlan data = plan.data();
        DataPlan.Part part = data.test().or(data::validation).orElseThrow();
        this.session = session;
        this.name = data.test().isPresent() ? "data.test" : "data.validation";
        this.source = part.source().map(rows -> SourceReader.like(rows, data.train()));
        this.heldOut = source.isPresent()
                ? Optional.empty()
                : Optional.of(HeldOutRows.of(session, data, plan.training(), candidate.prepared()));
        heldOut.ifPresent(table -> table.rows().persist(StorageLevel.MEMORY_AND_DISK()));
    }

    /** What the rows are called in a plan. */
    String name() {
        return name;
    }

    /** A model's metrics, and the number of rows that it was measured on. */
    record Measured(Map<String, Double> metrics, long rows) {}

    /**
     * Measures a model.
     *
     * @param top the k of {@code top_k_accuracy}
     * @throws dev.lockstep.data.DataException if it cannot take the rows
     */
    Measured measure(SavedRun model, int top) {
        try (TrainingData rows = TrainingData.like(
                session,
                tableFor(model),
                model.plan().data().rows(),
                model.plan().training(),
                model.prepared())) {
            ClusterEvaluation evaluation = new ClusterEvaluation(
                    new JavaSparkContext(session.sparkContext()), model.plan().training(), rows, top);
            return new Measured(
                    evaluation
                            .of(rows.train(), model.model().network().parameters())
                            .metrics(),
                    rows.train().rows());
        }
    }

    private Table tableFor(SavedRun model) {
        return source.map(rows -> RowSource.read(
                        session,
                        name,
                        rows,
                        model.encoder(),
                        model.plan().data().rows().offset()))
                .or(() -> heldOut)
                .orElseThrow();
    }

    /** A few rows, which stay the same. */
    Dataset<Row> sample(SavedRun model) {
        Dataset<Row> rows = tableFor(model).rows();
        return session.createDataFrame(rows.limit(SAMPLE).collectAsList(), rows.schema());
    }

    @Override
    public void close() {
        heldOut.ifPresent(table -> table.rows().unpersist());
    }
}
