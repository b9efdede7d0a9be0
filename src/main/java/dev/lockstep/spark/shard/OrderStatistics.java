package dev.lockstep.spark.shard;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.RawRow;
import dev.lockstep.data.column.ColumnCounts;
import dev.lockstep.data.column.RankSearch;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Exact order statistics of the features of canonical rows, in at most 8 passes per group of columns, without rows of
 * weight 0 and missing values. Executors count and search; the driver receives only what was found.
 *
 * @param rows in any order
 * @param features features per row
 * @param targets targets per row
 */
record OrderStatistics(JavaRDD<byte[]> rows, int features, int targets) {

    /** The most bytes of a task's histograms. */
    private static final long MOST_BYTES = 64 << 20;
    /** The bytes up to which a pass finds more than the fewest bits. */
    private static final long USUAL_BYTES = 2 << 20;

    private static final int FEWEST_BITS = 8;
    private static final int MOST_BITS = 16;

    /** The numbers of values, and the extremes. */
    ColumnCounts counts() {
        int width = features;
        int labels = targets;
        return rows.mapPartitions(part -> {
                    ColumnCounts counts = new ColumnCounts(width);
                    forEachCounted(part, labels, row -> {
                        counts.begin();
                        for (int i = 0; i < row.count(); i++) {
                            counts.add(row.index(i), row.value(i));
                        }
                    });
                    return List.of(counts).iterator();
                })
                .treeReduce(ColumnCounts::merge);
    }

    /**
     * Each feature's values at some ranks.
     *
     * @param ranks of each feature, ascending; empty for features without interest
     */
    RankSearch[] at(long[][] ranks) {
        RankSearch[] all = new RankSearch[features];
        List<Integer> group = new ArrayList<>();
        long bytes = 0;
        for (int feature = 0; feature < features; feature++) {
            all[feature] = RankSearch.of(ranks[feature]);
            long more = histogramBytes(ranks[feature].length, FEWEST_BITS);
            if (bytes + more > MOST_BYTES) {
                search(group, all);
                group.clear();
                bytes = 0;
            }
            if (more > 0) {
                group.add(feature);
                bytes += more;
            }
        }
        search(group, all);
        return all;
    }

    private void search(List<Integer> group, RankSearch[] all) {
        int[] columns = group.stream().mapToInt(Integer::intValue).toArray();
        RankSearch[] searches =
                Arrays.stream(columns).mapToObj(column -> all[column]).toArray(RankSearch[]::new);
        while (searches.length > 0 && searches[0].depth() < Long.SIZE) {
            Pass pass = new Pass(features, targets, columns, searches, bits(searches));
            rows.mapPartitionsToPair(pass::count)
                    .reduceByKey(OrderStatistics::sum)
                    .mapToPair(pass::refine)
                    .collect()
                    .forEach(found -> searches[found._1()] = found._2());
        }
        for (int i = 0; i < columns.length; i++) {
            all[columns[i]] = searches[i];
        }
    }

    /** As many bits as fit. */
    private static int bits(RankSearch[] searches) {
        long prefixes = Arrays.stream(searches).mapToLong(RankSearch::prefixes).sum();
        int bits = FEWEST_BITS;
        while (bits < MOST_BITS && histogramBytes(prefixes, bits + 1) <= USUAL_BYTES) {
            bits++;
        }
        return Math.min(bits, Long.SIZE - searches[0].depth());
    }

    private static long histogramBytes(long prefixes, int bits) {
        return prefixes * Long.BYTES << bits;
    }

    private static long[] sum(long[] left, long[] right) {
        for (int i = 0; i < left.length; i++) {
            left[i] += right[i];
        }
        return left;
    }

    private interface RowSink {
        void add(RawRow row);
    }

    private static void forEachCounted(Iterator<byte[]> rows, int targets, RowSink to) {
        RawRow row = new RawRow(targets);
        while (rows.hasNext()) {
            CanonicalRow.read(rows.next(), row);
            if (row.weight() != 0) {
                to.add(row);
            }
        }
    }

    /** One pass over the rows, for the searches of a group of columns. */
    private record Pass(int features, int targets, int[] columns, RankSearch[] searches, int bits)
            implements Serializable {

        Iterator<Tuple2<Integer, long[]>> count(Iterator<byte[]> part) {
            int[] places = new int[features];
            Arrays.fill(places, -1);
            long[][] histograms = new long[columns.length][];
            for (int i = 0; i < columns.length; i++) {
                places[columns[i]] = i;
                histograms[i] = searches[i].histogram(bits);
            }
            long[] zeros = new long[columns.length];
            forEachCounted(part, targets, row -> count(row, places, histograms, zeros));
            List<Tuple2<Integer, long[]>> counted = new ArrayList<>();
            for (int i = 0; i < columns.length; i++) {
                searches[i].count(0, zeros[i], histograms[i], bits);
                counted.add(new Tuple2<>(i, histograms[i]));
            }
            return counted.iterator();
        }

        /** @param zeros the columns' zeros, which a row does not store */
        private void count(RawRow row, int[] places, long[][] histograms, long[] zeros) {
            for (int i = 0; i < zeros.length; i++) {
                zeros[i]++;
            }
            for (int i = 0; i < row.count(); i++) {
                int place = places[row.index(i)];
                if (place >= 0) {
                    zeros[place]--;
                    if (!Double.isNaN(row.value(i))) {
                        searches[place].count(row.value(i), 1, histograms[place], bits);
                    }
                }
            }
        }

        Tuple2<Integer, RankSearch> refine(Tuple2<Integer, long[]> sum) {
            return new Tuple2<>(sum._1(), searches[sum._1()].refined(sum._2(), bits));
        }
    }
}
