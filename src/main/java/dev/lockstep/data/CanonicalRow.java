package dev.lockstep.data;

import dev.lockstep.math.Hash;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A row as bytes that sort into the canonical order: 8 bytes of hash, then its targets and weight as doubles, then its
 * offset, if it has one, and its features, big endian: all of them as doubles, or the indexes and values of the non-zero
 * ones if that is shorter. The hash depends only on the content, so files, partitions and reading order do not matter.
 */
public final class CanonicalRow {

    private static final int ENTRY_BYTES = Integer.BYTES + Double.BYTES;

    /** In place of the number of features, if all of them follow. */
    private static final int DENSE = -1;
    /** This minus the number, if an offset follows. */
    private static final int WITH_OFFSET = -3;

    private CanonicalRow() {}

    /**
     * Packs a row.
     *
     * @param features number of features
     * @param labelHash the hash of the label's text, or 0 for numeric labels
     */
    public static byte[] of(RawRow row, int features, long labelHash) {
        boolean sparse = (long) row.count() * ENTRY_BYTES < (long) features * Double.BYTES;
        int featureBytes = sparse ? row.count() * ENTRY_BYTES : features * Double.BYTES;
        int fixed = Double.BYTES * (row.targetCount() + (row.hasOffset() ? 3 : 2)) + Integer.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(Math.addExact(fixed, featureBytes));
        long hash = row.featureHash();
        bytes.putLong(0);
        for (int i = 0; i <= row.targetCount(); i++) {
            double value = (i < row.targetCount() ? row.target(i) : row.weight()) + 0.0;
            hash = Hash.append(hash, Double.doubleToLongBits(value));
            bytes.putDouble(value);
        }
        int count = sparse ? row.count() : DENSE;
        if (row.hasOffset()) {
            hash = Hash.append(hash, Double.doubleToLongBits(row.offset() + 0.0));
            bytes.putInt(WITH_OFFSET - count).putDouble(row.offset() + 0.0);
        } else {
            bytes.putInt(count);
        }
        bytes.putLong(0, Hash.append(hash, labelHash));
        if (sparse) {
            for (int i = 0; i < row.count(); i++) {
                bytes.putInt(row.index(i)).putDouble(row.value(i));
            }
        } else {
            int start = bytes.position();
            for (int i = 0; i < row.count(); i++) {
                bytes.putDouble(start + Double.BYTES * row.index(i), row.value(i));
            }
        }
        return bytes.array();
    }

    public static long hash(byte[] row) {
        return ByteBuffer.wrap(row).getLong();
    }

    /** One of the row's targets. */
    public static double target(byte[] row, int index) {
        return ByteBuffer.wrap(row).getDouble(Long.BYTES + Double.BYTES * index);
    }

    /** Reads a row with the number of targets of {@code to}. */
    public static void read(byte[] row, RawRow to) {
        ByteBuffer bytes = ByteBuffer.wrap(row, Long.BYTES, row.length - Long.BYTES);
        to.begin(0);
        for (int i = 0; i < to.targetCount(); i++) {
            to.setTarget(i, bytes.getDouble());
        }
        to.setWeight(bytes.getDouble());
        int count = bytes.getInt();
        if (count < DENSE) {
            count = WITH_OFFSET - count;
            to.setOffset(bytes.getDouble());
        }
        for (int i = 0; i < count; i++) {
            to.put(bytes.getInt(), bytes.getDouble());
        }
        for (int i = 0; count < 0 && bytes.hasRemaining(); i++) {
            double value = bytes.getDouble();
            if (value != 0) {
                to.put(i, value);
            }
        }
    }

    /** By hash as an unsigned number, ties by content. */
    public static int compare(byte[] left, byte[] right) {
        return Arrays.compareUnsigned(left, right);
    }
}
