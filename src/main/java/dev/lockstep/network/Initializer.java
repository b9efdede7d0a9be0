package dev.lockstep.network;

import dev.lockstep.math.RandomStream;

/** The initial weights of a layer. Biases start at 0. */
@FunctionalInterface
public interface Initializer {

    /** The initial weight at an index of a layer, a pure function of its arguments. */
    double weight(Layer layer, RandomStream random, int index);
}
