package dev.lockstep.spark.shard;

import dev.lockstep.data.CanonicalRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import scala.Option;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Sorts rows by a shuffle into buckets, which are ranges of bins of hashes. A partition reads its buckets one after the
 * other and sorts each in memory, so that it holds one bucket's rows at a time.
 */
final class Buckets extends Partitioner implements PartitionCoalescer, Serializable {

    private static final long serialVersionUID = 1;
    /** How many rows are remembered, a power of two. */
    private static final int SEEN = 1 << 12;

    /** The first and the last bin of each bucket, both ascending. */
    private final int[] firstBins;

    private final int[] lastBins;
    /** The first bucket of each partition, followed by the number of buckets. */
    private final int[] starts;

    private Buckets(int[] firstBins, int[] lastBins, int[] starts) {
        this.firstBins = firstBins;
        this.lastBins = lastBins;
        this.starts = starts;
    }

    /**
     * Divides the bins of each partition; successive partitions may share a bin, whose rows are then sent to both.
     *
     * @param ranges the first and the last bin of each partition; none if the first is greater
     * @param ranks the number of rows before each bin, followed by the number of all rows
     * @param most a bucket ends with the bin that makes it at least so many rows
     */
    static Buckets of(int[][] ranges, long[] ranks, long most) {
        List<int[]> buckets = new ArrayList<>();
        int[] starts = new int[ranges.length + 1];
        for (int partition = 0; partition < ranges.length; partition++) {
            int first = ranges[partition][0];
            for (int bin = first; bin <= ranges[partition][1]; bin++) {
                if (bin == ranges[partition][1] || ranks[bin + 1] - ranks[first] >= most) {
                    buckets.add(new int[] {first, bin});
                    first = bin + 1;
                }
            }
            starts[partition + 1] = buckets.size();
        }
        return new Buckets(
                buckets.stream().mapToInt(bucket -> bucket[0]).toArray(),
                buckets.stream().mapToInt(bucket -> bucket[1]).toArray(),
                starts);
    }

    /** The rows of each partition's bins, in canonical order. */
    JavaRDD<byte[]> sort(JavaRDD<byte[]> rows) {
        ClassTag<Integer> key = ClassTag$.MODULE$.apply(Integer.class);
        ClassTag<byte[]> value = ClassTag$.MODULE$.apply(byte[].class);
        JavaPairRDD<Integer, byte[]> addressed = rows.flatMapToPair(this::addressed);
        ShuffledRDD<Integer, byte[], byte[]> shuffled = new ShuffledRDD<Integer, byte[], byte[]>(
                        addressed.rdd(), this, key, value, value)
                .setSerializer(new RowSerializer());
        JavaRDD<byte[]> sorted =
                new JavaPairRDD<>(shuffled, key, value).values().mapPartitions(Buckets::sorted);
        return new JavaRDD<>(sorted.rdd().coalesce(starts.length - 1, false, Option.apply(this), null), value);
    }

    private Iterator<Tuple2<Integer, byte[]>> addressed(byte[] row) {
        int bin = CanonicalOrder.bin(row);
        int found = Arrays.binarySearch(lastBins, bin);
        int bucket = found >= 0 ? found : -found - 1;
        while (bucket > 0 && lastBins[bucket - 1] == bin) {
            bucket--;
        }
        List<Tuple2<Integer, byte[]>> copies = new ArrayList<>(1);
        for (; bucket < firstBins.length && firstBins[bucket] <= bin; bucket++) {
            copies.add(new Tuple2<>(bucket, row));
        }
        return copies.iterator();
    }

    /**
     * Sorts by the hash, as a number in whose low bits the place of the row is, and rows with the same number by content.
     */
    private static Iterator<byte[]> sorted(Iterator<byte[]> unsorted) {
        List<byte[]> rows = new ArrayList<>();
        byte[][] seen = new byte[SEEN][];
        unsorted.forEachRemaining(row -> rows.add(known(row, seen)));
        long places = Math.max(1, Long.highestOneBit(rows.size()) * 2) - 1;
        long[] order = new long[rows.size()];
        for (int i = 0; i < order.length; i++) {
            // Hashes are ordered as unsigned numbers.
            order[i] = (CanonicalRow.hash(rows.get(i)) & ~places | i) ^ Long.MIN_VALUE;
        }
        Arrays.sort(order);
        byte[][] sorted = new byte[order.length][];
        for (int i = 0; i < order.length; i++) {
            sorted[i] = rows.get((int) (order[i] & places));
        }
        for (int from = 0, to; from < order.length; from = to) {
            to = from + 1;
            while (to < order.length && ((order[to] ^ order[from]) & ~places) == 0) {
                to++;
            }
            if (to > from + 1) {
                Arrays.sort(sorted, from, to, CanonicalRow::compare);
            }
        }
        return Arrays.asList(sorted).iterator();
    }

    /** The row, or an equal one seen before: all rows of a bin are in one bucket, and many may be equal. */
    private static byte[] known(byte[] row, byte[][] seen) {
        int place = (int) CanonicalRow.hash(row) & SEEN - 1;
        if (!Arrays.equals(seen[place], row)) {
            seen[place] = row;
        }
        return seen[place];
    }

    @Override
    public int numPartitions() {
        return firstBins.length;
    }

    @Override
    public int getPartition(Object key) {
        return (Integer) key;
    }

    /** Puts the buckets of each partition together. */
    @Override
    public PartitionGroup[] coalesce(int partitions, RDD<?> buckets) {
        Partition[] all = buckets.partitions();
        PartitionGroup[] groups = new PartitionGroup[partitions];
        for (int i = 0; i < partitions; i++) {
            groups[i] = new PartitionGroup(Option.empty());
            for (int bucket = starts[i]; bucket < starts[i + 1]; bucket++) {
                groups[i].partitions().$plus$eq(all[bucket]);
            }
        }
        return groups;
    }
}
