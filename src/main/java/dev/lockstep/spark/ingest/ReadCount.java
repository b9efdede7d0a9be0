package dev.lockstep.spark.ingest;

import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.spark.ingest.row.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** Counts the rows of a table, and those with unseen categories, while another query reads them. */
public final class ReadCount {

    private static final String ROWS = "rows";
    private static final String UNSEEN = "lockstep unseen";
    /** A prefix for column names, one of which may be "rows". */
    private static final String PREFIX = "unseen in ";

    private final Observation observation = new Observation();
    private final FeatureEncoder encoder;

    public ReadCount(FeatureEncoder encoder) {
        this.encoder = encoder;
    }

    /** The same rows, counted when a query has read them all. */
    public Dataset<Row> counted(Dataset<Row> rows) {
        Column all = functions.count(functions.lit(1)).as(ROWS);
        List<String> columns = encoder.takesUnseen();
        if (columns.isEmpty()) {
            return rows.observe(observation, all);
        }
        FeatureEncoder ofTasks = encoder;
        UDF1<Row, String[]> unseen = row -> ofTasks.unseen(row).toArray(String[]::new);
        Column[] counts = columns.stream()
                .map(column -> functions
                        .count_if(functions.array_contains(Table.column(UNSEEN), column))
                        .as(PREFIX + column))
                .toArray(Column[]::new);
        return rows.withColumn(
                        UNSEEN,
                        functions
                                .udf(unseen, DataTypes.createArrayType(DataTypes.StringType))
                                .apply(encoder.cells(rows.schema())))
                .observe(observation, all, counts)
                .drop(UNSEEN);
    }

    public long rows() {
        return count(ROWS);
    }

    /**
     * A note for each column with unseen categories.
     *
     * @param name the name of the rows in messages
     */
    public List<String> notes(String name) {
        List<String> notes = new ArrayList<>();
        for (String column : encoder.takesUnseen()) {
            long unseen = count(PREFIX + column);
            if (unseen > 0) {
                notes.add(RowCounts.unseen(name, column, unseen, rows()));
            }
        }
        return notes;
    }

    private long count(String what) {
        try {
            return (Long) observation.getAsJava().get(what);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
