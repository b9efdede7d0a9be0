package dev.lockstep.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows to read.
 *
 * @param name what the user calls them, such as {@code data.train}
 * @param path where they are, as the user wrote it; empty where they have no place
 */
public record Table(String name, String path, Dataset<Row> rows) {

    /** Name and place. */
    String place() {
        return path.isEmpty() ? name : name + " (" + path + ")";
    }
}
