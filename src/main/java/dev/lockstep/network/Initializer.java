package dev.lockstep.network;

import dev.lockstep.math.RandomStream;

/** How the weights of a layer start. Biases start at 0. */
@FunctionalInterface
public interface Initializer {

    /** The initial weight at an index of a layer, a pure function of its arguments. */
    double weight(Layer layer, RandomStream random, int index);
}
