package dev.lockstep.spark;

import dev.lockstep.training.Gradients;

/** Where gradients come from on a cluster. Whoever made it closes it. */
interface Engine extends Gradients, AutoCloseable {

    /** Gives back what it holds of the cluster. */
    @Override
    void close();
}
