package dev.lockstep.data;

import java.io.Serializable;

/**
 * One mini-batch: positions {@code [from, to)} of an epoch's sequence, in which position j comes from shard
 * {@code j mod shards}, slot {@code j div shards}.
 *
 * @param epoch from 0
 * @param number the step's number over the whole training, from 0
 */
public record Step(int epoch, long number, long from, long to) implements Serializable {

    /** The first slot of a shard that belongs to this step. */
    public int firstSlot(int shard, int shards) {
        return slotsBefore(from, shard, shards);
    }

    /** The slot after the last one of a shard that belongs to this step. */
    public int endSlot(int shard, int shards) {
        return slotsBefore(to, shard, shards);
    }

    /** Whether a shard has a row in this step. */
    public boolean touches(int shard, int shards) {
        return firstSlot(shard, shards) < endSlot(shard, shards);
    }

    private static int slotsBefore(long position, int shard, int shards) {
        return position <= shard ? 0 : (int) ((position - shard + shards - 1) / shards);
    }
}
