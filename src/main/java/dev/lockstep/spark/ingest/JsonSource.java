package dev.lockstep.spark.ingest;

import dev.lockstep.data.DataException;
import dev.lockstep.spark.ingest.row.Table;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Files of JSON, read by Spark, which reads all of them to infer the schema, with a column for the text of lines that
 * are not objects.
 */
final class JsonSource {

    private static final String TEXT = "lockstep text";
    private static final int LONGEST_SHOWN = 80;

    private JsonSource() {}

    /** @throws DataException naming the first line that is not an object */
    static Table open(SparkSession session, String name, String path, ReaderOptions options) {
        if (options.get("mode", "columnNameOfCorruptRecord").isPresent()) {
            return new Table(name, path, rows(session, path, options));
        }
        Dataset<Row> rows = rows(session, path, options.or(Map.of("columnNameOfCorruptRecord", TEXT)));
        List<String> columns = List.of(rows.columns());
        if (columns.equals(List.of(TEXT))) {
            String encoding = options.get("encoding", "charset")
                    .map(given -> "; it is read with the encoding " + given + ", according to the option encoding")
                    .orElse("");
            throw new DataException(name + " (" + path + ") must have a JSON object per line, or options: {multiLine:"
                    + " true}, but has other text" + encoding);
        }
        if (!columns.contains(TEXT)) {
            return new Table(name, path, rows);
        }
        Column text = Table.column(TEXT);
        Column problem = functions.when(
                text.isNotNull(),
                functions.concat(
                        functions.lit("must be a JSON object, on one line or with options: {multiLine: true}, but is "),
                        functions.substring(text, 1, LONGEST_SHOWN)));
        Table table = Table.ofRecords(
                name, path, rows.withColumn(Table.PROBLEM, problem).drop(TEXT), List.of());
        RowSource.requireRecords(table);
        return table;
    }

    private static Dataset<Row> rows(SparkSession session, String path, ReaderOptions options) {
        return session.read().format("json").options(options.map()).load(path);
    }
}
