package dev.lockstep.spark.shard;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.DataException;
import dev.lockstep.data.ShardLayout;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;

/**
 * Sorts rows into the canonical order and cuts it into partitions of whole shards, with one shuffle.
 *
 * <p>A histogram of the hashes gives the bins of the cuts. Rows of such a bin are sent to every partition that begins
 * or ends in it, which sorts them ({@link Buckets}) and keeps its own ranks. This is exact without a second pass.
 */
final class CanonicalOrder {

    private static final int BIN_BITS = 14;
    private static final int BINS = 1 << BIN_BITS;
    /** The rows that a task sorts at a time, unless there would be more than {@link #MOST_BUCKETS}. */
    private static final int BUCKET_BYTES = 1 << 25;

    private static final int MOST_BUCKETS = 1024;

    private final ShardLayout layout;
    private final int partitions;
    /** The number of rows before each bin, followed by the number of all rows. */
    private final long[] ranks;

    private final long bytes;

    private CanonicalOrder(ShardLayout layout, int partitions, long[] ranks, long bytes) {
        this.layout = layout;
        this.partitions = partitions;
        this.ranks = ranks;
        this.bytes = bytes;
    }

    /** Counts the rows and their bytes, in the only Spark job needed. */
    static CanonicalOrder survey(JavaRDD<byte[]> rows, int shards, int partitions) {
        long[] counts = rows.treeAggregate(
                new long[BINS + 1],
                (bins, row) -> {
                    bins[bin(row)]++;
                    bins[BINS] += row.length;
                    return bins;
                },
                CanonicalOrder::sum);
        long[] ranks = new long[BINS + 1];
        for (int bin = 0; bin < BINS; bin++) {
            ranks[bin + 1] = ranks[bin] + counts[bin];
        }
        return new CanonicalOrder(new ShardLayout(ranks[BINS], shards), partitions, ranks, counts[BINS]);
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
        int[][] bins = Arrays.stream(cuts)
                .map(cut -> new int[] {cut.firstBin, cut.lastBin})
                .toArray(int[][]::new);
        long ofBytes = (long) (BUCKET_BYTES * ((double) layout.rows() / bytes));
        long most = Math.max(1, Math.max(ofBytes, layout.rows() / MOST_BUCKETS));
        return Buckets.of(bins, ranks, most)
                .sort(rows)
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

    private static Iterator<byte[]> own(Iterator<byte[]> sorted, Cut cut) {
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
    private static void requireEnd(Iterator<byte[]> sorted, long leave) {
        for (long i = 0; i < leave; i++) {
            following(sorted);
        }
        if (sorted.hasNext()) {
            throw changed("new");
        }
    }

    private static byte[] following(Iterator<byte[]> sorted) {
        if (!sorted.hasNext()) {
            throw changed("missing");
        }
        return sorted.next();
    }

    private static DataException changed(String how) {
        return new DataException(
                "the data changed during reading: rows are " + how + "; use a source that does not change");
    }

    /** The bin of a row's hash. */
    static int bin(byte[] row) {
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
}
