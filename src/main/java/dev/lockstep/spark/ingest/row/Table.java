package dev.lockstep.spark.ingest.row;

import dev.lockstep.data.DataException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table to read.
 *
 * @param name its name in messages, such as {@code data.train}
 * @param path its location as the user wrote it; empty if there is none
 * @param rows its rows; reading a malformed one is an error
 * @param records all records, with the problem of malformed ones in the column {@link #PROBLEM}
 * @param notes notes for the user
 */
public record Table(String name, String path, Dataset<Row> rows, Dataset<Row> records, List<String> notes) {

    /** The last column of records: the problem of a malformed row, or null. */
    public static final String PROBLEM = "lockstep problem";

    public Table(String name, String path, Dataset<Row> rows) {
        this(name, path, rows, List.of());
    }

    private Table(String name, String path, Dataset<Row> rows, List<String> notes) {
        this(name, path, rows, rows.withColumn(PROBLEM, functions.lit(null).cast(DataTypes.StringType)), notes);
    }

    /** @param records with the problem of malformed rows as the last column */
    public static Table ofRecords(String name, String path, Dataset<Row> records, List<String> notes) {
        Column usable = functions
                .udf((UDF1<String, Boolean>) Table::requireUsable, DataTypes.BooleanType)
                .apply(column(PROBLEM));
        return new Table(name, path, records.filter(usable).drop(PROBLEM), records, notes);
    }

    private static boolean requireUsable(String problem) {
        if (problem != null) {
            throw new DataException(problem);
        }
        return true;
    }

    /** The same table with other rows. */
    public Table with(Dataset<Row> others) {
        return new Table(name, path, others, records, notes);
    }

    /** A column by its exact name, with any characters. */
    public static Column column(String name) {
        return functions.col(quoted(name));
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /**
     * A column, or a field of a struct.
     *
     * @param name of a column, or of a field as a path with dots
     */
    public static Column column(StructType schema, String name) {
        return path(schema, name)
                .map(path -> path.stream().map(Table::quoted).collect(Collectors.joining(".")))
                .map(path -> functions.col(path).as(name))
                .orElseGet(() -> column(name));
    }

    /** The field that {@link #column(StructType, String)} selects; empty if there is none. */
    public static Optional<StructField> field(StructType schema, String name) {
        return path(schema, name).map(path -> {
            StructType within = schema;
            for (String outer : path.subList(0, path.size() - 1)) {
                within = (StructType) within.apply(outer).dataType();
            }
            return within.apply(path.get(path.size() - 1));
        });
    }

    private static Optional<List<String>> path(StructType schema, String name) {
        if (has(schema, name)) {
            return Optional.of(List.of(name));
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            String outer = name.substring(0, dot);
            if (has(schema, outer) && schema.apply(outer).dataType() instanceof StructType within) {
                Optional<List<String>> inner = path(within, name.substring(dot + 1));
                if (inner.isPresent()) {
                    return Optional.of(Stream.concat(Stream.of(outer), inner.get().stream())
                            .toList());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean has(StructType schema, String name) {
        return schema.getFieldIndex(name).isDefined();
    }

    /** Name and location. */
    String place() {
        return path.isEmpty() ? name : name + " (" + path + ")";
    }
}
