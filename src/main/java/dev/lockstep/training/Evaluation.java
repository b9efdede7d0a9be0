package dev.lockstep.training;

import java.util.Map;

/** Evaluates parameters on a set of rows. */
@FunctionalInterface
public interface Evaluation {

    /** The metrics by name, without dropout and penalty. */
    Map<String, Double> at(float[] parameters);
}
