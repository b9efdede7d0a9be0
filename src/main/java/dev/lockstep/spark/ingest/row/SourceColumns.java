package dev.lockstep.spark.ingest.row;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.DataException;
import dev.lockstep.format.TableDescription.Trait;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The columns that a source has. Every check throws a {@link DataException} with the source, the column and a remedy.
 *
 * @param name of the source in messages
 */
record SourceColumns(String name, Dataset<Row> rows, StructType schema) {

    static SourceColumns of(String name, Dataset<Row> rows) {
        return new SourceColumns(name, rows, rows.schema());
    }

    boolean has(String column) {
        return Table.field(schema, column).isPresent();
    }

    DataType type(String column) {
        return Table.field(schema, column).orElseThrow().dataType();
    }

    /** Requires a column that a key of the plan names. */
    void require(String key, String column) {
        if (!has(column)) {
            throw new DataException(name + ": " + key + ": "
                    + Names.unknown("column", column, List.of(schema.fieldNames())) + CsvHeader.doubt(schema));
        }
    }

    /** Requires a feature of the training rows. */
    void require(Columns.Feature feature) {
        String column = feature.column();
        if (feature.traits().contains(Trait.PARTITION) && !has(column)) {
            throw new DataException(name + ": column " + column
                    + " is missing; it is a partition column of " + key("data.train") + ", named by folders such as "
                    + column
                    + "=...: use the parent folder, set the option basePath to it, or add the column");
        }
        require("feature of " + key("data.train"), column);
    }

    void requireCategories(String column) {
        DataType type = type(column);
        if (!isCell(type)) {
            throw new DataException(name + ": column " + column
                    + " must hold text, numbers, dates or booleans to be one of " + key("data.categorical") + " but is "
                    + type.simpleString() + (isTime(type) ? wayOut(type, column) : ""));
        }
    }

    void requireLabels(String column) {
        DataType type = type(column);
        if (!isCell(type)) {
            boolean several = type instanceof ArrayType || type instanceof VectorUDT;
            throw new DataException(name + ": column " + column
                    + " must hold text, numbers, dates or booleans as labels but is "
                    + type.simpleString()
                    + (several
                            ? "; for several outputs or a distribution, list several columns in " + key("data.label")
                            : type instanceof StructType || isTime(type) ? wayOut(type, column) : ""));
        }
    }

    /** The number of features in a column of numbers or vectors; 0 if all its vectors are null. */
    int width(String column) {
        StructField field = Table.field(schema, column).orElseThrow();
        DataType type = field.dataType();
        if (type instanceof VectorUDT && field.metadata().contains("numFeatures")) {
            return (int) field.metadata().getLong("numFeatures");
        }
        if (type instanceof VectorUDT || isArrayOfNumbers(type)) {
            Column cells = Table.column(schema, column);
            List<Row> first = rows.select(cells).filter(cells.isNotNull()).takeAsList(1);
            return first.isEmpty() ? 0 : size(first.get(0));
        }
        if (isCell(type) && !(type instanceof DateType)) {
            return 1;
        }
        throw new DataException(name + ": column " + column + " must hold numbers or vectors but is "
                + type.simpleString() + wayOut(type, column));
    }

    private static boolean isCell(DataType type) {
        return type instanceof NumericType
                || type instanceof StringType
                || type instanceof BooleanType
                || type instanceof DateType;
    }

    private static boolean isTime(DataType type) {
        return type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    private static boolean isArrayOfNumbers(DataType type) {
        return type instanceof ArrayType array && array.elementType() instanceof NumericType;
    }

    private static int size(Row row) {
        return row.get(0) instanceof Vector vector
                ? vector.size()
                : row.getList(0).size();
    }

    /** The remedy for a column with composite cells. */
    private static String wayOut(DataType type, String column) {
        if (type instanceof StructType struct && !struct.isEmpty()) {
            return "; use its fields, such as " + column + "." + struct.fieldNames()[0];
        }
        if (type instanceof DateType) {
            return "; " + key("data.categorical") + " encodes dates as categories";
        }
        if (isTime(type)) {
            return "; convert it to a date, a number or text first, for example in a view read with format: table";
        }
        return type instanceof ArrayType || type instanceof MapType || type instanceof StructType
                ? "; convert it to columns first, for example in a view read with format: table, or remove it from"
                        + " " + key("data.features")
                : "";
    }
}
