package dev.lockstep.spark;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.DataException;
import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Moments;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.math.SumTree;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Rows packed into shards and cached across the cluster. Whoever made it closes it.
 */
public final class ShardedRows implements AutoCloseable {

    /** Rows whose statistics are added up before they join the sum. */
    private static final int BLOCK = 512;

    private final ShardLayout layout;
    private final JavaRDD<PackedPartition> partitions;
    private final long[] fingerprints;

    private ShardedRows(ShardLayout layout, JavaRDD<PackedPartition> partitions, long[] fingerprints) {
        this.layout = layout;
        this.partitions = partitions;
        this.fingerprints = fingerprints;
    }

    public ShardLayout layout() {
        return layout;
    }

    public long rows() {
        return layout.rows();
    }

    public SumTree tree() {
        return new SumTree(layout.shards());
    }

    JavaRDD<PackedPartition> partitions() {
        return partitions;
    }

    public int partitionCount() {
        return partitions.getNumPartitions();
    }

    /** The hash of each shard's content. */
    public long[] fingerprints() {
        return fingerprints.clone();
    }

    /** The statistics of sorted rows: blocks in order within a shard, shards by the tree. */
    static Moments moments(JavaRDD<byte[]> sorted, ShardLayout layout) {
        int partitions = sorted.getNumPartitions();
        SumTree tree = new SumTree(layout.shards());
        List<PartialSums<Moments>> partials = sorted.mapPartitionsWithIndex(
                        (partition, rows) -> List.of(PartialSums.of(
                                        tree,
                                        layout.firstShard(partition, partitions),
                                        layout.firstShard(partition + 1, partitions),
                                        shard -> momentsOf(rows, layout.size(shard)),
                                        Moments::merge))
                                .iterator(),
                        true)
                .collect();
        return PartialSums.total(tree, partials, Moments::merge);
    }

    private static Moments momentsOf(Iterator<byte[]> rows, int count) {
        Moments shard = null;
        double[] values = null;
        for (int from = 0; from < count; from += BLOCK) {
            Moments block = null;
            for (int i = from; i < Math.min(count, from + BLOCK); i++) {
                byte[] row = rows.next();
                values = values == null ? new double[CanonicalRow.width(row)] : values;
                block = block == null ? new Moments(values.length - 1) : block;
                CanonicalRow.read(row, values);
                block.add(values, values[values.length - 1]);
            }
            shard = shard == null ? block : shard.merge(block);
        }
        return shard;
    }

    /** Packs sorted rows and caches them. */
    static ShardedRows pack(String name, JavaRDD<byte[]> sorted, ShardLayout layout, Packing packing) {
        int partitions = sorted.getNumPartitions();
        JavaRDD<PackedPartition> packed = sorted.mapPartitionsWithIndex(
                        (partition, rows) -> {
                            int from = layout.firstShard(partition, partitions);
                            Shard[] shards = new Shard[layout.firstShard(partition + 1, partitions) - from];
                            for (int i = 0; i < shards.length; i++) {
                                shards[i] = packing.shard(from + i, layout.size(from + i), rows);
                            }
                            return List.of(new PackedPartition(shards)).iterator();
                        },
                        true)
                .setName(name)
                .persist(StorageLevel.MEMORY_AND_DISK());
        long[] fingerprints = new long[layout.shards()];
        for (Tuple2<Integer, long[]> found : packed.map(
                        partition -> new Tuple2<>(partition.firstShard(), fingerprintsOf(partition)))
                .collect()) {
            System.arraycopy(found._2(), 0, fingerprints, found._1(), found._2().length);
        }
        return new ShardedRows(layout, packed, fingerprints);
    }

    /** The total weight of each class, by the tree; for rows whose one target is a class. */
    double[] classTotals(int classes) {
        SumTree tree = tree();
        List<PartialSums<double[]>> partials = partitions
                .map(partition -> PartialSums.of(
                        tree,
                        partition.firstShard(),
                        partition.endShard(),
                        shard -> classTotals(partition.shard(shard), classes),
                        ShardedRows::add))
                .collect();
        return PartialSums.total(tree, partials, ShardedRows::add);
    }

    private static double[] classTotals(Shard shard, int classes) {
        double[] totals = new double[classes];
        float[] target = new float[1];
        for (int row = 0; row < shard.rows(); row++) {
            shard.copyTargets(row, target, 0);
            totals[(int) target[0]] += shard.weight(row);
        }
        return totals;
    }

    private static double[] add(double[] left, double[] right) {
        for (int i = 0; i < left.length; i++) {
            left[i] += right[i];
        }
        return left;
    }

    private static long[] fingerprintsOf(PackedPartition partition) {
        long[] fingerprints = new long[partition.shards().length];
        for (int i = 0; i < fingerprints.length; i++) {
            fingerprints[i] = partition.shards()[i].fingerprint();
        }
        return fingerprints;
    }

    @Override
    public void close() {
        partitions.unpersist(false);
    }

    /**
     * How rows become floats.
     *
     * @param weighted whether rows have weights of their own
     */
    record Packing(Scaling inputs, Scaling labels, boolean weighted) implements Serializable {

        Shard shard(int index, int count, Iterator<byte[]> rows) {
            int width = inputs.mean().length;
            int targetWidth = labels.mean().length;
            DenseFeatures features = new DenseFeatures(count, width);
            float[] targets = new float[Math.multiplyExact(count, targetWidth)];
            float[] weights = weighted ? new float[count] : null;
            double[] values = new double[width + targetWidth + 1];
            for (int row = 0; row < count; row++) {
                CanonicalRow.read(rows.next(), values);
                for (int i = 0; i < width; i++) {
                    features.set(row, i, finite(inputs.apply(values[i], i), values[i]));
                }
                for (int i = 0; i < targetWidth; i++) {
                    targets[row * targetWidth + i] = finite(labels.apply(values[width + i], i), values[width + i]);
                }
                if (weighted) {
                    weights[row] = (float) values[width + targetWidth];
                }
            }
            return new Shard(index, count, features, targets, weights);
        }

        private static float finite(float scaled, double value) {
            if (!Float.isFinite(scaled)) {
                throw new DataException("the value " + value + " is too large for a float; try data.scale: standard");
            }
            return scaled;
        }
    }
}
