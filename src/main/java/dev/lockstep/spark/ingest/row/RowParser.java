package dev.lockstep.spark.ingest.row;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.LabelKind;
import dev.lockstep.data.Labels;
import dev.lockstep.data.RawRow;
import dev.lockstep.data.Scaling;
import dev.lockstep.math.Hash;
import dev.lockstep.plan.RowPlan;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Parses a row of {@link Columns#select} into numbers. Later columns are ignored. */
public final class RowParser implements Serializable {

    private static final long serialVersionUID = 1;

    /** Tolerance for the sum of probabilities written with few decimals. */
    private static final double SUM_TOLERANCE = 1e-3;

    private static final String FLOAT = "must fit a float, so be at most 3.4e38, once scaled";

    private final FeatureReader features;
    private final int width;
    private final String[] labels;
    private final OtherCells others;
    private final LabelKind labelKind;
    private final Labels known;
    private final Scales scales;

    /**
     * The scaling of columns, as far as known.
     *
     * @param features null if unknown
     * @param labels null if unknown
     */
    public record Scales(Scaling features, Scaling labels) implements Serializable {

        /** The parts of a plan that are known before reading. */
        public static Scales of(RowPlan plan, Columns columns) {
            return new Scales(
                    plan.scale() == RowPlan.Scale.NONE ? Scaling.none(columns.width()) : null,
                    plan.scaleLabel() == RowPlan.Scale.NONE
                            ? Scaling.none(columns.labels().size())
                            : null);
        }
    }

    /** @param known the meaning of labels, or null if the rows determine it */
    public RowParser(Columns columns, FeatureReader features, LabelKind labelKind, Labels known, Scales scales) {
        this(
                features,
                columns.labels().toArray(String[]::new),
                OtherCells.of(columns, features.numbers()),
                labelKind,
                known,
                scales);
    }

    private RowParser(
            FeatureReader features, String[] labels, OtherCells others, LabelKind kind, Labels known, Scales scales) {
        this.features = features;
        this.width = features.width();
        this.labels = labels;
        this.others = others;
        this.labelKind = kind;
        this.known = known;
        this.scales = scales;
    }

    /** The same, with another reader of the same features. */
    public RowParser with(FeatureReader other) {
        return new RowParser(other, labels, others, labelKind, known, scales);
    }

    public FeatureReader features() {
        return features;
    }

    /** The label columns. */
    List<String> labels() {
        return List.of(labels);
    }

    public LabelKind labelKind() {
        return labelKind;
    }

    /** A buffer for a parsed row. */
    public RawRow scratch() {
        return new RawRow(labels.length);
    }

    /**
     * A row that was kept in its canonical form; empty if it is dropped.
     *
     * @throws CellException naming column and value
     */
    public Optional<byte[]> parse(byte[] kept, Labels meaning, RawRow scratch) {
        Optional<Row> cells = read(kept, scratch);
        if (cells.isEmpty() || features.drops(scratch)) {
            return Optional.empty();
        }
        Row row = cells.get();
        long labelHash = 0;
        for (int i = 0; i < labels.length; i++) {
            Object cell = labelCell(row, i);
            double target = target(labels[i], cell, meaning);
            scratch.setTarget(i, target);
            labelHash = meaning.areText() ? Hash.append(labelHash, Hash.of(meaning.name((int) target))) : 0;
        }
        scratch.setWeight(weight(row));
        if (others.hasOffset()) {
            scratch.setOffset(others.offset(row));
        }
        return Optional.of(CanonicalRow.of(scratch, width, labelHash));
    }

    /** Checks a row and keeps it as bytes. */
    public byte[] keep(Row row, RawRow scratch) {
        try {
            return check(row, scratch)
                    ? KeptRow.of(row, features.columnsRead(), scratch, otherCells())
                    : KeptRow.dropped();
        } catch (CellException e) {
            return KeptRow.bad(e.getMessage());
        }
    }

    /**
     * Reads the features of a row that was kept, and returns its other cells; empty if it is dropped.
     *
     * @throws CellException if it cannot be used
     */
    Optional<Row> read(byte[] kept, RawRow scratch) {
        if (KeptRow.isDropped(kept)) {
            return Optional.empty();
        }
        ByteBuffer from = KeptRow.open(kept);
        Row cells = KeptRow.readCells(from, features.columnsRead(), otherCells());
        KeptRow.readFeatures(from, cells, features, scratch);
        return Optional.of(cells);
    }

    /** The number of cells that are not features. */
    private int otherCells() {
        return labels.length + others.count();
    }

    private void requireUsable(Row row) {
        int problem = features.columnsRead().length + otherCells();
        if (!row.isNullAt(problem)) {
            throw CellException.ofRow(row.getString(problem));
        }
    }

    /** Validates a row, except for its classes if none are known yet; returns whether it is kept. */
    boolean check(Row row, RawRow scratch) {
        requireUsable(row);
        features.read(row, scratch);
        return checkRead(row, scratch);
    }

    /** As {@link #check}, for a row whose features have been read. */
    boolean checkRead(Row row, RawRow scratch) {
        if (features.drops(scratch)) {
            return false;
        }
        for (int i = 0; scales.features() != null && i < scratch.count(); i++) {
            double value = scratch.value(i);
            if (!Double.isNaN(value) && !Float.isFinite(scales.features().apply(value, scratch.index(i)))) {
                throw new CellException(features.name(scratch.index(i)), FLOAT, Labels.text(value));
            }
        }
        double total = 0;
        for (int i = 0; i < labels.length; i++) {
            Object cell = labelCell(row, i);
            if (labelKind == LabelKind.CLASSES) {
                requireKnown(labels[i], CellText.ofLabel(cell));
            } else {
                total += checkedTarget(i, (Double) cell);
            }
        }
        if (labelKind == LabelKind.DISTRIBUTION && Math.abs(total - 1) > SUM_TOLERANCE) {
            throw new CellException(String.join(" + ", labels), "must be probabilities with the sum 1", total);
        }
        weight(row);
        others.offset(row);
        return true;
    }

    private void requireKnown(String column, String label) {
        if (known != null && known.targetOf(label).isEmpty()) {
            throw new CellException(column, () -> ": " + known.refusal(label));
        }
    }

    private double checkedTarget(int label, double value) {
        if (scales.labels() != null && !Float.isFinite(scales.labels().apply(value, label))) {
            throw new CellException(labels[label], FLOAT, Labels.text(value));
        }
        if (!labelKind.takes(value)) {
            throw new CellException(labels[label], "must be " + labelKind.words(), Labels.text(value));
        }
        return value;
    }

    /** A label cell, never empty: text for classes, otherwise a number. */
    Object labelCell(Row row, int label) {
        Object cell = row.get(features.columnsRead().length + label);
        if (cell == null || (cell instanceof String text && text.isBlank())) {
            throw new CellException(labels[label], "must have a label", null);
        }
        if (features.numbers().isMissingValue(cell)) {
            throw new CellException(labels[label], "must have a label other than " + key("data.missingValues"), cell);
        }
        if (labelKind != LabelKind.CLASSES) {
            return NumberCells.parsed(labels[label], cell);
        }
        if (cell instanceof Number number && !Double.isFinite(number.doubleValue())) {
            throw new CellException(labels[label], "must be a class", cell);
        }
        return CellText.of(cell);
    }

    double weight(Row row) {
        return others.weight(row);
    }

    private static double target(String column, Object cell, Labels meaning) {
        Optional<Double> target =
                cell instanceof String text ? meaning.targetOf(text) : meaning.targetOf((Double) cell);
        return target.orElseThrow(() -> new CellException(
                column,
                meaning.areClasses() ? "must be one of the classes " + meaning.classes() : "must be a finite number",
                CellText.ofLabel(cell)));
    }
}
