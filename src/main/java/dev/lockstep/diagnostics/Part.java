package dev.lockstep.diagnostics;

import java.io.Serializable;

/** One part of what is counted over all rows, as sums that are added. */
interface Part extends Serializable {

    /** Its key in {@code diagnostics.json}. */
    String name();

    /** The number of its sums. */
    int size();

    /** Adds a row to the sums from {@code at} on. */
    void add(PredictedRow row, double[] sums, int at);

    /** The sums from {@code at} on as lists and maps for JSON. */
    Object described(double[] sums, int at);
}
