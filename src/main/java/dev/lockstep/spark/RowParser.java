package dev.lockstep.spark;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.Labels;
import dev.lockstep.math.Hash;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** Turns a row of {@link Columns#select} into numbers. */
final class RowParser implements Serializable {

    private static final long serialVersionUID = 1;

    /** How far probabilities written with few decimals may miss the sum 1. */
    private static final double SUM_TOLERANCE = 1e-3;

    private final String[] features;
    private final int[] widths;
    private final int width;
    private final String[] labels;
    private final String weight;
    private final LabelKind labelKind;

    RowParser(Columns columns, LabelKind labelKind) {
        this.labelKind = labelKind;
        features = columns.features().toArray(String[]::new);
        widths = columns.widths();
        width = columns.width();
        labels = columns.labels().toArray(String[]::new);
        weight = columns.weight().orElse(null);
    }

    /** The columns a label is read from. */
    List<String> labels() {
        return List.of(labels);
    }

    LabelKind labelKind() {
        return labelKind;
    }

    /** Features, then room for the targets, then the weight. */
    int valueCount() {
        return width + labels.length + 1;
    }

    /**
     * The row in its canonical form.
     *
     * @throws CellException naming column and value
     */
    byte[] parse(Row row, Labels meaning) {
        double[] values = new double[valueCount()];
        readFeatures(row, values);
        long labelHash = 0;
        for (int i = 0; i < labels.length; i++) {
            Object cell = labelCell(row, i);
            values[width + i] = target(labels[i], cell, meaning);
            labelHash = meaning.areText() ? Hash.append(labelHash, Hash.of((String) cell)) : 0;
        }
        values[width + labels.length] = weight(row);
        return CanonicalRow.of(values, width, labelHash);
    }

    /** Checks everything of a row but whether its classes are known. */
    void check(Row row, double[] values) {
        readFeatures(row, values);
        double total = 0;
        for (int i = 0; i < labels.length; i++) {
            Object cell = labelCell(row, i);
            if (labelKind != LabelKind.CLASSES) {
                double target = target(labels[i], cell, Labels.ofNumbers());
                total += target;
                if (labelKind == LabelKind.DISTRIBUTION && target < 0) {
                    throw new CellException(labels[i], "must be a probability", cell);
                }
            }
        }
        if (labelKind == LabelKind.DISTRIBUTION && Math.abs(total - 1) > SUM_TOLERANCE) {
            throw new CellException(String.join(" + ", labels), "must be probabilities with the sum 1", total);
        }
        weight(row);
    }

    /** A label cell as text or number, never empty. */
    Object labelCell(Row row, int label) {
        Object cell = row.get(features.length + label);
        if (cell == null || (cell instanceof String text && text.isBlank())) {
            throw new CellException(labels[label], "must have a label", null);
        }
        if (cell instanceof Boolean || cell instanceof Number) {
            return number(labels[label], cell);
        }
        return cell.toString().strip();
    }

    double weight(Row row) {
        if (weight == null) {
            return 1;
        }
        Object cell = row.get(features.length + labels.length);
        double value = number(weight, cell);
        if (value < 0 || (float) value > Float.MAX_VALUE) {
            throw new CellException(weight, "must be a weight, 0 or a positive number,", cell);
        }
        return (float) value;
    }

    private void readFeatures(Row row, double[] values) {
        int at = 0;
        for (int i = 0; i < features.length; i++) {
            Object cell = row.get(i);
            if (cell instanceof Vector vector) {
                readVector(i, vector, values, at);
            } else {
                values[at] = number(features[i], cell);
            }
            at += widths[i];
        }
    }

    private void readVector(int feature, Vector vector, double[] values, int at) {
        if (vector.size() != widths[feature]) {
            throw new CellException(
                    features[feature], "must have " + widths[feature] + " elements", vector.size() + " elements");
        }
        for (int i = 0; i < vector.size(); i++) {
            values[at + i] = vector.apply(i);
            if (!Double.isFinite(values[at + i])) {
                throw new CellException(features[feature] + "[" + i + "]", "must be a finite number", values[at + i]);
            }
        }
    }

    private static double target(String column, Object cell, Labels meaning) {
        Optional<Double> target =
                cell instanceof String text ? meaning.targetOf(text) : meaning.targetOf((Double) cell);
        return target.orElseThrow(() -> new CellException(
                column,
                meaning.areClasses() ? "must be one of the classes " + meaning.classes() : "must be a finite number",
                cell instanceof Double number ? Labels.text(number) : cell));
    }

    private static double number(String column, Object cell) {
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
            cell = text.isBlank() ? null : text;
        }
        throw new CellException(column, "must be a finite number", cell);
    }
}
