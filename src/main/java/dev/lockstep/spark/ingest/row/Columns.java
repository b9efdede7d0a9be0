package dev.lockstep.spark.ingest.row;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.DataException;
import dev.lockstep.format.TableDescription.Trait;
import dev.lockstep.plan.RowPlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a source that a plan uses: features, labels, weight, offset. The order of the features does not depend on the
 * order in the source ({@link ColumnChoice}).
 */
public record Columns(List<Feature> features, List<String> labels, Optional<String> weight, Optional<String> offset) {

    /**
     * A feature column.
     *
     * @param width its number of features; more than one for a vector
     * @param categorical whether it is categorical
     * @param binned whether its numbers are encoded piecewise-linearly
     * @param traits other properties of the column in the training rows
     */
    public record Feature(String column, int width, boolean categorical, boolean binned, Set<Trait> traits)
            implements Serializable {

        /** Whether its categories are hashed, so that no set of them is needed. */
        public boolean hashed() {
            return traits.contains(Trait.HASHED);
        }

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
        return table.records().select(cells(table));
    }

    /** The columns of {@link #select}. */
    public Column[] cells(Table table) {
        List<String> names =
                new ArrayList<>(features.stream().map(Feature::column).toList());
        names.addAll(labels);
        weight.ifPresent(names::add);
        offset.ifPresent(names::add);
        names.add(Table.PROBLEM);
        StructType schema = table.records().schema();
        return names.stream().map(name -> Table.column(schema, name)).toArray(Column[]::new);
    }

    /**
     * Finds a plan's columns in a source.
     *
     * @throws DataException naming a missing column and the nearest ones, or a column of the wrong type
     */
    public static Columns find(Table table, RowPlan plan) {
        SourceColumns source = SourceColumns.of(table.name(), table.rows());
        if (source.schema().isEmpty()) {
            throw new DataException(table.name() + " has no columns: it is empty");
        }
        requireNamed(source, plan.label(), plan.weight(), plan.offset());
        ColumnChoice choice = new ColumnChoice(source, plan);
        List<String> features = choice.features();
        if (features.isEmpty()) {
            throw new DataException(table.name() + " has no feature columns, only "
                    + String.join(", ", source.schema().fieldNames()));
        }
        plan.label().forEach(source::requireLabels);
        Set<String> categorical = choice.categorical(features);
        Set<String> binned = choice.binned(features, categorical);
        Set<String> partitions = Partitions.of(table);
        List<Feature> found = new ArrayList<>();
        for (String column : features) {
            Set<Trait> traits = new HashSet<>();
            if (partitions.contains(column)) {
                traits.add(Trait.PARTITION);
            }
            if (source.type(column) instanceof ArrayType) {
                traits.add(Trait.ARRAY);
            }
            boolean named = categorical.contains(column);
            if (named) {
                source.requireCategories(column);
                if (plan.categorical().hash().isPresent()) {
                    traits.add(Trait.HASHED);
                }
            }
            found.add(new Feature(column, named ? 1 : source.width(column), named, binned.contains(column), traits));
        }
        return new Columns(found, plan.label(), plan.weight(), plan.offset());
    }

    /**
     * The same columns in another source, which may have more.
     *
     * @throws DataException if one is missing or a vector has another length
     */
    public Columns in(String name, Dataset<Row> rows) {
        SourceColumns source = SourceColumns.of(name, rows);
        features.forEach(source::require);
        requireNamed(source, labels, weight, offset);
        labels.forEach(source::requireLabels);
        for (Feature feature : features) {
            if (feature.categorical()) {
                source.requireCategories(feature.column());
                continue;
            }
            int width = source.width(feature.column());
            if (width != feature.width()) {
                throw new DataException(name + ": column " + feature.column() + " must have " + feature.width()
                        + " elements, as in " + key("data.train") + ", but has " + width);
            }
        }
        return this;
    }

    private static void requireNamed(
            SourceColumns source, List<String> labels, Optional<String> weight, Optional<String> offset) {
        labels.forEach(label -> source.require(key("data.label"), label));
        weight.ifPresent(column -> source.require(key("data.weight"), column));
        offset.ifPresent(column -> source.require(key("data.offset"), column));
    }
}
