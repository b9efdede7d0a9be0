package dev.lockstep.spark.ingest.row;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.DataException;
import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * The cells of a row behind its features and labels: its weight, then its offset.
 *
 * @param at where they begin
 * @param weight the column of weights, or null
 * @param offset the column of offsets, or null
 * @param numbers knows which cells are missing
 */
public record OtherCells(int at, String weight, String offset, NumberCells numbers) implements Serializable {

    static OtherCells of(Columns columns, NumberCells numbers) {
        return new OtherCells(
                columns.features().size() + columns.labels().size(),
                columns.weight().orElse(null),
                columns.offset().orElse(null),
                numbers);
    }

    /**
     * An offset in any column.
     *
     * @throws DataException naming the column and the value
     */
    public static float offset(String column, Object cell) {
        try {
            return (float) NumberCells.parsed(column, cell);
        } catch (CellException e) {
            // Its message is not serialized.
            throw new DataException(e.getMessage());
        }
    }

    int count() {
        return (weight == null ? 0 : 1) + (offset == null ? 0 : 1);
    }

    boolean hasOffset() {
        return offset != null;
    }

    /** 1 without a column of weights. */
    double weight(Row row) {
        if (weight == null) {
            return 1;
        }
        Object cell = row.get(at);
        double value = NumberCells.parsed(weight, cell);
        if (numbers.isMissingValue(cell) || value < 0 || (float) value > Float.MAX_VALUE) {
            throw new CellException(weight, "must be a weight, 0 or a positive number,", cell);
        }
        return (float) value;
    }

    /** 0 without a column of offsets. */
    double offset(Row row) {
        if (offset == null) {
            return 0;
        }
        Object cell = row.get(at + count() - 1);
        double value = NumberCells.parsed(offset, cell);
        if (numbers.isMissingValue(cell)) {
            throw new CellException(offset, "must be a number other than " + key("data.missingValues"), cell);
        }
        if (!Float.isFinite((float) value)) {
            throw new CellException(offset, "must fit a float, so be at most 3.4e38,", cell);
        }
        return value;
    }
}
