package dev.lockstep.spark.shard;

import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Shard;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.math.Products;
import dev.lockstep.network.Network;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * The cached shards of one partition, with reusable state for tasks: the permutation of the current epoch and the
 * buffers of a forward pass. Both are created when missing, so a copy from disk or another executor works too.
 */
public final class PackedPartition implements Serializable {

    private static final long serialVersionUID = 1;
    /** At most two idle readers are kept. */
    private static final int MOST_IDLE = 2;

    private final Shard[] shards;
    /** Of one epoch, by seed: the members of an ensemble have their own. */
    private transient volatile List<EpochOrder> orders;

    private transient volatile ConcurrentLinkedDeque<IdleReader> idle;

    public PackedPartition(Shard[] shards) {
        this.shards = shards;
    }

    public int firstShard() {
        return shards[0].index();
    }

    public int endShard() {
        return shards[0].index() + shards.length;
    }

    public Shard shard(int index) {
        return shards[index - firstShard()];
    }

    public Shard[] shards() {
        return shards;
    }

    /** The shards' permutations in an epoch, computed once per epoch. */
    public EpochOrder order(long seed, int epoch) {
        List<EpochOrder> known = orders == null ? List.of() : orders;
        for (EpochOrder order : known) {
            if (order.seed == seed && order.epoch == epoch) {
                return order;
            }
        }
        int[][] ofShards = new int[shards.length][];
        for (int i = 0; i < shards.length; i++) {
            ofShards[i] = RowOrder.of(seed, epoch, shards[i]);
        }
        EpochOrder order = new EpochOrder(seed, epoch, firstShard(), ofShards);
        List<EpochOrder> more = new ArrayList<>(known);
        more.removeIf(other -> other.epoch != epoch);
        more.add(order);
        orders = more;
        return order;
    }

    /** A reader for one thread; give it back with {@link #giveBack}. */
    public BlockReader borrow(Network network, int rows, Supplier<Products> products) {
        ConcurrentLinkedDeque<IdleReader> readers = idle;
        for (IdleReader next = poll(readers); next != null; next = poll(readers)) {
            if (next.network.equals(network) && next.reader.capacity() == rows) {
                return next.reader;
            }
        }
        return new BlockReader(network, products.get(), rows);
    }

    public void giveBack(Network network, BlockReader reader) {
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
    public static final class EpochOrder {

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

        public int[] of(int shard) {
            return orders[shard - firstShard];
        }
    }

    private record IdleReader(Network network, BlockReader reader) {}
}
