package dev.lockstep.spark.shard;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.DataException;
import dev.lockstep.data.ShardLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Sorts rows into the canonical order and cuts it into partitions of whole shards, with one shuffle.
 *
 * <p>A histogram of the hashes gives the bins of the cuts. Rows of such a bin are sent to every partition that begins
 * or ends in it, which sorts them and keeps its own ranks. This is exact without a second pass.
 */
final class CanonicalOrder {

    private static final int BIN_BITS = 14;

    private final ShardLayout layout;
    private final int partitions;
    private final long[] ranks;

    private CanonicalOrder(ShardLayout layout, int partitions, long[] ranks) {
        this.layout = layout;
        this.partitions = partitions;
        this.ranks = ranks;
    }

    /** Counts the rows, in the only Spark job needed. */
    static CanonicalOrder survey(JavaRDD<byte[]> rows, int shards, int partitions) {
        long[] counts = rows.treeAggregate(
                new long[1 << BIN_BITS],
                (bins, row) -> {
                    bins[bin(row)]++;
                    return bins;
                },
                CanonicalOrder::sum);
        long[] ranks = new long[counts.length + 1];
        for (int bin = 0; bin < counts.length; bin++) {
            ranks[bin + 1] = ranks[bin] + counts[bin];
        }
        return new CanonicalOrder(new ShardLayout(ranks[counts.length], shards), partitions, ranks);
    }

    ShardLayout layout() {
        return layout;
    }

    /** The rows in canonical order, each partition holding those of its shards. */
    JavaRDD<byte[]> sort(JavaRDD<byte[]> rows) {
        Cut[] cuts = new Cut[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            cuts[partition] = cut(partition);
        }
        return rows.flatMapToPair(row -> addressed(row, cuts))
                .repartitionAndSortWithinPartitions(new ByAddress(partitions), new ByContent())
                .mapPartitionsWithIndex((partition, sorted) -> own(sorted, cuts[partition]), true);
    }

    private Cut cut(int partition) {
        long from = layout.start(layout.firstShard(partition, partitions));
        long to = layout.start(layout.firstShard(partition + 1, partitions));
        if (from == to) {
            return new Cut(1, 0, 0, 0, 0);
        }
        int first = binOf(from);
        int last = binOf(to - 1);
        return new Cut(first, last, from - ranks[first], to - from, ranks[last + 1] - to);
    }

    private int binOf(long rank) {
        int found = Arrays.binarySearch(ranks, rank + 1);
        int bin = found >= 0 ? found : -found - 1;
        while (ranks[bin - 1] == ranks[bin]) {
            bin--;
        }
        return bin - 1;
    }

    private static Iterator<Tuple2<Address, byte[]>> addressed(byte[] row, Cut[] cuts) {
        List<Tuple2<Address, byte[]>> copies = new ArrayList<>(1);
        int bin = bin(row);
        for (int partition = 0; partition < cuts.length; partition++) {
            if (bin >= cuts[partition].firstBin && bin <= cuts[partition].lastBin) {
                copies.add(new Tuple2<>(new Address(partition, row), new byte[0]));
            }
        }
        return copies.iterator();
    }

    private static Iterator<byte[]> own(Iterator<Tuple2<Address, byte[]>> sorted, Cut cut) {
        for (long i = 0; i < cut.skip && sorted.hasNext(); i++) {
            sorted.next();
        }
        return new Iterator<>() {
            private long left = cut.take;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public byte[] next() {
                byte[] row = following(sorted);
                left--;
                if (left == 0) {
                    requireEnd(sorted, cut.leave);
                }
                return row;
            }
        };
    }

    /** After a partition's rows come only those of its last bin that belong to the next partition. */
    private static void requireEnd(Iterator<Tuple2<Address, byte[]>> sorted, long leave) {
        for (long i = 0; i < leave; i++) {
            following(sorted);
        }
        if (sorted.hasNext()) {
            throw changed("new");
        }
    }

    private static byte[] following(Iterator<Tuple2<Address, byte[]>> sorted) {
        if (!sorted.hasNext()) {
            throw changed("missing");
        }
        return sorted.next()._1().row;
    }

    private static DataException changed(String how) {
        return new DataException(
                "the data changed during reading: rows are " + how + "; use a source that does not change");
    }

    private static int bin(byte[] row) {
        return (int) (CanonicalRow.hash(row) >>> (Long.SIZE - BIN_BITS));
    }

    private static long[] sum(long[] left, long[] right) {
        for (int i = 0; i < left.length; i++) {
            left[i] += right[i];
        }
        return left;
    }

    /**
     * The sorted rows that a partition keeps: those of its bins without the first {@code skip} and the last {@code
     * leave}, {@code take} in total.
     */
    private static final class Cut implements Serializable {

        private static final long serialVersionUID = 1;

        private final int firstBin;
        private final int lastBin;
        private final long skip;
        private final long take;
        private final long leave;

        Cut(int firstBin, int lastBin, long skip, long take, long leave) {
            this.firstBin = firstBin;
            this.lastBin = lastBin;
            this.skip = skip;
            this.take = take;
            this.leave = leave;
        }
    }

    /** A row to be sent to a partition. */
    private static final class Address implements Serializable {

        private static final long serialVersionUID = 1;

        private final int partition;
        private final byte[] row;

        Address(int partition, byte[] row) {
            this.partition = partition;
            this.row = row;
        }
    }

    private static final class ByAddress extends Partitioner {

        private static final long serialVersionUID = 1;

        private final int partitions;

        ByAddress(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object key) {
            return ((Address) key).partition;
        }
    }

    private static final class ByContent implements Comparator<Address>, Serializable {

        private static final long serialVersionUID = 1;

        @Override
        public int compare(Address left, Address right) {
            return CanonicalRow.compare(left.row, right.row);
        }
    }
}
