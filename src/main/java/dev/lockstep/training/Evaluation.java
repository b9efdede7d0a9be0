package dev.lockstep.training;

import java.util.Map;

/** How good parameters are on a set of rows. */
@FunctionalInterface
public interface Evaluation {

    /** The metrics by name, dropout off, without penalty. */
    Map<String, Double> at(float[] parameters);
}
