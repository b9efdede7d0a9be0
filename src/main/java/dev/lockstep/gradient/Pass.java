package dev.lockstep.gradient;

import dev.lockstep.data.Shard;
import dev.lockstep.network.Dropout;
import dev.lockstep.objective.Examples;

/**
 * Forward and backward pass over rows of a shard, block by block. Owns its buffers; belongs to one thread at a time.
 */
interface Pass {

    /** Begins with the rows {@code order[from .. to)} of a shard, or the rows themselves if {@code order} is null. */
    void begin(float[] parameters, Shard shard, int[] order, int from, int to);

    /** Lets the next block, of a number of rows, add to a sum with the bits of a merge; false if it cannot. */
    boolean addsTo(GradientSum sum, int rows);

    /** The network's raw outputs for some of the rows; valid until the next call. */
    Examples forward(int from, int rows, Dropout dropout);

    /** Propagates the gradient at the outputs of the last {@link #forward} back and adds to that of earlier blocks. */
    void backward(int rows, Dropout dropout);

    /** The sum over the blocks since {@link #begin}, at least one. */
    GradientSum sum(double lossSum, double weightSum);
}
