package dev.lockstep.spark.training;

import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.Shard;
import dev.lockstep.diagnostics.ColumnImportance;
import dev.lockstep.diagnostics.InputSpread;
import dev.lockstep.diagnostics.SampledRows;
import dev.lockstep.evaluation.Metric;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.math.Backend;
import dev.lockstep.network.Network;
import dev.lockstep.plan.Importance;
import dev.lockstep.training.ShardEvaluation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The importance of the columns of a network's inputs, computed by the cluster: each task takes some columns, on the same
 * sampled rows, so the bits do not depend on the number of tasks.
 *
 * @param metric that drops
 * @param seed of the permutations
 */
public record ClusterImportance(
        JavaSparkContext context,
        ShardEvaluation evaluation,
        Backend backend,
        InputEncoding encoding,
        Metric metric,
        long seed) {

    private static final int FEWEST_ROWS = 1000;
    /** Tasks per slot, so that a slow one does not hold up the others. */
    private static final int TASKS_PER_SLOT = 3;

    /**
     * What was found.
     *
     * @param base the metric with all columns as they are
     * @param rows sampled rows
     * @param columns measured columns, the most important first
     * @param skipped columns that were not measured
     */
    public record Found(String metric, double base, int rows, int repeats, List<OfColumn> columns, int skipped) {

        /** For JSON. */
        public Map<String, Object> described(List<String> names) {
            Map<String, Object> described = new LinkedHashMap<>();
            described.put("metric", metric);
            described.put("base", base);
            described.put("rows", rows);
            described.put("repeats", repeats);
            described.put("skipped", skipped);
            List<Map<String, Object>> list = new ArrayList<>();
            for (OfColumn column : columns) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("column", names.get(column.feature()));
                one.put("drop", column.drop());
                one.put("spread", column.spread());
                list.add(one);
            }
            described.put("columns", list);
            return described;
        }
    }

    /**
     * A measured column.
     *
     * @param feature its number among the features
     * @param drop the mean drop of the metric
     * @param spread the standard deviation over the permutations; 0 for one
     */
    public record OfColumn(int feature, double drop, double spread) {

        static OfColumn of(int feature, double[] drops) {
            double mean = Arrays.stream(drops).sum() / drops.length;
            double squares = 0;
            for (double drop : drops) {
                squares += (drop - mean) * (drop - mean);
            }
            return new OfColumn(feature, mean, drops.length == 1 ? 0 : Math.sqrt(squares / (drops.length - 1)));
        }
    }

    /**
     * Measures the columns.
     *
     * @param sample the first rows of the canonical order
     * @param parameters for the sample, which may be centred, of all members of an ensemble
     * @param budget multiplications that are not exceeded where {@code wanted} leaves it to this
     */
    public Found of(Shard sample, float[] parameters, Importance wanted, double budget) {
        Network network = evaluation.network();
        InputSpread spread = InputSpread.of(sample, network, parameters);
        int[] columns = IntStream.range(0, encoding.features()).toArray();
        double ofRow = parameters.length + 20.0 * network.outputs();
        int rows = Math.min(sample.rows(), wanted.rows().orElse(Importance.MOST_ROWS));
        if (wanted.rows().isEmpty()) {
            double most = budget / wanted.repeats() / work(spread, columns, ofRow, network);
            rows = (int) Math.max(Math.min(rows, FEWEST_ROWS), Math.min(rows, most));
        }
        double ofAll = wanted.repeats() * rows * work(spread, columns, ofRow, network);
        int most = wanted.columns()
                .orElse(ofAll <= budget ? columns.length : (int) Math.ceil(columns.length * budget / ofAll));
        int[] taken = strongest(spread, columns, Math.min(columns.length, most));
        return measured(SampledRows.head(sample, rows), parameters, taken, wanted.repeats(), columns.length);
    }

    /** Multiplications per row for one permutation of each column. */
    private double work(InputSpread spread, int[] columns, double ofRow, Network network) {
        double work = 0;
        for (int column : columns) {
            double changed = Math.min(1, 2 * spread.density(first(column), first(column + 1)));
            work += changed * ofRow + 20.0 * network.outputs();
        }
        return work;
    }

    private int first(int feature) {
        return feature == encoding.features() ? encoding.inputs() : encoding.input(feature);
    }

    private int[] strongest(InputSpread spread, int[] columns, int count) {
        return Arrays.stream(columns)
                .boxed()
                .sorted(Comparator.comparingDouble(
                                (Integer column) -> -spread.strength(first(column), first(column + 1)))
                        .thenComparing(column -> column))
                .limit(count)
                .sorted()
                .mapToInt(column -> column)
                .toArray();
    }

    private Found measured(Shard rows, float[] parameters, int[] columns, int repeats, int all) {
        Broadcast<Shard> sample = context.broadcast(rows);
        Broadcast<float[]> weights = context.broadcast(parameters);
        try {
            int tasks = Math.max(1, Math.min(columns.length, TASKS_PER_SLOT * context.defaultParallelism()));
            int[] firsts = Arrays.stream(columns).map(this::first).toArray();
            int[] ends = Arrays.stream(columns).map(column -> first(column + 1)).toArray();
            Task task = new Task(
                    evaluation, metric.name(), metric.higherIsBetter(), seed, backend, columns, firsts, ends, repeats);
            List<double[]> drops = context.parallelize(
                            IntStream.range(0, tasks).boxed().toList(), tasks)
                    .map(part -> task.of(part, tasks, sample.value(), weights.value()))
                    .collect();
            List<OfColumn> found = new ArrayList<>();
            double base = drops.get(0)[0];
            for (int part = 0; part < tasks; part++) {
                int from = task.start(part, tasks);
                for (int i = from; i < task.start(part + 1, tasks); i++) {
                    int at = 1 + (i - from) * repeats;
                    found.add(OfColumn.of(columns[i], Arrays.copyOfRange(drops.get(part), at, at + repeats)));
                }
            }
            found.sort(Comparator.comparingDouble(OfColumn::drop).reversed().thenComparing(OfColumn::feature));
            return new Found(metric.name(), base, rows.rows(), repeats, found, all - columns.length);
        } finally {
            sample.destroy();
            weights.destroy();
        }
    }

    /** Measures a part of the columns on an executor: the metric without a permutation, then the drops of each column. */
    private record Task(
            ShardEvaluation evaluation,
            String metric,
            boolean higherIsBetter,
            long seed,
            Backend backend,
            int[] columns,
            int[] firsts,
            int[] ends,
            int repeats)
            implements Serializable {

        int start(int part, int parts) {
            return (int) ((long) columns.length * part / parts);
        }

        double[] of(int part, int parts, Shard rows, float[] parameters) {
            int blockRows = Math.max(1, Math.min(BlockReader.ROWS, rows.rows()));
            BlockReader reader = new BlockReader(evaluation.network(), backend.products(), blockRows);
            ColumnImportance importance =
                    new ColumnImportance(evaluation, metric, higherIsBetter, seed, reader, parameters, rows);
            int from = start(part, parts);
            int to = start(part + 1, parts);
            double[] found = new double[1 + (to - from) * repeats];
            found[0] = importance.base();
            for (int i = from; i < to; i++) {
                double[] drops = importance.drops(columns[i], firsts[i], ends[i], repeats);
                System.arraycopy(drops, 0, found, 1 + (i - from) * repeats, repeats);
            }
            return found;
        }
    }
}
