package dev.lockstep.gradient;

import dev.lockstep.data.Shard;
import dev.lockstep.objective.Examples;

/** Rows gathered from a shard into one matrix. For one thread at a time. */
final class Block {

    private final int width;
    private final float[] inputs;
    private final float[] weights;
    private float[] targets = new float[0];
    private int targetWidth;
    /** What is added to the outputs of each row; null if nothing is. */
    private float[] offsets;

    private Place place;

    /** The source of rows: slots of a shard's permutation, or the rows in order if {@code order} is null. */
    record Place(Shard shard, int[] order, int from, int rows) {

        boolean is(Place other) {
            return shard == other.shard && order == other.order && from == other.from && rows == other.rows;
        }
    }

    /**
     * @param width features per row, 0 to gather none
     * @param rows maximum number of rows
     */
    Block(int width, int rows) {
        this.width = width;
        inputs = new float[Math.multiplyExact(rows, width)];
        weights = new float[rows];
    }

    void gather(Place from) {
        Shard shard = from.shard();
        targetWidth = shard.targetWidth();
        if (targets.length < weights.length * targetWidth) {
            targets = new float[weights.length * targetWidth];
        }
        if (!shard.hasOffsets()) {
            offsets = null;
        } else if (offsets == null) {
            offsets = new float[weights.length];
        }
        for (int i = 0; i < from.rows(); i++) {
            int row = from.order() == null ? from.from() + i : from.order()[from.from() + i];
            if (width > 0) {
                shard.features().copyRow(row, inputs, i * width);
            }
            shard.copyTargets(row, targets, i * targetWidth);
            weights[i] = shard.weight(row);
            if (offsets != null) {
                offsets[i] = shard.offset(row);
            }
        }
        place = from;
    }

    /** Whether it holds the rows of this source; true only once, because the user may change its weights. */
    boolean takes(Place wanted) {
        boolean holds = place != null && place.is(wanted);
        place = null;
        return holds;
    }

    float[] inputs() {
        return inputs;
    }

    /** The rows with the network's outputs, to which their offsets are added in place. */
    Examples examples(int rows, int units, float[] outputs) {
        for (int i = 0; offsets != null && i < rows * units; i++) {
            outputs[i] += offsets[i / units];
        }
        return new Examples(rows, units, outputs, targetWidth, targets, weights);
    }
}
