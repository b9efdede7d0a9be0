package dev.lockstep.spark;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.DataException;
import java.io.Serializable;
import java.util.ArrayList;
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
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * The columns of a source that a plan uses: features, labels, weight. Their order is the plan's, never the source's: a
 * feature stands where the plan names it first; those that a pattern stands for, and all of them where the plan names
 * none, stand in {@link NaturalOrder}.
 *
 */
record Columns(List<Feature> features, List<String> labels, Optional<String> weight) {

    /**
     * A column of features.
     *
     * @param width how many features it brings: more than one for a vector
     * @param categorical whether its cells are names of things
     */
    record Feature(String column, int width, boolean categorical) implements Serializable {

        /** What one of its features is called. */
        String name(int element) {
            return width == 1 ? column : column + "[" + element + "]";
        }
    }

    /** Features per row. */
    int width() {
        return features.stream().mapToInt(Feature::width).sum();
    }

    /** The dataset with just these columns, in this order. */
    Dataset<Row> select(Dataset<Row> rows) {
        List<String> names =
                new ArrayList<>(features.stream().map(Feature::column).toList());
        names.addAll(labels);
        weight.ifPresent(names::add);
        return rows.select(names.stream().map(Table::column).toArray(Column[]::new));
    }

    /**
     * Finds a plan's columns in a source.
     *
     * @param name what the plan calls the source
     * @throws DataException naming a missing column and the nearest ones, or a column of the wrong type
     */
    static Columns find(String name, Dataset<Row> rows, RowPlan plan) {
        List<String> all = List.of(rows.columns());
        if (all.isEmpty()) {
            throw new DataException(name + " has no columns: it is empty");
        }
        plan.label().forEach(label -> require(name, "data.label", label, all));
        plan.weight().ifPresent(weight -> require(name, "data.weight", weight, all));
        List<String> features = features(name, all, plan);
        if (features.isEmpty()) {
            throw new DataException(name + " has no feature columns, only " + String.join(", ", all));
        }
        plan.label().forEach(label -> requireLabels(name, rows, label));
        Set<String> categorical = categorical(name, features, all, plan);
        return new Columns(
                features.stream()
                        .map(column -> feature(name, rows, column, categorical.contains(column)))
                        .toList(),
                plan.label(),
                plan.weight());
    }

    private static List<String> features(String name, List<String> all, RowPlan plan) {
        List<String> free = all.stream()
                .filter(column ->
                        !plan.label().contains(column) && !plan.weight().equals(Optional.of(column)))
                .sorted(new NaturalOrder())
                .toList();
        if (plan.features().isEmpty()) {
            return free;
        }
        return List.copyOf(chosen(name, "data.features", plan.features(), free, all));
    }

    /** What names and patterns stand for, in their order; each must stand for something. */
    private static Set<String> chosen(
            String name, String key, List<String> wanted, List<String> from, List<String> all) {
        Set<String> chosen = new LinkedHashSet<>();
        for (String one : wanted) {
            Predicate<String> matches = matches(one);
            if (all.stream().noneMatch(matches)) {
                require(name, key, one, all);
            }
            from.stream().filter(matches).forEach(chosen::add);
        }
        return chosen;
    }

    private static Set<String> categorical(String name, List<String> features, List<String> all, RowPlan plan) {
        for (String column : plan.categorical().columns()) {
            if (all.contains(column) && !features.contains(column)) {
                throw new DataException(
                        name + ": data.categorical must name columns of data.features but has " + column);
            }
        }
        return chosen(name, "data.categorical", plan.categorical().columns(), features, all);
    }

    private static Feature feature(String name, Dataset<Row> rows, String column, boolean categorical) {
        DataType type = rows.schema().apply(column).dataType();
        if (categorical && !isCell(type)) {
            throw new DataException(name + ": column " + column
                    + " must hold text, numbers or booleans to be one of data.categorical but is "
                    + type.simpleString());
        }
        return new Feature(column, width(name, rows, column), categorical);
    }

    /**
     * The same columns in another source, whatever else it has.
     *
     * @throws DataException if one is missing or a vector has another length
     */
    Columns in(String name, Dataset<Row> rows) {
        List<String> all = List.of(rows.columns());
        features.forEach(feature -> require(name, "feature of data.train", feature.column(), all));
        labels.forEach(label -> require(name, "data.label", label, all));
        weight.ifPresent(column -> require(name, "data.weight", column, all));
        labels.forEach(label -> requireLabels(name, rows, label));
        for (Feature feature : features) {
            int width = width(name, rows, feature.column());
            if (width != feature.width()) {
                throw new DataException(name + ": column " + feature.column() + " must have " + feature.width()
                        + " elements, as in data.train, but has " + width);
            }
        }
        return this;
    }

    private static void require(String source, String key, String column, List<String> all) {
        if (!all.contains(column)) {
            throw new DataException(source + ": " + key + ": " + Names.unknown("column", column, all));
        }
    }

    /** A name is itself; in a pattern, * stands for any letters and ? for one. */
    private static Predicate<String> matches(String wanted) {
        if (!wanted.contains("*") && !wanted.contains("?")) {
            return wanted::equals;
        }
        String expression = Pattern.quote(wanted).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(expression).asMatchPredicate();
    }

    private static void requireLabels(String source, Dataset<Row> rows, String column) {
        DataType type = rows.schema().apply(column).dataType();
        if (!isCell(type)) {
            boolean several = type instanceof ArrayType || type instanceof VectorUDT;
            throw new DataException(source + ": column " + column
                    + " must hold numbers, text or booleans as labels but is "
                    + type.simpleString()
                    + (several ? "; several outputs, or a distribution, are a list of columns in data.label" : ""));
        }
    }

    private static boolean isCell(DataType type) {
        return type instanceof NumericType || type instanceof StringType || type instanceof BooleanType;
    }

    private static int width(String source, Dataset<Row> rows, String column) {
        StructField field = rows.schema().apply(column);
        DataType type = field.dataType();
        if (type instanceof VectorUDT) {
            if (field.metadata().contains("numFeatures")) {
                return (int) field.metadata().getLong("numFeatures");
            }
            List<Row> first = rows.select(Table.column(column)).na().drop().takeAsList(1);
            return first.isEmpty() ? 0 : ((Vector) first.get(0).get(0)).size();
        }
        if (isCell(type)) {
            return 1;
        }
        throw new DataException(
                source + ": column " + column + " must hold numbers or vectors but is " + type.simpleString());
    }
}
