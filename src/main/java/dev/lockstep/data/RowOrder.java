package dev.lockstep.data;

import dev.lockstep.math.RandomStream;

/**
 * The permutation of a shard in an epoch: the row in each slot.
 *
 * <p>Reference: R. Durstenfeld, "Algorithm 235: Random permutation" (CACM 7, 1964).
 */
public final class RowOrder {

    private RowOrder() {}

    public static int[] of(long seed, int epoch, Shard shard) {
        return of(RandomStream.of(seed, RandomStream.Purpose.ROW_ORDER, epoch, shard.index()), shard.rows());
    }

    /** A permutation of so many rows. */
    public static int[] of(RandomStream random, int rows) {
        int[] order = new int[rows];
        for (int i = 0; i < order.length; i++) {
            int j = random.below(i, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
