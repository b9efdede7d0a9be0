package dev.lockstep.spark.training;

import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.Shard;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.diagnostics.ColumnRanges;
import dev.lockstep.diagnostics.Diagnosis;
import dev.lockstep.diagnostics.LayerStatistics;
import dev.lockstep.diagnostics.SampledRows;
import dev.lockstep.evaluation.Metric;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.network.Network;
import dev.lockstep.plan.Importance;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.spark.engine.ClusterRows;
import dev.lockstep.spark.engine.ShardTask;
import dev.lockstep.spark.shard.PackedPartition;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.training.ShardEvaluation;
import dev.lockstep.training.StepTimer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** What {@code diagnostics.json} has about a trained network, computed on rows of the cluster. */
public final class ClusterDiagnostics {

    /** The most numbers of a sample, which is sent to the driver and to every executor. */
    private static final long MOST_FLOATS = 1 << 25;
    /** Multiplications that the importance may always take: seconds. */
    private static final double SMALLEST_BUDGET = 2e10;
    /** Multiplications of a training step per parameter and row: forward, and backward twice. */
    private static final int PER_PARAMETER = 3;
    /** The part of the training's arithmetic that the importance may take. */
    private static final int SHARE = 10;

    private final JavaSparkContext context;
    private final TrainingPlan plan;
    private final TrainingData data;
    private final ClusterEvaluation evaluation;

    public ClusterDiagnostics(
            JavaSparkContext context, TrainingPlan plan, TrainingData data, ClusterEvaluation evaluation) {
        this.context = context;
        this.plan = plan;
        this.data = data;
        this.evaluation = evaluation;
    }

    /**
     * Everything, for JSON, on rows the training did not see if there are any.
     *
     * @param rowPlan of the rows
     * @param parameters of one network or of all members of an ensemble
     * @param importance of columns; empty to leave it out
     * @param epochs trained
     */
    public Map<String, Object> of(RowPlan rowPlan, float[] parameters, Optional<Importance> importance, int epochs) {
        String on = data.validation().isPresent() ? "validation" : data.test().isPresent() ? "test" : "train";
        ShardedRows rows = data.validation().or(data::test).orElse(data.train());
        float[] evaluated = evaluation.uncentred(parameters).clone();
        Shard sample = sample(rows, importance);
        ShardEvaluation ofShards = evaluation.shardEvaluation(rows);
        BlockReader reader = new BlockReader(
                evaluation.network(), plan.backend().products(), Math.min(BlockReader.ROWS, sample.rows()));
        InputEncoding encoding = data.encoder().encoding();
        List<String> names = data.encoder().reader().names();
        Diagnosis diagnosis = Diagnosis.of(
                ofShards,
                data.labelScaling(),
                encoding,
                new Diagnosis.Names(names, data.labelColumns(), data.classes()),
                reader,
                evaluated,
                sample);
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("rows", on);
        described.put("count", rows.rows());
        described.put("sample", sample.rows());
        described.putAll(diagnosis.described(new ClusterRows(context, rows, plan.backend(), new StepTimer())
                .total(new Work(ofShards.network(), diagnosis, rows.layout().size(0)), evaluated, Diagnosis::add)));
        if (mayBeRestored(rowPlan, sample)) {
            described.put("columns", ColumnRanges.of(sample, encoding, data.inputScaling(), names));
        }
        described.put("layers", layers(ofShards, reader, parameters, evaluated, sample));
        importance.ifPresent(wanted -> described.put(
                "importance",
                importance(ofShards, sample, evaluated, wanted, epochs).described(names)));
        return described;
    }

    /** Whether numbers follow from inputs, and a row of them fits. */
    private boolean mayBeRestored(RowPlan rowPlan, Shard sample) {
        boolean isAffine = data.inputScaling().curve().isNone() && !rowPlan.areUnit();
        return isAffine && (long) sample.rows() * sample.features().width() <= 4 * MOST_FLOATS;
    }

    private List<Map<String, Object>> layers(
            ShardEvaluation of, BlockReader reader, float[] parameters, float[] evaluated, Shard sample) {
        int count = of.network().parameterCount();
        return LayerStatistics.of(
                of, reader, Arrays.copyOf(parameters, count), Arrays.copyOf(evaluated, count), sample);
    }

    private ClusterImportance.Found importance(
            ShardEvaluation of, Shard sample, float[] evaluated, Importance wanted, int epochs) {
        double training = (double) PER_PARAMETER * epochs * data.train().rows() * evaluated.length;
        return new ClusterImportance(context, of, plan.backend(), data.encoder().encoding(), metric(of), plan.seed())
                .of(sample, evaluated, wanted, Math.max(SMALLEST_BUDGET, training / SHARE));
    }

    /** The plan's own metric, otherwise the one that tells how good a model is. */
    private Metric metric(ShardEvaluation of) {
        boolean hasOwn = plan.watchesMetric() && !plan.watchedMetric().name().equals("loss");
        return hasOwn ? plan.watchedMetric() : ModelImportance.metric(of);
    }

    /** The first rows of the canonical order. */
    private Shard sample(ShardedRows rows, Optional<Importance> importance) {
        double perRow = Math.max(1, 2 * rows.featuresPerRow());
        int wanted = Math.max(
                Importance.MOST_ROWS, importance.flatMap(Importance::rows).orElse(0));
        int most = (int) Math.max(1, Math.min(wanted, Math.min((double) rows.rows(), MOST_FLOATS / perRow)));
        ShardLayout layout = rows.layout();
        List<Shard> heads = rows.partitions()
                .flatMap(partition -> heads(partition, layout, most).iterator())
                .collect();
        return SampledRows.joined(heads, most);
    }

    private static List<Shard> heads(PackedPartition partition, ShardLayout layout, int most) {
        List<Shard> heads = new ArrayList<>();
        for (Shard shard : partition.shards()) {
            long left = most - layout.start(shard.index());
            if (left > 0 && shard.rows() > 0) {
                heads.add(SampledRows.head(shard, (int) left));
            }
        }
        return heads;
    }

    /** The sums of a diagnosis over all rows. */
    private record Work(Network network, Diagnosis diagnosis, int rowsOfShard) implements ShardTask.Work<double[]> {

        @Override
        public int blockRows() {
            return Math.min(BlockReader.ROWS, rowsOfShard);
        }

        @Override
        public boolean touches(Shard shard) {
            return shard.rows() > 0;
        }

        @Override
        public double[] of(BlockReader reader, float[] parameters, PackedPartition partition, Shard shard) {
            return diagnosis.of(reader, parameters, shard);
        }

        @Override
        public double[] add(BlockReader reader, double[] left, double[] right) {
            return Diagnosis.add(left, right);
        }
    }
}
