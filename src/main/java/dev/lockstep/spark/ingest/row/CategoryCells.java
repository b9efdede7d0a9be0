package dev.lockstep.spark.ingest.row;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.Categories;
import java.io.Serializable;

/**
 * Reads cells as names of categories.
 *
 * @param numbers knows which cells are missing
 * @param categories one per column, null for columns of numbers; null before they are known
 */
record CategoryCells(NumberCells numbers, Categories[] categories) implements Serializable {

    boolean isMissing(int column, Object cell) {
        return numbers.isAbsent(cell)
                || (cell instanceof String text
                        && categories != null
                        && categories[column].nan() == Categories.Nan.MISSING
                        && Categories.isNan(text.strip()));
    }

    /** The name of a cell's category, as far as known before all rows are read; the empty text if missing. */
    String name(int column, Object cell) {
        if (isMissing(column, cell)) {
            return "";
        }
        String text = CellText.of(cell);
        if (categories == null) {
            return text;
        }
        return cell instanceof String ? categories[column].name(text) : categories[column].nameOfValue(text);
    }

    /** @throws CellException if it is not one of the categories of the training rows */
    void requireKnown(int column, String columnName, String name) {
        if (categories[column].place(name) > categories[column].count()) {
            throw new CellException(
                    columnName,
                    () -> ": " + categories[column].refusal(name) + "; " + key("data.categorical")
                            + ": {unseen: bucket} allows unseen ones");
        }
    }
}
