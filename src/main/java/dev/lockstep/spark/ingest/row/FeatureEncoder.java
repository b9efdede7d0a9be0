package dev.lockstep.spark.ingest.row;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.Categories;
import dev.lockstep.data.DataException;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.RawRow;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.TableDescription;
import dev.lockstep.format.TableDescription.Trait;
import dev.lockstep.plan.Categorical;
import dev.lockstep.plan.RowPlan;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** Encodes rows of tables as the unscaled inputs of a trained network. */
public final class FeatureEncoder implements Serializable {

    private static final long serialVersionUID = 1;

    private final FeatureReader reader;
    private final InputEncoding encoding;

    public FeatureEncoder(FeatureReader reader, InputEncoding encoding) {
        this.reader = reader;
        this.encoding = encoding;
    }

    public static FeatureEncoder of(TableDescription description) {
        Columns.Feature[] features = description.columns().stream()
                .map(column -> new Columns.Feature(
                        column.name(),
                        column.width(),
                        column.isCategorical(),
                        !column.bins().isEmpty(),
                        column.traits()))
                .toArray(Columns.Feature[]::new);
        Categories[] categories = description.columns().stream()
                .map(column -> column.hash()
                        .map(Categories::hashed)
                        .or(() -> column.categories().map(texts -> Categories.saved(texts, nan(column))))
                        .orElse(null))
                .toArray(Categories[]::new);
        FeatureReader reader = new FeatureReader(
                features,
                constant(RowPlan.Missing.values(), "missing", description.missing()),
                description.missingValues(),
                constant(Categorical.Unseen.values(), "unseen", description.unseen()),
                categories);
        InputEncoding encoding = reader.encoding().withBins(description.bins());
        return new FeatureEncoder(
                reader, description.substitutes().map(encoding::withSubstitutes).orElse(encoding));
    }

    private static Categories.Nan nan(TableDescription.Column column) {
        return column.traits().contains(Trait.NAN_IS_TEXT) ? Categories.Nan.TEXT : Categories.Nan.MISSING;
    }

    private static <E extends Enum<E>> E constant(E[] constants, String key, String word) {
        return Arrays.stream(constants)
                .filter(constant -> Names.of(constant).equals(word))
                .findFirst()
                .orElseThrow(() -> new FormatException("the table's description: " + key + " must be "
                        + Arrays.stream(constants).map(Names::of).collect(Collectors.joining(" or "))
                        + " but is " + word));
    }

    /** Its complete description. */
    public TableDescription description() {
        return reader.description(encoding);
    }

    /** Whether rows with missing features are dropped. */
    public boolean dropsIncomplete() {
        return reader.dropsIncomplete();
    }

    public FeatureReader reader() {
        return reader;
    }

    public InputEncoding encoding() {
        return encoding;
    }

    /** The columns for {@link #encode}, in this order. */
    public List<String> columns() {
        return reader.columnNames();
    }

    /** These columns as one struct for {@link #encode}. */
    public Column cells(StructType schema) {
        return functions.struct(
                columns().stream().map(column -> Table.column(schema, column)).toArray(Column[]::new));
    }

    /** The number of inputs per row. */
    public int inputs() {
        return encoding.inputs();
    }

    /** One name per input: {@code column[i]} for vectors, {@code column=category} for categories. */
    public List<String> names() {
        return encoding.names(reader.names());
    }

    /** The same, of a vector whose elements have these names; none if they have no names. */
    public List<String> names(List<String> ofElements) {
        return encoding.names(ofElements.isEmpty() ? reader.names() : ofElements);
    }

    /** The columns that may have unseen categories. */
    public List<String> takesUnseen() {
        return Arrays.stream(reader.takesUnseen())
                .mapToObj(reader.columnNames()::get)
                .toList();
    }

    /** The columns of {@link #takesUnseen} with an unseen category in a row; none for a row that cannot be used. */
    public List<String> unseen(Row row) {
        RawRow raw = new RawRow(0);
        try {
            reader.read(row, raw);
        } catch (CellException e) {
            // Encoding it reports the problem.
            return List.of();
        }
        return Arrays.stream(reader.unseen(raw))
                .mapToObj(reader.columnNames()::get)
                .toList();
    }

    /**
     * The inputs of a row; empty if the row is dropped because a feature is missing.
     *
     * @param row its first columns are {@link #columns}
     * @throws DataException naming the column, the value and what is allowed
     */
    public Optional<Vector> encode(Row row) {
        RawRow raw = new RawRow(0);
        try {
            reader.read(row, raw);
        } catch (CellException e) {
            // Its message is not serialized.
            throw new DataException(e.getMessage());
        }
        if (reader.drops(raw)) {
            return Optional.empty();
        }
        int most = raw.count() + encoding.binnedInputs();
        int[] indexes = new int[most];
        double[] values = new double[most];
        int[] count = {0};
        encoding.encode(raw, (input, value) -> {
            indexes[count[0]] = input;
            values[count[0]++] = value;
        });
        Vector sparse = Vectors.sparse(inputs(), Arrays.copyOf(indexes, count[0]), Arrays.copyOf(values, count[0]));
        return Optional.of(sparse.compressed());
    }
}
