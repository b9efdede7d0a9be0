package dev.lockstep.spark.internals;

import org.apache.spark.sql.execution.datasources.DataSource;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.v2.FileDataSourceV2;
import org.apache.spark.sql.internal.SQLConf;

/** Whether a Spark format consists of files in a folder. */
public final class FileFormats {

    private FileFormats() {}

    /** @throws IllegalArgumentException if Spark has no such format */
    public static boolean include(String format) {
        Class<?> type;
        try {
            type = DataSource.lookupDataSource(format, SQLConf.get());
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
            throw new IllegalArgumentException(
                    "must be csv, json, parquet, orc or any other writer of Spark but is " + format, e);
        }
        return FileFormat.class.isAssignableFrom(type) || FileDataSourceV2.class.isAssignableFrom(type);
    }
}
