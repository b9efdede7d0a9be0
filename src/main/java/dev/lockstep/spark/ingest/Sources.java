package dev.lockstep.spark.ingest;

import dev.lockstep.data.Labels;
import dev.lockstep.spark.ingest.row.Table;
import java.util.Optional;

/** The tables of a training. */
public interface Sources {

    /** The rows to train on. */
    Table train();

    /** Which share of {@link #train()} is held out for validation; empty for none. */
    Optional<Double> heldOut();

    /** Rows to validate with, if they are a table of their own. */
    Optional<Table> validation(int features);

    /**
     * Rows to test with.
     *
     * @param features how many the training rows have, for formats that do not say it
     */
    Optional<Table> test(int features);

    /** What labels mean, where it is known before any row is read; empty if the rows say it. */
    Optional<Labels> labels();
}
