package dev.lockstep.spark.engine;

import dev.lockstep.training.Gradients;

/** Where gradients come from on a cluster. Whoever made it closes it. */
public interface Engine extends Gradients, AutoCloseable {

    /** The name of the engine that took the steps so far; both, if some fell back to jobs. */
    String taken();

    /** Gives back what it holds of the cluster. */
    @Override
    void close();
}
