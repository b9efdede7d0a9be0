package dev.lockstep.spark.engine;

import dev.lockstep.training.Gradients;

/** Computes gradients on a cluster. The creator closes it. */
public interface Engine extends Gradients, AutoCloseable {

    /** The engine of the steps so far; both names if some ran as jobs. */
    String taken();

    /** Releases the slots and data that it holds. */
    @Override
    void close();
}
