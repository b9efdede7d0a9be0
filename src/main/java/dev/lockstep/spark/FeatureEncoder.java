package dev.lockstep.spark;

import dev.lockstep.data.Categories;
import dev.lockstep.data.DataException;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.RawRow;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;

/** Turns rows, as they are in tables, into the inputs that a network was trained on, before they are scaled. */
public final class FeatureEncoder implements Serializable {

    private static final long serialVersionUID = 1;

    private final FeatureReader reader;
    private final InputEncoding encoding;

    FeatureEncoder(FeatureReader reader, InputEncoding encoding) {
        this.reader = reader;
        this.encoding = encoding;
    }

    /**
     * All that it is made of.
     *
     * @param substitutes what a missing feature is taken for, one a feature; empty if none is
     */
    public record Description(
            List<Column> columns, RowPlan.Missing missing, RowPlan.Unseen unseen, Optional<double[]> substitutes) {}

    /**
     * A column of features.
     *
     * @param width how many features it brings: more than one for a vector
     * @param categories of a column of names; empty for numbers
     */
    public record Column(String name, int width, Optional<List<String>> categories) {}

    public static FeatureEncoder of(Description description) {
        Columns.Feature[] features = description.columns().stream()
                .map(column -> new Columns.Feature(
                        column.name(), column.width(), column.categories().isPresent()))
                .toArray(Columns.Feature[]::new);
        Categories[] categories = description.columns().stream()
                .map(column -> column.categories().map(Categories::of).orElse(null))
                .toArray(Categories[]::new);
        FeatureReader reader = new FeatureReader(features, description.missing(), description.unseen(), categories);
        InputEncoding encoding = reader.encoding();
        return new FeatureEncoder(
                reader, description.substitutes().map(encoding::withSubstitutes).orElse(encoding));
    }

    public Description description() {
        return reader.description(encoding.substitutes());
    }

    /** The columns that {@link #encode} takes, in this order. */
    public List<String> columns() {
        return reader.columnNames();
    }

    /** How many inputs a row becomes. */
    public int inputs() {
        return encoding.inputs();
    }

    /** One name an input: a vector's is {@code column[i]}, a category's {@code column=category}. */
    public List<String> names() {
        return encoding.names(reader.names());
    }

    /**
     * A row's inputs; empty if something is missing and such rows are dropped.
     *
     * @param row its first columns are {@link #columns}
     * @throws DataException naming the column, the value and what is allowed
     */
    public Optional<Vector> encode(Row row) {
        RawRow raw = new RawRow(0);
        try {
            reader.read(row, raw);
        } catch (CellException e) {
            throw new DataException(e.getMessage(), e);
        }
        if (reader.dropsIncomplete() && raw.isIncomplete()) {
            return Optional.empty();
        }
        int[] indexes = new int[raw.count()];
        double[] values = new double[raw.count()];
        int[] count = {0};
        encoding.encode(raw, (input, value) -> {
            indexes[count[0]] = input;
            values[count[0]++] = value;
        });
        Vector sparse = Vectors.sparse(inputs(), Arrays.copyOf(indexes, count[0]), Arrays.copyOf(values, count[0]));
        return Optional.of(sparse.compressed());
    }
}
