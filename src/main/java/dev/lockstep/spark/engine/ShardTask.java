package dev.lockstep.spark.engine;

import dev.lockstep.data.Shard;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.math.SumTree;
import dev.lockstep.network.Network;
import dev.lockstep.spark.shard.PackedPartition;
import dev.lockstep.spark.shard.PartialSums;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The template of every task: check, borrow buffers, add the sums of the partition's shards.
 *
 * @param <T> the type of sums
 * @param works one for each network of equal shape; the parameters are theirs, one network's after the other's
 */
public record ShardTask<T>(TaskGuard guard, SumTree tree, List<? extends Work<T>> works) implements Serializable {

    /** The computation for a shard, and the addition of two results. */
    public interface Work<T> extends Serializable {

        Network network();

        /** The maximum rows of a block. */
        int blockRows();

        /** Whether a shard has rows. */
        boolean touches(Shard shard);

        /** The sum over one shard. */
        T of(BlockReader reader, float[] parameters, PackedPartition partition, Shard shard);

        /** Adds the sum over one shard to another sum, which it may overwrite. */
        default T addTo(T left, BlockReader reader, float[] parameters, PackedPartition partition, Shard shard) {
            return add(reader, left, of(reader, parameters, partition, shard));
        }

        /** Adds two sums, which it may overwrite. */
        T add(BlockReader reader, T left, T right);
    }

    Share<T> run(PackedPartition partition, float[] parameters) {
        TaskGuard.Refusal refusal = guard.refusal(partition);
        if (refusal != null) {
            return Share.refused(refusal);
        }
        long start = System.nanoTime();
        Work<T> first = works.get(0);
        BlockReader reader = partition.borrow(first.network(), first.blockRows(), guard.backend()::products);
        PartialSums<T> sums = sums(reader, partition, parameters);
        partition.giveBack(first.network(), reader);
        return Share.of(sums, System.nanoTime() - start);
    }

    /** The sums of the subtrees of a partition, of all works joined. */
    public PartialSums<T> sums(BlockReader reader, PackedPartition partition, float[] parameters) {
        List<PartialSums<T>> sums = new ArrayList<>(works.size());
        for (int i = 0; i < works.size(); i++) {
            float[] own = reader.parameters(parameters, i, works.size());
            sums.add(sums(new On<>(works.get(i), reader, own, partition)));
        }
        return PartialSums.joined(sums);
    }

    private PartialSums<T> sums(On<T> on) {
        PackedPartition partition = on.partition;
        return PartialSums.of(tree, partition.firstShard(), partition.endShard(), on::pending, Pending::add)
                .map(Pending::sum);
    }

    private record On<T>(Work<T> work, BlockReader reader, float[] parameters, PackedPartition partition) {

        /** Null if the shard has no rows. */
        Pending<T> pending(int index) {
            Shard shard = partition.shard(index);
            return work.touches(shard) ? new Pending<>(this, shard) : null;
        }
    }

    /** A sum, or the shard whose sum it will be: one that is added to a sum needs none of its own. */
    private static final class Pending<T> {

        private final On<T> on;
        private final Shard shard;
        private T sum;

        Pending(On<T> on, Shard shard) {
            this.on = on;
            this.shard = shard;
        }

        T sum() {
            if (sum == null) {
                sum = on.work.of(on.reader, on.parameters, on.partition, shard);
            }
            return sum;
        }

        Pending<T> add(Pending<T> right) {
            sum = right.sum == null
                    ? on.work.addTo(sum(), on.reader, on.parameters, on.partition, right.shard)
                    : on.work.add(on.reader, sum(), right.sum);
            return this;
        }
    }
}
