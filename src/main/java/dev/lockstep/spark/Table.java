package dev.lockstep.spark;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Rows to read.
 *
 * @param name what the user calls them, such as {@code data.train}
 * @param path where they are, as the user wrote it; empty where they have no place
 */
public record Table(String name, String path, Dataset<Row> rows) {

    /** A column by its exact name, whatever letters that has. */
    public static Column column(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }

    /** Name and place. */
    String place() {
        return path.isEmpty() ? name : name + " (" + path + ")";
    }
}
