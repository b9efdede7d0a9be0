package dev.lockstep.spark.ingest.row;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.DataException;
import dev.lockstep.format.TableDescription.Trait;
import dev.lockstep.plan.RowPlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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
 * The columns of a source that a plan uses: features, labels, weight. Their order is that of the plan, never of the
 * source: a feature is where the plan first names it; those that match a pattern, and all features if the plan names
 * none, are in {@link NaturalOrder}.
 *
 */
public record Columns(List<Feature> features, List<String> labels, Optional<String> weight) {

    /**
     * A feature column.
     *
     * @param width its number of features; more than one for a vector
     * @param categorical whether it is categorical
     * @param traits other properties of the column in the training rows
     */
    public record Feature(String column, int width, boolean categorical, Set<Trait> traits) implements Serializable {

        /** The name of one of its features. */
        String name(int element) {
            return width == 1 ? column : column + "[" + element + "]";
        }
    }

    /** Features per row. */
    int width() {
        return features.stream().mapToInt(Feature::width).sum();
    }

    /** A table's records with these columns in this order, followed by their problem. */
    public Dataset<Row> select(Table table) {
        List<String> names =
                new ArrayList<>(features.stream().map(Feature::column).toList());
        names.addAll(labels);
        weight.ifPresent(names::add);
        names.add(Table.PROBLEM);
        StructType schema = table.records().schema();
        return table.records()
                .select(names.stream().map(name -> Table.column(schema, name)).toArray(Column[]::new));
    }

    /**
     * Finds a plan's columns in a source.
     *
     * @throws DataException naming a missing column and the nearest ones, or a column of the wrong type
     */
    public static Columns find(Table table, RowPlan plan) {
        String name = table.name();
        StructType schema = table.rows().schema();
        if (schema.isEmpty()) {
            throw new DataException(name + " has no columns: it is empty");
        }
        plan.label().forEach(label -> require(name, "data.label", label, schema));
        plan.weight().ifPresent(weight -> require(name, "data.weight", weight, schema));
        List<String> features = features(name, schema, plan);
        if (features.isEmpty()) {
            throw new DataException(name + " has no feature columns, only " + String.join(", ", schema.fieldNames()));
        }
        plan.label().forEach(label -> requireLabels(name, schema, label));
        Set<String> categorical = categorical(name, features, schema, plan);
        Set<String> partitions = Partitions.of(table);
        List<Feature> found = new ArrayList<>();
        for (String column : features) {
            Set<Trait> traits = new HashSet<>();
            if (partitions.contains(column)) {
                traits.add(Trait.PARTITION);
            }
            if (type(schema, column) instanceof ArrayType) {
                traits.add(Trait.ARRAY);
            }
            boolean named = categorical.contains(column);
            if (named) {
                requireCategories(name, schema, column);
            }
            int width = named ? 1 : width(name, table.rows(), column);
            found.add(new Feature(column, width, named, traits));
        }
        return new Columns(found, plan.label(), plan.weight());
    }

    private static List<String> features(String name, StructType schema, RowPlan plan) {
        if (plan.features().isEmpty()) {
            return others(List.of(schema.fieldNames()), plan);
        }
        return List.copyOf(chosen(name, "data.features", plan.features(), others(names(schema), plan), schema));
    }

    private static List<String> others(List<String> columns, RowPlan plan) {
        return columns.stream()
                .filter(column ->
                        !plan.label().contains(column) && !plan.weight().equals(Optional.of(column)))
                .sorted(new NaturalOrder())
                .toList();
    }

    /** The names of columns; for structs, those of their fields, as {@code struct.field}. */
    private static List<String> names(StructType schema) {
        List<String> names = new ArrayList<>();
        for (StructField field : schema.fields()) {
            if (field.dataType() instanceof StructType within) {
                names(within).forEach(inner -> names.add(field.name() + "." + inner));
            } else {
                names.add(field.name());
            }
        }
        return names;
    }

    /** The columns that names and patterns match, in their order; each must match at least one. */
    private static Set<String> chosen(
            String name, String key, List<String> wanted, List<String> from, StructType schema) {
        Set<String> chosen = new LinkedHashSet<>();
        for (String one : wanted) {
            Predicate<String> matches = matches(one);
            if (names(schema).stream().noneMatch(matches)) {
                require(name, key, one, schema);
                chosen.add(one);
            }
            from.stream().filter(matches).forEach(chosen::add);
        }
        return chosen;
    }

