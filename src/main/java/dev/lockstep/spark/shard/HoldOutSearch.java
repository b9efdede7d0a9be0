package dev.lockstep.spark.shard;

import dev.lockstep.data.DataException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Finds where each class's held-out rows end: a histogram of hashes tells the bin, the hashes of its rows the hash, and the
 * rows with that hash, where there are several, the row.
 */
final class HoldOutSearch {

    private static final int BINS = 4096;
    /** How much of the wanted number equal rows may add to it, or take from it, to stay together. */
    private static final double TOLERANCE = 0.1;

    private HoldOutSearch() {}

    /** @param classes how many classes a row's target may be; 1 if it is none */
    static HoldOut of(JavaRDD<byte[]> rows, double fraction, int classes) {
        int bins = Math.max(64, BINS / classes);
        boolean byClass = classes > 1;
        long[] counts = rows.treeAggregate(
                new long[classes * bins],
                (sums, row) -> {
                    sums[HoldOut.stratum(row, byClass) * bins + bin(HoldOut.mixed(row), bins)]++;
                    return sums;
                },
                (left, right) -> {
                    Arrays.setAll(left, i -> left[i] + right[i]);
                    return left;
                });
        Search[] searches = new Search[classes];
        for (int stratum = 0; stratum < classes; stratum++) {
            searches[stratum] = new Search(fraction, Arrays.copyOfRange(counts, stratum * bins, (stratum + 1) * bins));
        }
        int[] lastBins =
                Arrays.stream(searches).mapToInt(search -> search.lastBin).toArray();
        counted(
                        rows.filter(row -> bin(HoldOut.mixed(row), bins) == lastBins[HoldOut.stratum(row, byClass)]),
                        HoldOutSearch::hashOf,
                        byClass)
                .forEach((stratum, hashes) -> searches[stratum].hashes(hashes));
        Map<Integer, Long> unclear = new HashMap<>();
        for (int stratum = 0; stratum < classes; stratum++) {
            if (searches[stratum].boundary == null) {
                unclear.put(stratum, searches[stratum].hash);
            }
        }
        if (!unclear.isEmpty()) {
            counted(
                            rows.filter(row ->
                                    Objects.equals(HoldOut.mixed(row), unclear.get(HoldOut.stratum(row, byClass)))),
                            row -> row,
                            byClass)
                    .forEach((stratum, contents) -> searches[stratum].contents(contents));
        }
        return new HoldOut(
                Arrays.stream(searches).map(Search::found).toArray(HoldOut.Boundary[]::new),
                byClass,
                Arrays.stream(searches).mapToLong(search -> search.rows).toArray());
    }

    private interface Key extends Serializable {
        byte[] of(byte[] row);
    }

    /** How many rows have each key, for each class, in the order of keys. */
    private static Map<Integer, SortedMap<byte[], Long>> counted(JavaRDD<byte[]> rows, Key key, boolean byClass) {
        List<Tuple2<Integer, Tuple2<byte[], Long>>> partial = rows.mapPartitions(part -> {
                    Map<Integer, SortedMap<byte[], Long>> counts = new HashMap<>();
                    part.forEachRemaining(row -> add(counts, HoldOut.stratum(row, byClass), key.of(row), 1L));
                    List<Tuple2<Integer, Tuple2<byte[], Long>>> entries = new ArrayList<>();
                    counts.forEach((stratum, keys) -> keys.forEach(
                            (bytes, count) -> entries.add(new Tuple2<>(stratum, new Tuple2<>(bytes, count)))));
                    return entries.iterator();
                })
                .collect();
        Map<Integer, SortedMap<byte[], Long>> counts = new HashMap<>();
        partial.forEach(
                entry -> add(counts, entry._1(), entry._2()._1(), entry._2()._2()));
        return counts;
    }

    private static void add(Map<Integer, SortedMap<byte[], Long>> counts, int stratum, byte[] key, long count) {
        Comparator<byte[]> unsigned = Arrays::compareUnsigned;
        counts.computeIfAbsent(stratum, any -> new TreeMap<>(unsigned)).merge(key, count, Long::sum);
    }

    /** The mixed hash as bytes that sort like it. */
    private static byte[] hashOf(byte[] row) {
        return ByteBuffer.allocate(Long.BYTES).putLong(HoldOut.mixed(row)).array();
    }

    private static int bin(long hash, int bins) {
        return (int) Math.multiplyHigh(hash >>> 1, (long) bins << 1);
    }

    /** The search for one class's boundary: first the bin of hashes in which it is, then the hash, then the row. */
    private static final class Search {

        private final long rows;
        private final long wanted;
        private final int lastBin;
        /** Rows before the bin, then before the hash, at which the search stands. */
        private long before;

        private long hash;
        private HoldOut.Boundary boundary;

        /** @param bins how many of the class's rows are in each bin of hashes */
        Search(double fraction, long[] bins) {
            rows = Arrays.stream(bins).sum();
            wanted = Math.max(Math.min(Math.round(fraction * rows), rows - 1), Math.min(1, rows - 1));
            int bin = 0;
            while (bin < bins.length - 1 && before + bins[bin] < wanted) {
                before += bins[bin++];
            }
            lastBin = bin;
            boundary = wanted <= 0 ? HoldOut.Boundary.NONE : null;
        }

        void hashes(SortedMap<byte[], Long> counts) {
            for (Map.Entry<byte[], Long> entry : counts.entrySet()) {
                if (boundary != null) {
                    return;
                }
                hash = ByteBuffer.wrap(entry.getKey()).getLong();
                long to = before + entry.getValue();
                if (to > wanted) {
                    return;
                }
                boundary = to == wanted ? new HoldOut.Boundary(hash, null, 0, 0) : null;
                before = to;
            }
        }

        void contents(SortedMap<byte[], Long> counts) {
            for (Map.Entry<byte[], Long> entry : counts.entrySet()) {
                long copies = entry.getValue();
                if (before + copies >= wanted) {
                    boundary = new HoldOut.Boundary(hash, entry.getKey(), copies, heldOf(copies));
                    return;
                }
                before += copies;
            }
        }

        HoldOut.Boundary found() {
            if (boundary == null) {
                throw new DataException(
                        "the data changed while they were read; give the run a source that stays as it is");
            }
            return boundary;
        }

        /** How many of the equal rows at which the wanted number is reached. */
        private long heldOf(long copies) {
            if (isClose(before + copies)) {
                return copies;
            }
            return isClose(before) ? 0 : wanted - before;
        }

        private boolean isClose(long held) {
            return held >= 1 && held < rows && Math.abs(held - wanted) <= Math.max(1, TOLERANCE * wanted);
        }
    }
}
