package dev.lockstep.data;

import dev.lockstep.math.Canary;
import dev.lockstep.math.Hash;
import java.io.Serializable;

/**
 * A contiguous range of the canonical rows, packed: the unit of parallelism and of arithmetic. Immutable after packing.
 */
public final class Shard implements Serializable {

    private static final long serialVersionUID = 1;

    private final int index;
    private final int rows;
    private final Features features;
    private final float[] targets;
    private final float[] weights;
    private final float[] offsets;
    private final long fingerprint;

    /**
     * @param targets {@code [rows][columns]}, row-major
     * @param weights one per row, or null if all are 1
     */
    public Shard(int index, int rows, Features features, float[] targets, float[] weights) {
        this(index, rows, features, targets, weights, null);
    }

    /** @param offsets numbers that are added to the outputs, one per row, or null */
    public Shard(int index, int rows, Features features, float[] targets, float[] weights, float[] offsets) {
        this.index = index;
        this.rows = rows;
        this.features = features;
        this.targets = targets;
        this.weights = weights;
        this.offsets = offsets;
        long hash = Hash.append(features.fingerprint(), Canary.hashOf(targets));
        long weighed = weights == null ? hash : Hash.append(hash, Canary.hashOf(weights));
        this.fingerprint = offsets == null ? weighed : Hash.append(weighed, Canary.hashOf(offsets));
    }

    public int index() {
        return index;
    }

    public int rows() {
        return rows;
    }

    public Features features() {
        return features;
    }

    /** Target values per row. */
    public int targetWidth() {
        return rows == 0 ? 0 : targets.length / rows;
    }

    public void copyTargets(int row, float[] to, int at) {
        int width = targetWidth();
        System.arraycopy(targets, row * width, to, at, width);
    }

    public float weight(int row) {
        return weights == null ? 1f : weights[row];
    }

    public boolean hasOffsets() {
        return offsets != null;
    }

    /** The number that is added to a row's outputs. */
    public float offset(int row) {
        return offsets == null ? 0f : offsets[row];
    }

    /** The hash of its content; the same after a rebuild from the same data. */
    public long fingerprint() {
        return fingerprint;
    }
}