    private static Set<String> categorical(String name, List<String> features, StructType schema, RowPlan plan) {
        for (String column : plan.categorical().columns()) {
            if (Table.field(schema, column).isPresent() && !features.contains(column)) {
                throw new DataException(
                        name + ": data.categorical must name columns of data.features but has " + column);
            }
        }
        return chosen(name, "data.categorical", plan.categorical().columns(), features, schema);
    }

    private static void requireCategories(String name, StructType schema, String column) {
        DataType type = type(schema, column);
        if (!isCell(type)) {
            throw new DataException(name + ": column " + column
                    + " must hold text, numbers, dates or booleans to be one of data.categorical but is "
                    + type.simpleString() + (isTime(type) ? wayOut(type, column) : ""));
        }
    }

    /**
     * The same columns in another source, which may have more.
     *
     * @throws DataException if one is missing or a vector has another length
     */
    public Columns in(String name, Dataset<Row> rows) {
        StructType schema = rows.schema();
        features.forEach(feature -> require(name, feature, schema));
        labels.forEach(label -> require(name, "data.label", label, schema));
        weight.ifPresent(column -> require(name, "data.weight", column, schema));
        labels.forEach(label -> requireLabels(name, schema, label));
        for (Feature feature : features) {
            if (feature.categorical()) {
                requireCategories(name, schema, feature.column());
                continue;
            }
            int width = width(name, rows, feature.column());
            if (width != feature.width()) {
                throw new DataException(name + ": column " + feature.column() + " must have " + feature.width()
                        + " elements, as in data.train, but has " + width);
            }
        }
        return this;
    }

    private static void require(String source, Feature feature, StructType schema) {
        if (feature.traits().contains(Trait.PARTITION)
                && Table.field(schema, feature.column()).isEmpty()) {
            throw new DataException(source + ": column " + feature.column()
                    + " is missing; it is a partition column of data.train, named by folders such as "
                    + feature.column() + "=...: use the parent folder, set the option basePath to it, or add the"
                    + " column");
        }
        require(source, "feature of data.train", feature.column(), schema);
    }

    private static void require(String source, String key, String column, StructType schema) {
        if (Table.field(schema, column).isEmpty()) {
            throw new DataException(source + ": " + key + ": "
                    + Names.unknown("column", column, List.of(schema.fieldNames())) + CsvHeader.doubt(schema));
        }
    }

    /** A name matches itself; in a pattern, * matches any text and ? one character. */
    private static Predicate<String> matches(String wanted) {
        if (!wanted.contains("*") && !wanted.contains("?")) {
            return wanted::equals;
        }
        String expression = Pattern.quote(wanted).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(expression).asMatchPredicate();
    }

    private static void requireLabels(String source, StructType schema, String column) {
        DataType type = type(schema, column);
        if (!isCell(type)) {
            boolean several = type instanceof ArrayType || type instanceof VectorUDT;
            throw new DataException(source + ": column " + column
                    + " must hold text, numbers, dates or booleans as labels but is "
                    + type.simpleString()
                    + (several
                            ? "; for several outputs or a distribution, list several columns in data.label"
                            : type instanceof StructType || isTime(type) ? wayOut(type, column) : ""));
        }
    }

    private static DataType type(StructType schema, String column) {
        return Table.field(schema, column).orElseThrow().dataType();
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

    private static int width(String source, Dataset<Row> rows, String column) {
        StructField field = Table.field(rows.schema(), column).orElseThrow();
        DataType type = field.dataType();
        if (type instanceof VectorUDT && field.metadata().contains("numFeatures")) {
            return (int) field.metadata().getLong("numFeatures");
        }
        if (type instanceof VectorUDT || isArrayOfNumbers(type)) {
            Column cells = Table.column(rows.schema(), column);
            List<Row> first = rows.select(cells).filter(cells.isNotNull()).takeAsList(1);
            return first.isEmpty() ? 0 : size(first.get(0));
        }
        if (isCell(type) && !(type instanceof DateType)) {
            return 1;
        }
        throw new DataException(source + ": column " + column + " must hold numbers or vectors but is "
                + type.simpleString() + wayOut(type, column));
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
            return "; data.categorical encodes dates as categories";
        }
        if (isTime(type)) {
            return "; convert it to a date, a number or text first, for example in a view read with format: table";
        }
        return type instanceof ArrayType || type instanceof MapType || type instanceof StructType
                ? "; convert it to columns first, for example in a view read with format: table, or remove it from"
                        + " data.features"
                : "";
    }
}
