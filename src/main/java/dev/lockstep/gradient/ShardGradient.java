package dev.lockstep.gradient;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.Shard;
import dev.lockstep.data.Step;
import dev.lockstep.network.Dropout;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Examples;
import dev.lockstep.objective.Loss;
import java.io.Serializable;

/**
 * The gradient of one shard's rows in a step: blocks of at most {@link BlockReader#ROWS} rows, added in order.
 *
 * @param classWeights weights of classes, multiplied by row weights, or null
 * @param epochs how every epoch is cut into steps and slots of shards
 */
public record ShardGradient(Network network, Loss loss, float[] classWeights, long seed, Epochs epochs)
        implements Serializable {

    /** The same for a member of an ensemble, from 0: its seed is that many above this one. */
    public ShardGradient ofMember(int member) {
        return member == 0 ? this : new ShardGradient(network, loss, classWeights, seed + member, epochs);
    }

    /** The most rows of one block. */
    public int blockRows() {
        return Math.min(BlockReader.ROWS, epochs.mostRows());
    }

    /** Whether a shard has rows in a step. */
    public boolean touches(Step step, Shard shard) {
        return epochs.touches(step, shard.index());
    }

    /**
     * Returns the sum over the shard's rows in a step; there must be at least one.
     *
     * @param order the shard's permutation in the step's epoch
     */
    public GradientSum sum(BlockReader reader, float[] parameters, Shard shard, int[] order, Step step) {
        int first = epochs.firstSlot(step, shard.index());
        int end = epochs.endSlot(step, shard.index());
        reader.begin(parameters, shard, order, first, end);
        return sum(reader, shard, first, end, step);
    }

    /**
     * Adds the sum over the shard's rows in a step to another sum and returns it, with the bits of {@link #sum} and
     * {@link GradientSum#merge}. If the rows are one block, the products add to the other sum directly, where that has
     * the same bits.
     */
    public GradientSum addTo(
            GradientSum left, BlockReader reader, float[] parameters, Shard shard, int[] order, Step step) {
        int first = epochs.firstSlot(step, shard.index());
        int end = epochs.endSlot(step, shard.index());
        reader.begin(parameters, shard, order, first, end);
        boolean inPlace = end - first <= reader.capacity() && reader.addsTo(left, end - first);
        GradientSum right = sum(reader, shard, first, end, step);
        if (inPlace) {
            return new GradientSum(
                    left.lossSum() + right.lossSum(), left.weightSum() + right.weightSum(), right.gradient());
        }
        left.merge(right);
        reader.gradients().giveBack(right);
        return left;
    }

    private GradientSum sum(BlockReader reader, Shard shard, int first, int end, Step step) {
        double lossSum = 0;
        double weightSum = 0;
        for (int slot = first; slot < end; slot += reader.capacity()) {
            int rows = Math.min(reader.capacity(), end - slot);
            long key = (long) slot * epochs.shards() + shard.index();
            Dropout dropout = new Dropout(true, seed, step.epoch(), key, epochs.shards());
            Examples examples = reader.forward(slot, rows, dropout);
            weighByClass(examples);
            lossSum += loss.sum(examples, reader.workspace().outputGradient());
            for (int i = 0; i < rows; i++) {
                weightSum += examples.weights()[i];
            }
            reader.backward(rows, dropout);
        }
        return reader.sum(lossSum, weightSum);
    }

    /** Gathers the shard's rows of the next step in advance, if they fit one block. */
    public void gatherAhead(BlockReader reader, Shard shard, int[] order, Step step) {
        int first = epochs.firstSlot(step, shard.index());
        int rows = epochs.endSlot(step, shard.index()) - first;
        if (rows > 0 && rows <= reader.capacity()) {
            reader.gatherAhead(shard, order, first, rows);
        }
    }

    private void weighByClass(Examples examples) {
        for (int i = 0; classWeights != null && i < examples.rows(); i++) {
            examples.weights()[i] *= classWeights[(int) examples.targets()[i]];
        }
    }
}
