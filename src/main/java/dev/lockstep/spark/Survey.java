package dev.lockstep.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** What one look at every row of a source finds: how many, which labels, and how many cannot be used. */
final class Survey implements Serializable {

    private static final long serialVersionUID = 1;

    /** With more distinct labels than this nobody means classes. */
    static final int MOST_CLASSES = 65536;

    private long rows;
    private double weight;
    private long badRows;
    /** How often each label occurs, as far as classes are wanted. */
    private final TreeMap<String, Long> labels = new TreeMap<>();

    static Survey of(Iterator<Row> rows, RowParser parser) {
        Survey survey = new Survey();
        double[] scratch = new double[parser.valueCount()];
        while (rows.hasNext()) {
            survey.add(rows.next(), parser, scratch);
        }
        return survey;
    }

    private void add(Row row, RowParser parser, double[] scratch) {
        rows++;
        try {
            parser.check(row, scratch);
            if (parser.labelKind() == LabelKind.CLASSES && labels.size() <= MOST_CLASSES) {
                for (int i = 0; i < parser.labels().size(); i++) {
                    labels.merge(RowParser.text(parser.labelCell(row, i)), 1L, Long::sum);
                }
            }
            weight += parser.weight(row);
        } catch (CellException e) {
            badRows++;
        }
    }

    Survey merge(Survey other) {
        rows += other.rows;
        weight += other.weight;
        badRows += other.badRows;
        other.labels.forEach((label, count) -> labels.merge(label, count, Long::sum));
        return this;
    }

    long rows() {
        return rows;
    }

    double weight() {
        return weight;
    }

    long badRows() {
        return badRows;
    }

    Map<String, Long> labels() {
        return labels;
    }
}
