package dev.lockstep.spark.shard;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.Moments;
import dev.lockstep.data.RawRow;
import java.io.Serializable;
import java.util.Iterator;

/**
 * The statistics of a shard's raw rows.
 *
 * @param sparse whether to use only non-zero values
 */
record RowMoments(int features, int targets, boolean sparse) implements Serializable {

    /** Rows per block of statistics. */
    private static final int BLOCK = 512;

    /** The statistics of the next rows, blocks in order; null without rows. */
    Moments of(Iterator<byte[]> rows, int count) {
        Moments shard = null;
        RawRow row = new RawRow(targets);
        double[] values = new double[sparse ? 0 : features + targets];
        for (int from = 0; from < count; from += BLOCK) {
            Moments block = new Moments(features + targets);
            for (int i = from; i < Math.min(count, from + BLOCK); i++) {
                CanonicalRow.read(rows.next(), row);
                if (sparse) {
                    addNonZeros(row, block);
                } else {
                    add(row, values, block);
                }
            }
            shard = shard == null ? block : shard.merge(block);
        }
        return shard;
    }

    private void add(RawRow row, double[] values, Moments to) {
        row.copyFeatures(values);
        for (int i = 0; i < targets; i++) {
            values[features + i] = row.target(i);
        }
        to.add(values, row.weight());
    }

    private void addNonZeros(RawRow row, Moments to) {
        double weight = row.weight();
        to.begin(weight);
        if (weight == 0) {
            return;
        }
        for (int i = 0; i < row.count(); i++) {
            to.addValue(row.index(i), row.value(i), weight);
        }
        for (int i = 0; i < targets; i++) {
            to.addValue(features + i, row.target(i), weight);
        }
    }
}
