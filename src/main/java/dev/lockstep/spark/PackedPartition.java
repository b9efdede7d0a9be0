package dev.lockstep.spark;

import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Shard;
import dev.lockstep.math.Products;
import dev.lockstep.network.Network;
import dev.lockstep.objective.BlockReader;
import java.io.Serializable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * The shards of one partition, as they are cached, with what tasks on them can use again: the current epoch's order and
 * the memory of a forward pass. Both are made when missing, so a copy from disk or another executor works as well.
 */
final class PackedPartition implements Serializable {

    private static final long serialVersionUID = 1;
    /** More idle readers than two are left to the garbage collector. */
    private static final int MOST_IDLE = 2;

    private final Shard[] shards;
    private transient volatile EpochOrder order;
    private transient volatile ConcurrentLinkedDeque<IdleReader> idle;

    PackedPartition(Shard[] shards) {
        this.shards = shards;
    }

    int firstShard() {
        return shards[0].index();
    }

    int endShard() {
        return shards[0].index() + shards.length;
    }

    Shard shard(int index) {
        return shards[index - firstShard()];
    }

    Shard[] shards() {
        return shards;
    }

    /** The shards' permutations in an epoch, computed once an epoch. */
    EpochOrder order(long seed, int epoch) {
        EpochOrder known = order;
        if (known == null || known.seed != seed || known.epoch != epoch) {
            int[][] orders = new int[shards.length][];
            for (int i = 0; i < shards.length; i++) {
                orders[i] = RowOrder.of(seed, epoch, shards[i]);
            }
            known = new EpochOrder(seed, epoch, firstShard(), orders);
            order = known;
        }
        return known;
    }

    /** A reader for one thread; give it back with {@link #giveBack}. */
    BlockReader borrow(Network network, int rows, Supplier<Products> products) {
        ConcurrentLinkedDeque<IdleReader> readers = idle;
        for (IdleReader next = poll(readers); next != null; next = poll(readers)) {
            if (next.network.equals(network) && next.reader.capacity() == rows) {
                return next.reader;
            }
        }
        return new BlockReader(network, products.get(), rows);
    }

    void giveBack(Network network, BlockReader reader) {
        if (idle == null) {
            idle = new ConcurrentLinkedDeque<>();
        }
        if (idle.size() < MOST_IDLE) {
            idle.push(new IdleReader(network, reader));
        }
    }

    private static IdleReader poll(ConcurrentLinkedDeque<IdleReader> readers) {
        return readers == null ? null : readers.poll();
    }

    /** The permutations of a partition's shards in one epoch. */
    static final class EpochOrder {

        private final long seed;
        private final int epoch;
        private final int firstShard;
        private final int[][] orders;

        private EpochOrder(long seed, int epoch, int firstShard, int[][] orders) {
            this.seed = seed;
            this.epoch = epoch;
            this.firstShard = firstShard;
            this.orders = orders;
        }

        int[] of(int shard) {
            return orders[shard - firstShard];
        }
    }

    private record IdleReader(Network network, BlockReader reader) {}
}
