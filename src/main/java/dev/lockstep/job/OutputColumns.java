package dev.lockstep.job;

import dev.lockstep.data.DataException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;

/** The columns that a file format can store. */
final class OutputColumns {

    private static final List<String> CELLS_ALONE = List.of("csv", "tsv", "text");

    private OutputColumns() {}

    /** @throws DataException naming the columns that the format cannot store, and formats that can */
    static void requireWritable(String format, StructType schema) {
        if (!CELLS_ALONE.contains(format.toLowerCase(Locale.ROOT))) {
            return;
        }
        List<String> columns = Arrays.stream(schema.fields())
                .filter(field -> !isCell(field.dataType()))
                .map(OutputColumns::described)
                .toList();
        if (!columns.isEmpty()) {
            throw new DataException("--output: " + format + " cannot store " + String.join(", ", columns)
                    + "; --output-format parquet, orc or json can, and parquet preserves vectors");
        }
    }

    private static boolean isCell(DataType type) {
        return !(type instanceof ArrayType
                || type instanceof MapType
                || type instanceof StructType
                || type instanceof UserDefinedType
                || type instanceof BinaryType
                || type instanceof CalendarIntervalType);
    }

    private static String described(StructField field) {
        return "the column " + field.name() + ", which is " + field.dataType().simpleString();
    }
}
