package dev.lockstep.data;

import java.io.Serializable;

/** The packed features of a shard's rows. */
public interface Features extends Serializable {

    /** Features per row. */
    int width();

    /** Writes one row's features to {@code to[at .. at + width())}. */
    void copyRow(int row, float[] to, int at);

    /** The hash of all values in order. */
    long fingerprint();
}
