package dev.lockstep.spark.shard;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Labels;
import dev.lockstep.data.RawRow;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What the tests of ingestion do with plans and shards. */
public final class Loaded {

    private Loaded() {}

    public static TrainingData data(String yaml, String... overrides) {
        RunPlan plan = Plans.of(yaml, overrides);
        return TrainingData.load(LocalSpark.session(), plan.data(), plan.training());
    }

    /** All shards, in order. */
    public static List<Shard> shards(ShardedRows rows) {
        return rows.partitions().collect().stream()
                .flatMap(partition -> Arrays.stream(partition.shards()))
                .sorted(Comparator.comparingInt(Shard::index))
                .toList();
    }

    /** All rows in canonical order: features, then targets. */
    public static List<List<Float>> rows(ShardedRows rows) {
        List<List<Float>> values = new ArrayList<>();
        for (Shard shard : shards(rows)) {
            float[] row = new float[shard.features().width() + shard.targetWidth()];
            for (int i = 0; i < shard.rows(); i++) {
                shard.features().copyRow(i, row, 0);
                shard.copyTargets(i, row, shard.features().width());
                List<Float> boxed = new ArrayList<>();
                for (float value : row) {
                    boxed.add(value);
                }
                values.add(boxed);
            }
        }
        return values;
    }

    /** One column of all rows in canonical order. */
    public static float[] column(ShardedRows rows, int column) {
        List<List<Float>> all = rows(rows);
        float[] values = new float[all.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = all.get(i).get(column);
        }
        return values;
    }

    /**
     * The fingerprints that a table's shards must have: its rows sorted and cut here, in one thread. The last column is
     * the label, a number or one of {@code classes}.
     */
    public static long[] fingerprints(Table table, int shards, Labels classes, Scaling scaling) {
        int width = table.columns().size() - 1;
        List<byte[]> rows = new ArrayList<>();
        for (int row = 0; row < table.rows().size(); row++) {
            double[] values = new double[width + 2];
            for (int i = 0; i < width; i++) {
                values[i] = table.number(row, i);
            }
            values[width] = classes.targetOf(table.number(row, width)).orElseThrow();
            values[width + 1] = 1;
            rows.add(CanonicalRow.of(RawRow.of(values, width), width, 0));
        }
        rows.sort(CanonicalRow::compare);
        ShardLayout layout = new ShardLayout(rows.size(), shards);
        long[] fingerprints = new long[shards];
        for (int shard = 0; shard < shards; shard++) {
            fingerprints[shard] = packed(
                            shard, rows.subList((int) layout.start(shard), (int) layout.start(shard + 1)), scaling)
                    .fingerprint();
        }
        return fingerprints;
    }

    private static Shard packed(int index, List<byte[]> rows, Scaling scaling) {
        int width = scaling.mean().length;
        DenseFeatures features = new DenseFeatures(rows.size(), width);
        float[] targets = new float[rows.size()];
        double[] values = new double[width];
        RawRow raw = new RawRow(1);
        for (int row = 0; row < targets.length; row++) {
            CanonicalRow.read(rows.get(row), raw);
            raw.copyFeatures(values);
            for (int i = 0; i < width; i++) {
                features.set(row, i, scaling.apply(values[i], i));
            }
            targets[row] = (float) raw.target(0);
        }
        return new Shard(index, targets.length, features, targets, null);
    }
}
