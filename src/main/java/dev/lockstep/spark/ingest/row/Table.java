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
 * Rows to read.
 *
 * @param name what the user calls them, such as {@code data.train}
 * @param path where they are, as the user wrote it; empty where they have no place
 * @param rows those that are rows; reading one that is not ends in an error
 * @param records all rows, and in the column {@link #PROBLEM} what makes one unusable
 * @param notes what a person should know about them
 */
public record Table(String name, String path, Dataset<Row> rows, Dataset<Row> records, List<String> notes) {

    /** The last column of records: what makes a row unusable as a whole, or null. */
    public static final String PROBLEM = "lockstep problem";

    public Table(String name, String path, Dataset<Row> rows) {
        this(name, path, rows, List.of());
    }

    private Table(String name, String path, Dataset<Row> rows, List<String> notes) {
        this(name, path, rows, rows.withColumn(PROBLEM, functions.lit(null).cast(DataTypes.StringType)), notes);
    }

    /** @param records with what makes a row unusable as the last column */
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

    /** The same, with its rows as another dataset. */
    public Table with(Dataset<Row> others) {
        return new Table(name, path, others, records, notes);
    }

    /** A column by its exact name, whatever letters that has. */
    public static Column column(String name) {
        return functions.col(quoted(name));
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /**
     * A column, or a field of one that is a struct.
     *
     * @param name of a column as it is, or where there is none, of a column and its fields with dots between them
     */
    public static Column column(StructType schema, String name) {
        return path(schema, name)
                .map(path -> path.stream().map(Table::quoted).collect(Collectors.joining(".")))
                .map(path -> functions.col(path).as(name))
                .orElseGet(() -> column(name));
    }

    /** What {@link #column(StructType, String)} has; empty if there is no such column. */
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
        List<String> names = List.of(schema.fieldNames());
        if (names.contains(name)) {
            return Optional.of(List.of(name));
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            String outer = name.substring(0, dot);
            if (names.contains(outer) && schema.apply(outer).dataType() instanceof StructType within) {
                Optional<List<String>> inner = path(within, name.substring(dot + 1));
                if (inner.isPresent()) {
                    return Optional.of(Stream.concat(Stream.of(outer), inner.get().stream())
                            .toList());
                }
            }
        }
        return Optional.empty();
    }

    /** Name and place. */
    String place() {
        return path.isEmpty() ? name : name + " (" + path + ")";
    }
}
