package dev.lockstep.spark.ingest;

import dev.lockstep.data.Labels;
import dev.lockstep.spark.ingest.row.Table;
import java.util.Optional;

/** The tables of a training. */
public interface Sources {

    /** The training rows. */
    Table train();

    /** The fraction of {@link #train()} to hold out for the test; empty for none. */
    Optional<Double> heldOutForTest();

    /** The fraction of the other rows of {@link #train()} to hold out for validation; empty for none. */
    Optional<Double> heldOutForValidation();

    /** The validation rows, if they have their own table. */
    Optional<Table> validation(int features);

    /**
     * The test rows, if they have their own table.
     *
     * @param features the number of features of the training rows, for formats that do not state it
     */
    Optional<Table> test(int features);

    /** The meaning of labels, if known before reading; empty if the rows determine it. */
    Optional<Labels> labels();
}
