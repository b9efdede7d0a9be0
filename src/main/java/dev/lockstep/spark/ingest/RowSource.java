package dev.lockstep.spark.ingest;

import dev.lockstep.data.Categories;
import dev.lockstep.data.DataException;
import dev.lockstep.data.LabelKind;
import dev.lockstep.data.MissingValues;
import dev.lockstep.plan.Categorical;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.SourcePlan;
import dev.lockstep.spark.ingest.row.BadRow;
import dev.lockstep.spark.ingest.row.Columns;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.spark.ingest.row.FeatureReader;
import dev.lockstep.spark.ingest.row.RowParser;
import dev.lockstep.spark.ingest.row.Table;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Opens sources of rows for trained models. */
public final class RowSource {

    private RowSource() {}

    /**
     * Opens a source.
     *
     * @param name its name in messages
     * @param offset its column of offsets, if any
     * @param like the model that gets the rows; a libsvm file does not state its number of features
     * @throws DataException if there are no files, or a column is missing
     */
    public static Table read(
            SparkSession session, String name, SourcePlan source, FeatureEncoder like, Optional<String> offset) {
        Table table =
                SourceReader.readLike(session, name, source, like.encoding().features());
        columns(like, offset).in(name, table.rows());
        return table;
    }

    private static Columns columns(FeatureEncoder of, Optional<String> offset) {
        return new Columns(of.reader().features(), List.of(), Optional.empty(), offset);
    }

    /** @throws DataException naming the first malformed record, if any */
    static void requireRecords(Table table) {
        Columns none = new Columns(List.of(), List.of(), Optional.empty(), Optional.empty());
        FeatureReader features = new FeatureReader(
                new Columns.Feature[0],
                RowPlan.Missing.ERROR,
                MissingValues.NONE,
                Categorical.Unseen.ERROR,
                new Categories[0]);
        RowParser parser = new RowParser(none, features, LabelKind.NUMBERS, null, new RowParser.Scales(null, null));
        // Spark does not read the column of malformed records alone.
        Dataset<Row> records = table.records()
                .select(
                        Table.column(Table.PROBLEM),
                        Table.column(table.records().columns()[0]));
        BadRow.first(records, parser, table.path()).ifPresent(row -> {
            throw new DataException(table.name() + ": " + row.place() + ": " + row.problem());
        });
    }

    /** The first row whose features cannot be used, with the reason; empty if there is none. */
    public static Optional<String> firstBadRow(Table table, FeatureEncoder encoder, Optional<String> offset) {
        Columns columns = columns(encoder, offset);
        RowParser parser =
                new RowParser(columns, encoder.reader(), LabelKind.NUMBERS, null, new RowParser.Scales(null, null));
        return BadRow.first(columns.select(table), parser, table.path())
                .map(row -> table.name() + ": " + row.place() + ": " + row.problem());
    }
}
