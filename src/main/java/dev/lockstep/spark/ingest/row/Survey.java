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

/** What one look at every row of a source finds: how many, which labels and categories, and how many cannot be used. */
public final class Survey implements Serializable {

    private static final long serialVersionUID = 1;

    /** With more distinct labels or categories than this nobody means classes. */
    public static final int MOST_CLASSES = 65536;

    private long rows;
    private double weight;
    private long badRows;
    private long droppedRows;
    private long nonZeros;
    /** How often each label occurs, as far as classes are wanted. */
    private final TreeMap<String, Long> labels = new TreeMap<>();
    /** The categories of every column that has some. */
    private final TreeMap<Integer, TreeSet<String>> categories = new TreeMap<>();
    /** In how many rows a column has a category that is not known, as far as categories are. */
    private final TreeMap<Integer, Long> unseen = new TreeMap<>();

    public static Survey of(Iterator<Row> rows, RowParser parser) {
        Survey survey = new Survey();
        RawRow scratch = parser.scratch();
        while (rows.hasNext()) {
            survey.add(rows.next(), parser, scratch);
        }
        return survey;
    }

    private void add(Row row, RowParser parser, RawRow scratch) {
        try {
            if (!parser.check(row, scratch)) {
                droppedRows++;
                return;
            }
            rows++;
            if (parser.labelKind() == LabelKind.CLASSES && labels.size() <= MOST_CLASSES) {
                for (int i = 0; i < parser.labels().size(); i++) {
                    labels.merge(RowParser.text(parser.labelCell(row, i)), 1L, Long::sum);
                }
            }
            for (int column : parser.features().unseen(scratch)) {
                unseen.merge(column, 1L, Long::sum);
            }
            for (int column : parser.features().categorical()) {
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

    /** Rows that are dropped because something is missing. */
    public long droppedRows() {
        return droppedRows;
    }

    /** Features that are not 0, over all rows; a category is one. */
    public long nonZeros() {
        return nonZeros;
    }

    /** In how many rows a column has a category that is not known, by the column's place. */
    public Map<Integer, Long> unseen() {
        return unseen;
    }

    public Map<String, Long> labels() {
        return labels;
    }

    /** The categories that a column's rows have. */
    public Set<String> categories(int column) {
        return categories.getOrDefault(column, new TreeSet<>());
    }
}
