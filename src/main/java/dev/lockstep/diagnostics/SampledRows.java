package dev.lockstep.diagnostics;

import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Features;
import dev.lockstep.data.Shard;
import dev.lockstep.data.SparseFeatures;
import java.util.List;

/**
 * The first rows of the canonical order in one shard: a random sample, because that order is by a hash, and the same on
 * any cluster.
 */
public final class SampledRows {

    private SampledRows() {}

    /** The first rows of a shard. */
    public static Shard head(Shard shard, int rows) {
        return shard.rows() <= rows ? shard : joined(List.of(shard), rows);
    }

    /** The first rows of shards that follow one another. @param rows at most so many */
    public static Shard joined(List<Shard> shards, int rows) {
        int count = 0;
        for (Shard shard : shards) {
            count = (int) Math.min(rows, (long) count + shard.rows());
        }
        Shard first = shards.get(0);
        Copy copy = new Copy(first, count);
        for (Shard shard : shards) {
            for (int row = 0; row < shard.rows() && copy.filled < count; row++) {
                copy.add(shard, row);
            }
        }
        return copy.shard();
    }

    private static final class Copy {

        private final int rows;
        private final int targetWidth;
        private final DenseFeatures dense;
        private final SparseFeatures.Builder sparse;
        private final float[] inputs;
        private final float[] targets;
        private final float[] weights;
        private final float[] offsets;
        private int filled;

        Copy(Shard like, int rows) {
            this.rows = rows;
            this.targetWidth = like.targetWidth();
            int width = like.features().width();
            boolean isSparse = like.features() instanceof SparseFeatures;
            this.dense = isSparse ? null : new DenseFeatures(rows, width);
            this.sparse = isSparse ? new SparseFeatures.Builder(rows, width) : null;
            this.inputs = isSparse ? null : new float[width];
            this.targets = new float[Math.multiplyExact(rows, targetWidth)];
            this.weights = new float[rows];
            this.offsets = like.hasOffsets() ? new float[rows] : null;
        }

        void add(Shard from, int row) {
            if (sparse == null) {
                from.features().copyRow(row, inputs, 0);
                for (int i = 0; i < inputs.length; i++) {
                    dense.set(filled, i, inputs[i]);
                }
            } else {
                SparseFeatures features = (SparseFeatures) from.features();
                int[] indexes = new int[features.nonZeros(row)];
                float[] values = new float[indexes.length];
                features.copyPairs(row, indexes, values, 0);
                for (int i = 0; i < indexes.length; i++) {
                    sparse.add(indexes[i], values[i]);
                }
                sparse.endRow();
            }
            from.copyTargets(row, targets, filled * targetWidth);
            weights[filled] = from.weight(row);
            if (offsets != null) {
                offsets[filled] = from.offset(row);
            }
            filled++;
        }

        Shard shard() {
            Features features = sparse == null ? dense : sparse.build();
            return new Shard(0, rows, features, targets, weights, offsets);
        }
    }
}
