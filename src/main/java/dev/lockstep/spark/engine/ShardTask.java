package dev.lockstep.spark.engine;

import dev.lockstep.data.Shard;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.math.SumTree;
import dev.lockstep.network.Network;
import dev.lockstep.spark.shard.PackedPartition;
import dev.lockstep.spark.shard.PartialSums;
import java.io.Serializable;

/**
 * The frame of every task: check, borrow memory, add up the partition's shards.
 *
 * @param <T> what is added up
 */
public record ShardTask<T>(TaskGuard guard, SumTree tree, Work<T> work) implements Serializable {

    /** What is computed for a shard, and how two results are added. */
    public interface Work<T> extends Serializable {

        Network network();

        /** The most rows of one block. */
        int blockRows();

        /** The sum over one shard, or null if it has nothing to add. */
        T of(BlockReader reader, float[] parameters, PackedPartition partition, Shard shard);

        /** The sum of two sums, which it may use up. */
        T add(BlockReader reader, T left, T right);
    }

    Share<T> run(PackedPartition partition, float[] parameters) {
        TaskGuard.Refusal refusal = guard.refusal(partition);
        if (refusal != null) {
            return Share.refused(refusal);
        }
        long start = System.nanoTime();
        BlockReader reader = partition.borrow(work.network(), work.blockRows(), guard.backend()::products);
        PartialSums<T> sums = sums(reader, partition, parameters);
        partition.giveBack(work.network(), reader);
        return Share.of(sums, System.nanoTime() - start);
    }

    /** The sums of the subtrees that a partition holds. */
    public PartialSums<T> sums(BlockReader reader, PackedPartition partition, float[] parameters) {
        return PartialSums.of(
                tree,
                partition.firstShard(),
                partition.endShard(),
                shard -> work.of(reader, parameters, partition, partition.shard(shard)),
                (left, right) -> work.add(reader, left, right));
    }
}
