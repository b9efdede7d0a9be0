package dev.lockstep.spark.engine;

import dev.lockstep.data.Shard;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.math.SumTree;
import dev.lockstep.network.Network;
import dev.lockstep.spark.shard.PackedPartition;
import dev.lockstep.spark.shard.PartialSums;
import dev.lockstep.spark.shard.ShardedRows;
import java.io.Serializable;

/**
 * The frame of every task: check, borrow memory, add up the partition's shards.
 *
 * @param <T> what is added up
 */
public final class ShardTask<T> implements Serializable {

    private static final long serialVersionUID = 1;

    /** What is computed for a shard, and how two results are added. */
    interface Work<T> extends Serializable {

        /** The sum over one shard, or null if it has nothing to add. */
        T of(BlockReader reader, float[] parameters, PackedPartition partition, Shard shard);

        /** The sum of two sums, which it may use up. */
        T add(BlockReader reader, T left, T right);
    }

    private final TaskGuard guard;
    private final SumTree tree;
    private final Network network;
    private final int blockRows;
    private final Work<T> work;

    ShardTask(TaskGuard guard, ShardedRows rows, Network network, int blockRows, Work<T> work) {
        this.guard = guard;
        this.tree = rows.tree();
        this.network = network;
        this.blockRows = blockRows;
        this.work = work;
    }

    Share<T> run(PackedPartition partition, float[] parameters) {
        TaskGuard.Refusal refusal = guard.refusal(partition);
        if (refusal != null) {
            return Share.refused(refusal);
        }
        long start = System.nanoTime();
        BlockReader reader = partition.borrow(network, blockRows, guard.backend()::products);
        PartialSums<T> sums = sums(tree, work, reader, partition, parameters);
        partition.giveBack(network, reader);
        return Share.of(sums, System.nanoTime() - start);
    }

    /** The sums of the subtrees that a partition holds. */
    public static <T> PartialSums<T> sums(
            SumTree tree, Work<T> work, BlockReader reader, PackedPartition partition, float[] parameters) {
        return PartialSums.of(
                tree,
                partition.firstShard(),
                partition.endShard(),
                shard -> work.of(reader, parameters, partition, partition.shard(shard)),
                (left, right) -> work.add(reader, left, right));
    }
}
