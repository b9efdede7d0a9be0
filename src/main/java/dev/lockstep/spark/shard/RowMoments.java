package dev.lockstep.spark.shard;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.Moments;
import dev.lockstep.data.RawRow;
import java.io.Serializable;
import java.util.Arrays;
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
        return count == 0 ? null : sparse ? ofNonZeros(rows, count) : ofAll(rows, count);
    }

    private Moments ofAll(Iterator<byte[]> rows, int count) {
        Moments shard = null;
        RawRow row = new RawRow(targets);
        double[] values = new double[features + targets];
        for (int from = 0; from < count; from += BLOCK) {
            Moments block = new Moments(features + targets);
            for (int i = from; i < Math.min(count, from + BLOCK); i++) {
                CanonicalRow.read(rows.next(), row);
                row.copyFeatures(values);
                for (int target = 0; target < targets; target++) {
                    values[features + target] = row.target(target);
                }
                block.add(values, row.weight());
            }
            shard = shard == null ? block : shard.merge(block);
        }
        return shard;
    }

    /** Most columns have no value in a block, so blocks share their arrays, and only the columns with values are merged. */
    private Moments ofNonZeros(Iterator<byte[]> rows, int count) {
        Moments shard = new Moments(features + targets);
        RawRow row = new RawRow(targets);
        Columns block = new Columns(shard);
        for (int from = 0; from < count; from += BLOCK) {
            for (int i = from; i < Math.min(count, from + BLOCK); i++) {
                CanonicalRow.read(rows.next(), row);
                addNonZeros(row, block);
            }
            if (from == 0) {
                block = new Columns(new Moments(features + targets));
            } else {
                shard.take(block.moments, block.columns, block.count);
                block.count = 0;
            }
        }
        return shard;
    }

    private void addNonZeros(RawRow row, Columns to) {
        double weight = row.weight();
        to.moments.begin(weight);
        if (weight == 0) {
            return;
        }
        for (int i = 0; i < row.count(); i++) {
            to.add(row.index(i), row.value(i), weight);
        }
        for (int i = 0; i < targets; i++) {
            to.add(features + i, row.target(i), weight);
        }
    }

    /** Statistics, and the columns that have values. */
    private static final class Columns {

        private final Moments moments;
        private int[] columns = new int[16];
        private int count;

        Columns(Moments moments) {
            this.moments = moments;
        }

        void add(int column, double value, double weight) {
            if (moments.isEmpty(column)) {
                columns = count < columns.length ? columns : Arrays.copyOf(columns, 2 * count);
                columns[count++] = column;
            }
            moments.addValue(column, value, weight);
        }
    }
}
