package dev.lockstep.training;

import java.util.List;
import java.util.Map;

/** Evaluates networks on a set of rows. */
@FunctionalInterface
public interface Evaluation {

    /**
     * The metrics of each network by name, without dropout and penalty.
     *
     * @param parameters those of the networks, one after the other
     */
    List<Map<String, Double>> at(int networks, float[] parameters);
}
