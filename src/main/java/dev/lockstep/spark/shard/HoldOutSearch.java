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
 * Finds the boundary of each class's held-out rows: a histogram of hashes gives the bin, the hashes of its rows give
 * the hash, and the rows with that hash, if there are several, give the row.
 */
final class HoldOutSearch {

    private static final int BINS = 4096;
    /** The fraction by which equal rows may change the number to stay together. */
    private static final double TOLERANCE = 0.1;

    private HoldOutSearch() {}

    /** @param classes number of classes; 1 if targets are not classes */
    static HoldOut of(JavaRDD<byte[]> rows, double fraction, int classes, HoldOut.Part part) {
        int bins = Math.max(64, BINS / classes);
        boolean byClass = classes > 1;
        long[] counts = rows.treeAggregate(
                new long[classes * bins],
                (sums, row) -> {
                    sums[HoldOut.stratum(row, byClass) * bins + bin(part.mixed(row), bins)]++;
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
                        rows.filter(row -> bin(part.mixed(row), bins) == lastBins[HoldOut.stratum(row, byClass)]),
                        row -> hashOf(row, part),
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
                            rows.filter(
                                    row -> Objects.equals(part.mixed(row), unclear.get(HoldOut.stratum(row, byClass)))),
                            row -> row,
                            byClass)
                    .forEach((stratum, contents) -> searches[stratum].contents(contents));
        }
        return new HoldOut(
                part,
                Arrays.stream(searches).map(Search::found).toArray(HoldOut.Boundary[]::new),
                byClass,
                Arrays.stream(searches).mapToLong(search -> search.rows).toArray());
    }

    private interface Key extends Serializable {
        byte[] of(byte[] row);
    }

    /** The number of rows by key for each class, in the order of keys. */
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

    /** The mixed hash as bytes in the same order. */
    private static byte[] hashOf(byte[] row, HoldOut.Part part) {
        return ByteBuffer.allocate(Long.BYTES).putLong(part.mixed(row)).array();
    }

    private static int bin(long hash, int bins) {
        return (int) Math.multiplyHigh(hash >>> 1, (long) bins << 1);
    }

    /** The search for the boundary of one class: first the bin of hashes, then the hash, then the row. */
    private static final class Search {

        private final long rows;
        private final long wanted;
        private final int lastBin;
        /** The number of rows before the current bin, then before the current hash. */
        private long before;

        private long hash;
        private HoldOut.Boundary boundary;

        /** @param bins the class's rows per bin of hashes */
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
                throw new DataException("the data changed during reading; use a source that does not change");
            }
            return boundary;
        }

        /** The number of equal rows to hold out at the boundary. */
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
