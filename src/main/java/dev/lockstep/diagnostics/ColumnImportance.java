package dev.lockstep.diagnostics;

import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Shard;
import dev.lockstep.evaluation.Tally;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.math.RandomStream;
import dev.lockstep.objective.Examples;
import dev.lockstep.objective.Loss;
import dev.lockstep.training.ShardEvaluation;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How much a metric drops on some rows when the values of one column are exchanged between them. Owns its buffers; for one
 * thread at a time.
 *
 * <p>Reference: A. Fisher, C. Rudin, F. Dominici, "All models are wrong, but many are useful" (2019).
 */
public final class ColumnImportance {

    private final ShardEvaluation evaluation;
    private final Loss loss;
    private final String metric;
    private final boolean higherIsBetter;
    private final long seed;
    private final BlockReader reader;
    private final float[] parameters;
    private final Shard rows;
    private final InputIndex index;
    private final float[] targets;
    private final float[] weights;
    private final float[] outputs;
    private final double base;

    /**
     * @param metric one of the metrics of the evaluation
     * @param parameters of one network or of all members of an ensemble
     * @param rows which count
     */
    public ColumnImportance(
            ShardEvaluation evaluation,
            String metric,
            boolean higherIsBetter,
            long seed,
            BlockReader reader,
            float[] parameters,
            Shard rows) {
        this.evaluation = evaluation;
        this.loss = evaluation.loss();
        this.metric = metric;
        this.higherIsBetter = higherIsBetter;
        this.seed = seed;
        this.reader = reader;
        this.parameters = parameters;
        this.rows = rows;
        this.index = new InputIndex(rows.features(), rows.rows());
        this.targets = new float[rows.rows() * rows.targetWidth()];
        this.weights = new float[rows.rows()];
        for (int row = 0; row < rows.rows(); row++) {
            rows.copyTargets(row, targets, row * rows.targetWidth());
            weights[row] = rows.weight(row);
        }
        this.outputs = outputs(rows);
        this.base = measured(outputs);
    }

    /** The metric with all columns as they are. */
    public double base() {
        return base;
    }

    /**
     * The drop of the metric with each of some permutations of a column; exactly 0 for a column with one value.
     *
     * @param column its number, which the permutations depend on
     * @param from its first input
     * @param to the input after its last
     */
    public double[] drops(int column, int from, int to, int repeats) {
        ColumnValues values = ColumnValues.of(rows.features(), index, from, to);
        double[] drops = new double[repeats];
        for (int repeat = 0; repeat < repeats; repeat++) {
            RandomStream random = RandomStream.of(seed, RandomStream.Purpose.IMPORTANCE, column, repeat);
            int[] source = RowOrder.of(random, rows.rows());
            int[] changed = IntStream.range(0, source.length)
                    .filter(row -> !values.same(row, source[row]))
                    .toArray();
            if (changed.length > 0) {
                double exchanged = measured(merged(changed, values, source));
                drops[repeat] = higherIsBetter ? base - exchanged : exchanged - base;
            }
        }
        return drops;
    }

    /** The outputs of all rows, of which only the changed ones are computed. */
    private float[] merged(int[] changed, ColumnValues values, int[] source) {
        int width = rows.targetWidth();
        float[] ofChanged = new float[changed.length * width];
        float[] offsets = rows.hasOffsets() ? new float[changed.length] : null;
        for (int i = 0; i < changed.length; i++) {
            rows.copyTargets(changed[i], ofChanged, i * width);
            if (offsets != null) {
                offsets[i] = rows.offset(changed[i]);
            }
        }
        float[] computed =
                outputs(new Shard(0, changed.length, values.exchanged(changed, source), ofChanged, null, offsets));
        int units = evaluation.network().outputs();
        float[] merged = outputs.clone();
        for (int i = 0; i < changed.length; i++) {
            System.arraycopy(computed, i * units, merged, changed[i] * units, units);
        }
        return merged;
    }

    private float[] outputs(Shard of) {
        int units = evaluation.network().outputs();
        float[] raw = new float[of.rows() * units];
        evaluation.forEachBlock(
                reader,
                parameters,
                of,
                (row, examples, predictions, lossSum) ->
                        System.arraycopy(examples.outputs(), 0, raw, row * units, examples.rows() * units));
        return raw;
    }

    private double measured(float[] raw) {
        int count = rows.rows();
        int units = evaluation.network().outputs();
        Examples all = new Examples(count, units, raw, rows.targetWidth(), targets, weights);
        double lossSum = loss.sum(all, new float[raw.length]);
        float[] predictions = Arrays.copyOf(raw, raw.length);
        loss.predict(predictions, count, units);
        Tally tally = evaluation.emptyTally();
        tally.add(ShardEvaluation.predictions(all, predictions, lossSum));
        Double value = tally.metrics(loss::mean).get(metric);
        return value == null ? Double.NaN : value;
    }
}
