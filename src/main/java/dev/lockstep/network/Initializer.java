package dev.lockstep.network;

import dev.lockstep.math.RandomStream;

/** The initial weights and biases of a layer. */
@FunctionalInterface
public interface Initializer {

    /** The initial weight at an index of a layer, a pure function of its arguments. */
    double weight(Layer layer, RandomStream random, int index);

    /** The initial bias of a unit of a layer, a pure function of its arguments. */
    default double bias(Layer layer, RandomStream random, int unit) {
        return 0;
    }
}
