package dev.lockstep.data;

import dev.lockstep.math.Hash;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A row as bytes that sort into the canonical order: 8 bytes of hash, then its doubles (features, targets, weight), big
 * endian. The hash is of the content alone, so neither files nor partitions nor reading order can matter.
 */
public final class CanonicalRow {

    private CanonicalRow() {}

    /**
     * Packs a row.
     *
     * @param values features, targets and weight; changed: −0.0 becomes 0.0
     * @param features how many of them are features
     * @param labelHash the hash of the label's text, or 0 for labels that are numbers
     */
    public static byte[] of(double[] values, int features, long labelHash) {
        long hash = features;
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.0;
            if (i >= features) {
                hash = Hash.append(hash, Double.doubleToLongBits(values[i]));
            } else if (values[i] != 0) {
                hash = Hash.append(Hash.append(hash, i), Double.doubleToLongBits(values[i]));
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * (values.length + 1));
        bytes.putLong(Hash.append(hash, labelHash));
        for (double value : values) {
            bytes.putDouble(value);
        }
        return bytes.array();
    }

    public static long hash(byte[] row) {
        return ByteBuffer.wrap(row).getLong();
    }

    /** How many doubles the row has. */
    public static int width(byte[] row) {
        return row.length / Long.BYTES - 1;
    }

    /** Writes the row's doubles to {@code values}. */
    public static void read(byte[] row, double[] values) {
        ByteBuffer.wrap(row, Long.BYTES, row.length - Long.BYTES)
                .asDoubleBuffer()
                .get(values);
    }

    /** One of the row's doubles. */
    public static double value(byte[] row, int index) {
        return ByteBuffer.wrap(row).getDouble(Long.BYTES * (index + 1));
    }

    /** By hash as an unsigned number, ties by content. */
    public static int compare(byte[] left, byte[] right) {
        return Arrays.compareUnsigned(left, right);
    }
}
