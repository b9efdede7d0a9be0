package dev.lockstep.spark;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.Labels;
import dev.lockstep.data.Scaling;
import dev.lockstep.math.Hash;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** Turns a row of {@link Columns#select} into numbers. Columns behind those do not matter. */
final class RowParser implements Serializable {

    private static final long serialVersionUID = 1;

    /** How far probabilities written with few decimals may miss the sum 1. */
    private static final double SUM_TOLERANCE = 1e-3;

    private static final String FLOAT = "must fit a float, so be at most 3.4e38, once scaled";

    private final String[] features;
    private final int[] widths;
    private final int width;
    private final String[] labels;
    private final String weight;
    private final LabelKind labelKind;
    private final Labels known;
    private final Scaling inputs;
    private final Scaling targets;

    /**
     * For rows that say themselves how they are scaled, if they are.
     *
     * @param known what labels mean, or null if the rows are to say it
     */
    RowParser(Columns columns, LabelKind labelKind, Labels known, RowPlan plan) {
        this(
                columns,
                labelKind,
                known,
                plan.scale() == RowPlan.Scale.NONE ? Scaling.none(columns.width()) : null,
                plan.scaleLabel() == RowPlan.Scale.NONE
                        ? Scaling.none(columns.labels().size())
                        : null);
    }

    /**
     * For any rows.
     *
     * @param known what labels mean, or null if the rows are to say it
     * @param inputs how features are scaled, or null if that is not known yet
     * @param targets how labels are scaled, or null if that is not known yet
     */
    RowParser(Columns columns, LabelKind labelKind, Labels known, Scaling inputs, Scaling targets) {
        features = columns.features().toArray(String[]::new);
        widths = columns.widths();
        width = columns.width();
        labels = columns.labels().toArray(String[]::new);
        weight = columns.weight().orElse(null);
        this.labelKind = labelKind;
        this.known = known;
        this.inputs = inputs;
        this.targets = targets;
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
            labelHash = meaning.areText() ? Hash.append(labelHash, Hash.of(text(cell))) : 0;
        }
        values[width + labels.length] = weight(row);
        return CanonicalRow.of(values, width, labelHash);
    }

    /** Checks everything of a row, but whether its classes are known where none are. */
    void check(Row row, double[] values) {
        readFeatures(row, values);
        for (int i = 0; inputs != null && i < width; i++) {
            if (!Float.isFinite(inputs.apply(values[i], i))) {
                throw new CellException(feature(i), FLOAT, Labels.text(values[i]));
            }
        }
        double total = 0;
        for (int i = 0; i < labels.length; i++) {
            Object cell = labelCell(row, i);
            if (labelKind == LabelKind.CLASSES) {
                requireKnown(labels[i], text(cell));
            } else {
                total += checkedTarget(i, (Double) cell);
            }
        }
        if (labelKind == LabelKind.DISTRIBUTION && Math.abs(total - 1) > SUM_TOLERANCE) {
            throw new CellException(String.join(" + ", labels), "must be probabilities with the sum 1", total);
        }
        weight(row);
    }

    private void requireKnown(String column, String label) {
        if (known != null && known.targetOf(label).isEmpty()) {
            throw new CellException(column, () -> ": " + known.refusal(label));
        }
    }

    private double checkedTarget(int label, double value) {
        if (labelKind == LabelKind.DISTRIBUTION && value < 0) {
            throw new CellException(labels[label], "must be a probability", value);
        }
        if (targets != null && !Float.isFinite(targets.apply(value, label))) {
            throw new CellException(labels[label], FLOAT, Labels.text(value));
        }
        return value;
    }

    /** A label cell, never empty: of classes a text or a number, else a number. */
    Object labelCell(Row row, int label) {
        Object cell = row.get(features.length + label);
        if (cell == null || (cell instanceof String text && text.isBlank())) {
            throw new CellException(labels[label], "must have a label", null);
        }
        if (labelKind == LabelKind.CLASSES && !(cell instanceof Number)) {
            return cell.toString().strip();
        }
        return number(labels[label], cell);
    }

    /** A label cell as text. */
    static String text(Object labelCell) {
        return labelCell instanceof Double number ? Labels.text(number) : (String) labelCell;
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

    /** What an input is called, a vector's element {@code column[i]}. */
    private String feature(int input) {
        int column = 0;
        int element = input;
        while (element >= widths[column]) {
            element -= widths[column++];
        }
        return widths[column] == 1 ? features[column] : features[column] + "[" + element + "]";
    }

    private static double target(String column, Object cell, Labels meaning) {
        Optional<Double> target =
                cell instanceof String text ? meaning.targetOf(text) : meaning.targetOf((Double) cell);
        return target.orElseThrow(() -> new CellException(
                column,
                meaning.areClasses() ? "must be one of the classes " + meaning.classes() : "must be a finite number",
                text(cell)));
    }

    /** Numbers, and booleans as 0 and 1: as themselves or, as in text files, as words. */
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
            String word = text.strip();
            if (word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false")) {
                return word.equalsIgnoreCase("true") ? 1 : 0;
            }
            cell = text.isBlank() ? null : text;
        }
        throw new CellException(column, "must be a finite number", cell);
    }
}
