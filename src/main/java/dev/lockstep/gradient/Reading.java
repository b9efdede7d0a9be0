package dev.lockstep.gradient;

import dev.lockstep.data.Shard;
import dev.lockstep.network.Dropout;
import dev.lockstep.objective.Examples;

/** Rows of a shard on their way through a network, block by block. Owns its memory; belongs to one thread at a time. */
interface Reading {

    /** Begins with the rows {@code order[from .. to)} of a shard, or the rows themselves if {@code order} is null. */
    void begin(float[] parameters, Shard shard, int[] order, int from, int to);

    /** The network's raw outputs for some of the rows; valid until the next call. */
    Examples forward(int from, int rows, Dropout dropout);

    /** Takes the gradient at the outputs of the last {@link #forward} back, on top of what earlier blocks gave. */
    void backward(int rows, Dropout dropout);

    /** The sum over the blocks since {@link #begin}, of which there must be one at least. */
    GradientSum sum(double lossSum, double weightSum);
}
