package dev.lockstep.spark.ingest.row;

import dev.lockstep.data.LabelKind;
import dev.lockstep.data.RawRow;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/** The result of a first pass over a source: the number of rows, labels, categories and bad rows. */
public final class Survey implements Serializable {

    private static final long serialVersionUID = 1;

    /** The limit of distinct labels or categories. */
    public static final int MOST_CLASSES = 65536;

    private long rows;
    private double weight;
    private long badRows;
    private long droppedRows;
    private long nonZeros;
    /** Counts of labels, if they are classes. */
    private final TreeMap<String, Long> labels = new TreeMap<>();
    /** The categories of every categorical column, unless they are hashed. */
    private final TreeMap<Integer, TreeSet<String>> categories = new TreeMap<>();
    /** Rows with an unseen category by column, if categories are known. */
    private final TreeMap<Integer, Long> unseen = new TreeMap<>();

    /** @param rows as {@link RowParser#keep} keeps them */
    public static Survey of(Iterator<byte[]> rows, RowParser parser) {
        Survey survey = new Survey();
        RawRow scratch = parser.scratch();
        while (rows.hasNext()) {
            survey.add(rows.next(), parser, scratch);
        }
        return survey;
    }

    private void add(byte[] kept, RowParser parser, RawRow scratch) {
        try {
            Row row = parser.read(kept, scratch).orElse(null);
            if (row == null || !parser.checkRead(row, scratch)) {
                droppedRows++;
                return;
            }
            rows++;
            if (parser.labelKind() == LabelKind.CLASSES && labels.size() <= MOST_CLASSES) {
                for (int i = 0; i < parser.labels().size(); i++) {
                    labels.merge(CellText.ofLabel(parser.labelCell(row, i)), 1L, Long::sum);
                }
            }
            for (int column : parser.features().unseen(scratch)) {
                unseen.merge(column, 1L, Long::sum);
            }
            for (int column : parser.features().collected()) {
                parser.features().category(row, column).ifPresent(category -> addCategory(column, category));
            }
            weight += parser.weight(row);
            nonZeros += scratch.count();
        } catch (CellException e) {
            rows++;
            badRows++;
        }
    }

    private void addCategory(int column, String category) {
        Set<String> known = categories.computeIfAbsent(column, any -> new TreeSet<>());
        if (known.size() <= MOST_CLASSES) {
            known.add(category);
        }
    }

    public Survey merge(Survey other) {
        rows += other.rows;
        weight += other.weight;
        badRows += other.badRows;
        droppedRows += other.droppedRows;
        nonZeros += other.nonZeros;
        other.labels.forEach((label, count) -> labels.merge(label, count, Long::sum));
        other.categories.forEach((column, texts) ->
                categories.computeIfAbsent(column, any -> new TreeSet<>()).addAll(texts));
        other.unseen.forEach((column, count) -> unseen.merge(column, count, Long::sum));
        return this;
    }

    /** Rows that are not dropped. */
    public long rows() {
        return rows;
    }

    public double weight() {
        return weight;
    }

    public long badRows() {
        return badRows;
    }

    /** Rows that are dropped because a feature is missing. */
    public long droppedRows() {
        return droppedRows;
    }

    /** Non-zero features of all rows; a category counts as one. */
    public long nonZeros() {
        return nonZeros;
    }

    /** Rows with an unseen category, by the position of the column. */
    public Map<Integer, Long> unseen() {
        return unseen;
    }

    public Map<String, Long> labels() {
        return labels;
    }

    /** The categories that occur in a column. */
    public Set<String> categories(int column) {
        return categories.getOrDefault(column, new TreeSet<>());
    }
}
