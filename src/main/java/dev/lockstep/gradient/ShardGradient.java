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
 * @param shards number of shards
 * @param epochs how every epoch is cut into steps
 */
public record ShardGradient(Network network, Loss loss, float[] classWeights, long seed, int shards, Epochs epochs)
        implements Serializable {

    /** The most rows of one block. */
    public int blockRows() {
        return (int) Math.min(BlockReader.ROWS, (epochs.batchSize() + shards - 1) / shards);
    }

    /**
     * Returns the sum over the shard's rows in a step; there must be at least one.
     *
     * @param order the shard's permutation in the step's epoch
     */
    public GradientSum sum(BlockReader reader, float[] parameters, Shard shard, int[] order, Step step) {
        int first = step.firstSlot(shard.index(), shards);
        int end = step.endSlot(shard.index(), shards);
        double lossSum = 0;
        double weightSum = 0;
        reader.begin(parameters, shard, order, first, end);
        for (int slot = first; slot < end; slot += reader.capacity()) {
            int rows = Math.min(reader.capacity(), end - slot);
            long position = (long) slot * shards + shard.index();
            Dropout dropout = new Dropout(true, seed, step.epoch(), position, shards);
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
        int first = step.firstSlot(shard.index(), shards);
        int rows = step.endSlot(shard.index(), shards) - first;
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
