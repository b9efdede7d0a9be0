package dev.lockstep.evaluation;

import java.io.Serializable;
import java.util.Map;

/** Sums over predictions from which metrics follow. {@link #add} and {@link #merge} change it in place. */
public interface Tally extends Serializable {

    void add(Predictions predictions);

    /** Adds another tally of the same kind to this one and returns this. */
    Tally merge(Tally other);

    /** The metrics by name, in a fixed order. */
    Map<String, Double> metrics();
}
