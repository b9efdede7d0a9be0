package dev.lockstep.spark.ingest.row;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.BooleanText;
import dev.lockstep.data.Categories;
import dev.lockstep.data.Labels;
import dev.lockstep.data.MissingValues;
import dev.lockstep.data.RawRow;
import dev.lockstep.data.ShortestDecimal;
import dev.lockstep.data.Shown;
import dev.lockstep.plan.RowPlan;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * Reads cells as numbers; missing ones as {@code data.missing} says.
 *
 * @param first whether categories are not known yet
 */
record NumberCells(RowPlan.Missing missing, MissingValues missingValues, boolean first) implements Serializable {

    static final String NUMBER = "must be a finite number";

    /** Reads the cell {@code i} of a row, which is a number, a vector or an array, as the features from {@code at} on. */
    void read(Columns.Feature feature, Row row, int i, int at, RawRow to) {
        Object cell = row.get(i);
        double plain = plain(cell);
        if (!Double.isNaN(plain)) {
            to.add(at, plain);
        } else if (cell instanceof Vector vector) {
            requireWidth(feature, vector.size());
            readVector(feature.column(), at, vector, to);
        } else if (cell instanceof scala.collection.Seq<?>) {
            requireWidth(feature, row.getList(i).size());
            readArray(feature.column(), at, row.getList(i), to);
        } else if (isMissing(cell)) {
            for (int element = 0; element < feature.width(); element++) {
                to.add(at + element, missing(feature.column(), NUMBER, cell));
            }
        } else {
            to.add(at, number(feature.column(), cell));
        }
    }

    private static void requireWidth(Columns.Feature feature, int size) {
        if (size != feature.width()) {
            throw new CellException(feature.column(), "must have " + feature.width() + " elements", size + " elements");
        }
    }

    /** Adds an array's elements as the features from {@code at} on. */
    private void readArray(String column, int at, List<?> array, RawRow to) {
        for (int i = 0; i < array.size(); i++) {
            String name = column + "[" + i + "]";
            Object element = array.get(i);
            to.add(at + i, isMissing(element) ? missing(name, NUMBER, element) : number(name, element));
        }
    }

    /** Adds a vector's elements as the features from {@code at} on; of a sparse one those it has. */
    private void readVector(String column, int at, Vector vector, RawRow to) {
        if (vector instanceof SparseVector sparse) {
            for (int i = 0; i < sparse.indices().length; i++) {
                to.add(at + sparse.indices()[i], element(column, sparse.indices()[i], sparse.values()[i]));
            }
        } else {
            for (int i = 0; i < vector.size(); i++) {
                to.add(at + i, element(column, i, vector.apply(i)));
            }
        }
    }

    /** Whether a value is a finite number that is not missing. */
    boolean isNumber(double value) {
        return Double.isFinite(value) && !missingValues.include(value);
    }

    /** The number in a cell that is a double or the text of a short decimal, and not missing; NaN for any other cell. */
    private double plain(Object cell) {
        double value = Double.NaN;
        if (cell instanceof Double number) {
            value = number;
        } else if (cell instanceof String text) {
            value = Labels.shortDecimal(text);
        }
        return isNumber(value) ? value : Double.NaN;
    }

    private double element(String column, int index, double value) {
        if (isNumber(value)) {
            return value;
        }
        String name = column + "[" + index + "]";
        if (Double.isInfinite(value)) {
            throw new CellException(name, NUMBER, value);
        }
        return missing(name, NUMBER, value);
    }

    /**
     * NaN in place of a missing cell.
     *
     * @throws CellException if no cell may be missing
     */
    double missing(String column, String must, Object cell) {
        if (missing == RowPlan.Missing.ERROR) {
            String shown = cell == null || cell.toString().isBlank() ? "empty" : Shown.quoted(cell);
            throw new CellException(
                    column,
                    () -> " " + must + " but is " + shown + "; " + key("data.missing: drop or mean") + " allows this");
        }
        return Double.NaN;
    }

    boolean isMissing(Object cell) {
        return isAbsent(cell) || (cell instanceof String text && Categories.isNan(text.strip()));
    }

    /** Whether a cell is missing, unless its text may be a name. */
    boolean isAbsent(Object cell) {
        return cell == null
                || isMissingValue(cell)
                || (cell instanceof String text && text.isBlank())
                || (cell instanceof Double value && value.isNaN())
                || (cell instanceof Float number && number.isNaN());
    }

    /** Whether a cell is one of {@code data.missingValues}. */
    boolean isMissingValue(Object cell) {
        if (cell instanceof String text) {
            return missingValues.include(text);
        }
        return cell instanceof Number number
                && missingValues.include(
                        cell instanceof Float single ? ShortestDecimal.of(single) : number.doubleValue());
    }

    /**
     * The number in a cell that is not missing.
     *
     * @throws CellException saying what may help
     */
    double number(String column, Object cell) {
        Optional<Double> value = cell instanceof String text ? Labels.number(text) : Optional.empty();
        if (value.isPresent()) {
            return value.get();
        }
        if (cell instanceof String text && MissingValues.isUsual(text)) {
            String shown = Shown.quoted(text.strip());
            String how =
                    missing == RowPlan.Missing.ERROR ? " and " + key("data.missing: mean or drop") + " take" : " takes";
            throw new CellException(
                    column,
                    () -> " " + NUMBER + " but is " + shown + "; " + key("data.missingValues") + ": [" + shown + "]"
                            + how + " it as missing");
        }
        boolean text = cell instanceof String word
                && !word.isBlank()
                && Character.isLetter(word.strip().codePointAt(0))
                && BooleanText.ofCell(word).isEmpty();
        if (text && first) {
            String shown = Shown.quoted(cell);
            throw new CellException(
                    column,
                    () -> " " + NUMBER + " but is " + shown + "; add the column to " + key("data.categorical")
                            + " if it has names");
        }
        return parsed(column, cell);
    }

    /** Numbers, and booleans as 0 and 1, also as text. */
    static double parsed(String column, Object cell) {
        if (cell instanceof Float number && Float.isFinite(number)) {
            return ShortestDecimal.of(number);
        }
        if (cell instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        if (cell instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (cell instanceof String text) {
            Optional<Double> value = Labels.number(text);
            if (value.isPresent()) {
                return value.get();
            }
            Optional<String> flag = BooleanText.ofCell(text);
            if (flag.isPresent()) {
                return flag.get().equals("true") ? 1 : 0;
            }
            cell = text.isBlank() ? null : text;
        }
        throw new CellException(column, NUMBER, cell);
    }
}
