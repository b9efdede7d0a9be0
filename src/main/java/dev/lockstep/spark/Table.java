package dev.lockstep.spark;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rows to read.
 *
 * @param name what the user calls them, such as {@code data.train}
 * @param path where they are, as the user wrote it; empty where they have no place
 */
public record Table(String name, String path, Dataset<Row> rows) {

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
