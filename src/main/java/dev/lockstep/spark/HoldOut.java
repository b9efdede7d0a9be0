package dev.lockstep.spark;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.math.Hash;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Holds a share of the rows out for validation, of every class alike: the rows with the smallest hashes. The hash is
 * mixed once more, so that what is left is still in random order. Equal rows fall on one side, so a class's share is
 * met up to the number of copies of one row.
 */
final class HoldOut implements Serializable {

    private static final long serialVersionUID = 1;
    private static final long SALT = 0x686F6C642D6F7574L;
    private static final int BINS = 4096;

    /** A row is held out if its mixed hash is below its class's threshold, as unsigned numbers. */
    private final long[] thresholds;
    /** Whether a row's target is a class. */
    private final boolean byClass;

    private HoldOut(long[] thresholds, boolean byClass) {
        this.thresholds = thresholds;
        this.byClass = byClass;
    }

    /** @param classes how many classes a row's target may be; 1 if it is none */
    static HoldOut choose(JavaRDD<byte[]> rows, double fraction, int classes) {
        int bins = Math.max(64, BINS / classes);
        HoldOut everything = new HoldOut(new long[classes], classes > 1);
        long[] counts = rows.treeAggregate(
                new long[classes * bins],
                (sums, row) -> {
                    sums[everything.stratum(row) * bins + bin(mixed(row), bins)]++;
                    return sums;
                },
                (left, right) -> {
                    Arrays.setAll(left, i -> left[i] + right[i]);
                    return left;
                });
        long[] wanted = new long[classes];
        int[] lastBin = new int[classes];
        for (int stratum = 0; stratum < classes; stratum++) {
            long[] ofStratum = Arrays.copyOfRange(counts, stratum * bins, (stratum + 1) * bins);
            wanted[stratum] = Math.round(fraction * Arrays.stream(ofStratum).sum());
            while (lastBin[stratum] < bins - 1 && wanted[stratum] > ofStratum[lastBin[stratum]]) {
                wanted[stratum] -= ofStratum[lastBin[stratum]++];
            }
        }
        List<long[]> candidates = rows.filter(row -> bin(mixed(row), bins) == lastBin[everything.stratum(row)])
                .map(row -> new long[] {everything.stratum(row), mixed(row)})
                .collect();
        long[] thresholds = new long[classes];
        for (int stratum = 0; stratum < classes; stratum++) {
            thresholds[stratum] = threshold(candidates, stratum, wanted[stratum]);
        }
        return new HoldOut(thresholds, classes > 1);
    }

    private static long threshold(List<long[]> candidates, int stratum, long wanted) {
        List<Long> hashes = candidates.stream()
                .filter(candidate -> candidate[0] == stratum)
                .map(candidate -> candidate[1])
                .sorted(Long::compareUnsigned)
                .toList();
        if (hashes.isEmpty()) {
            return 0;
        }
        return wanted == 0 ? hashes.get(0) : hashes.get((int) Math.min(wanted, hashes.size()) - 1) + 1;
    }

    boolean holds(byte[] row) {
        return Long.compareUnsigned(mixed(row), thresholds[stratum(row)]) < 0;
    }

    private int stratum(byte[] row) {
        return !byClass ? 0 : (int) CanonicalRow.target(row, 0);
    }

    private static long mixed(byte[] row) {
        return Hash.mix(CanonicalRow.hash(row) ^ SALT);
    }

    private static int bin(long hash, int bins) {
        return (int) Math.multiplyHigh(hash >>> 1, (long) bins << 1);
    }
}
