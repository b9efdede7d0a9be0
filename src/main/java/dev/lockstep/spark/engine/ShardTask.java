package dev.lockstep.spark.engine;

import dev.lockstep.data.Shard;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.math.SumTree;
import dev.lockstep.network.Network;
import dev.lockstep.spark.shard.PackedPartition;
import dev.lockstep.spark.shard.PartialSums;
import java.io.Serializable;

/**
 * The template of every task: check, borrow buffers, add the sums of the partition's shards.
 *
 * @param <T> the type of sums
 */
public record ShardTask<T>(TaskGuard guard, SumTree tree, Work<T> work) implements Serializable {

    /** The computation for a shard, and the addition of two results. */
    public interface Work<T> extends Serializable {

        Network network();

        /** The maximum rows of a block. */
        int blockRows();

        /** The sum over one shard, or null if it has no rows in this step. */
        T of(BlockReader reader, float[] parameters, PackedPartition partition, Shard shard);

        /** Adds two sums, which it may overwrite. */
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

    /** The sums of the subtrees of a partition. */
    public PartialSums<T> sums(BlockReader reader, PackedPartition partition, float[] parameters) {
        return PartialSums.of(
                tree,
                partition.firstShard(),
                partition.endShard(),
                shard -> work.of(reader, parameters, partition, partition.shard(shard)),
                (left, right) -> work.add(reader, left, right));
    }
}
