package dev.lockstep.spark.shard;

import dev.lockstep.data.Moments;
import dev.lockstep.data.Shard;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.data.SparseFeatures;
import dev.lockstep.math.SumTree;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Rows packed into shards and cached across the cluster. The creator closes it.
 */
public final class ShardedRows implements AutoCloseable {

    private final ShardLayout layout;
    private final JavaRDD<PackedPartition> partitions;
    private final long[] fingerprints;
    private final long features;
    private final long weighty;

    private ShardedRows(
            ShardLayout layout, JavaRDD<PackedPartition> partitions, long[] fingerprints, long features, long weighty) {
        this.layout = layout;
        this.partitions = partitions;
        this.fingerprints = fingerprints;
        this.features = features;
        this.weighty = weighty;
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

    public JavaRDD<PackedPartition> partitions() {
        return partitions;
    }

    public int partitionCount() {
        return partitions.getNumPartitions();
    }

    /** The average number of stored features per row: the non-zero ones, or all if rows are dense. */
    public double featuresPerRow() {
        return (double) features / Math.max(1, rows());
    }

    /** Whether all rows have weight 0. */
    boolean weighNothing() {
        return weighty == 0;
    }

    /** The hash of each shard's content. */
    public long[] fingerprints() {
        return fingerprints.clone();
    }

    /**
     * The statistics of sorted rows, features first, then targets: blocks in order within a shard, shards by the tree.
     *
     * @param sparse whether to use only non-zero values
     */
    static Moments moments(JavaRDD<byte[]> sorted, ShardLayout layout, int features, int targets, boolean sparse) {
        int partitions = sorted.getNumPartitions();
        SumTree tree = new SumTree(layout.shards());
        RowMoments blocks = new RowMoments(features, targets, sparse);
        List<PartialSums<Moments>> partials = sorted.mapPartitionsWithIndex(
                        (partition, rows) -> List.of(PartialSums.of(
                                        tree,
                                        layout.firstShard(partition, partitions),
                                        layout.firstShard(partition + 1, partitions),
                                        shard -> blocks.of(rows, layout.size(shard)),
                                        Moments::merge))
                                .iterator(),
                        true)
                .collect();
        Moments moments = PartialSums.total(tree, partials, Moments::merge);
        return sparse ? moments.withZeros(features) : moments;
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
                true);
        return of(name, packed, layout);
    }

    /** Caches packed rows. */
    public static ShardedRows of(String name, JavaRDD<PackedPartition> packed, ShardLayout layout) {
        JavaRDD<PackedPartition> cached = packed.setName(name).persist(StorageLevel.MEMORY_AND_DISK());
        long[] fingerprints = new long[layout.shards()];
        long features = 0;
        long weighty = 0;
        for (Tuple2<Integer, long[]> found : cached.map(
                        partition -> new Tuple2<>(partition.firstShard(), fingerprintsAndCounts(partition)))
                .collect()) {
            int shards = found._2().length - 2;
            System.arraycopy(found._2(), 0, fingerprints, found._1(), shards);
            features += found._2()[shards];
            weighty += found._2()[shards + 1];
        }
        return new ShardedRows(layout, cached, fingerprints, features, weighty);
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

    /** One value per shard, then the number of stored features, and the number of rows with a non-zero weight. */
    private static long[] fingerprintsAndCounts(PackedPartition partition) {
        int shards = partition.shards().length;
        long[] found = new long[shards + 2];
        for (int i = 0; i < shards; i++) {
            Shard shard = partition.shards()[i];
            found[i] = shard.fingerprint();
            found[shards] += shard.features() instanceof SparseFeatures sparse
                    ? sparse.nonZeros()
                    : (long) shard.rows() * shard.features().width();
            for (int row = 0; row < shard.rows(); row++) {
                found[shards + 1] += shard.weight(row) == 0 ? 0 : 1;
            }
        }
        return found;
    }

    @Override
    public void close() {
        partitions.unpersist(false);
    }
}
