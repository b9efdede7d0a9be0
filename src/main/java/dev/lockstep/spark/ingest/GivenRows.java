package dev.lockstep.spark.ingest;

import dev.lockstep.data.Labels;
import dev.lockstep.spark.ingest.row.Table;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Tables given as Datasets.
 *
 * @param heldOutForValidation the fraction of the training rows to validate with, instead of rows of their own
 * @param labels the meaning of labels; empty if the training rows determine it
 */
public record GivenRows(
        Dataset<Row> trainRows,
        Optional<Dataset<Row>> validationRows,
        Optional<Double> heldOutForValidation,
        Optional<Labels> labels)
        implements Sources {

    @Override
    public Table train() {
        return new Table("the dataset", "", trainRows);
    }

    @Override
    public Optional<Double> heldOutForTest() {
        return Optional.empty();
    }

    @Override
    public Optional<Table> validation(int features) {
        return validationRows.map(rows -> new Table("the validation rows", "", rows));
    }

    @Override
    public Optional<Table> test(int features) {
        return Optional.empty();
    }
}
