package dev.lockstep.format;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.MissingValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The encoding of the columns of a table as unscaled inputs of a network, which a model needs to process raw rows.
 *
 * @param missing the handling of missing cells, as in a plan
 * @param missingValues values that count as missing besides empty cells
 * @param unseen the handling of unseen categories, as in a plan
 * @param substitutes the imputed value of each feature, NaN for categories; empty if there is no imputation
 */
public record TableDescription(
        List<Column> columns,
        String missing,
        MissingValues missingValues,
        String unseen,
        Optional<double[]> substitutes) {

    /** The version written, and the newest that can be read. */
    public static final int VERSION = 1;

    private static final String FORMAT = "lockstep-table";

    /**
     * A feature column.
     *
     * @param width its number of features; more than one for a vector
     * @param categories of a categorical column; empty for numbers
     */
    public record Column(String name, int width, Optional<List<String>> categories, Set<Trait> traits) {

        public Column {
            traits = Set.copyOf(traits);
        }

        public Column(String name, int width, Optional<List<String>> categories) {
            this(name, width, categories, Set.of());
        }
    }

    /** Properties of a column in the training rows. */
    public enum Trait {
        /** An array, not a vector. */
        ARRAY,
        /** A partition column. */
        PARTITION,
        /** Text in which "nan" is an ordinary value. In older files without this trait, "nan" is missing. */
        NAN_IS_TEXT
    }

    /** If only empty cells are missing. */
    public TableDescription(List<Column> columns, String missing, String unseen, Optional<double[]> substitutes) {
        this(columns, missing, MissingValues.NONE, unseen, substitutes);
    }

    public TableDescription {
        columns = List.copyOf(columns);
    }

    public String toJson() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("format", FORMAT);
        root.put("version", VERSION);
        root.put("columns", columns.stream().map(TableDescription::words).toList());
        root.put("missing", missing);
        if (!missingValues.equals(MissingValues.NONE)) {
            root.put("missingValues", missingValues.spellings());
        }
        root.put("unseen", unseen);
        substitutes.ifPresent(values -> root.put("substitutes", words(values)));
        return JsonObject.text(root);
    }

    private static Map<String, Object> words(Column column) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("name", column.name());
        words.put("width", column.width());
        column.categories().ifPresent(categories -> words.put("categories", categories));
        if (!column.traits().isEmpty()) {
            words.put("traits", column.traits().stream().map(Names::of).sorted().toList());
        }
        return words;
    }

    /** The known traits; later versions may have others. */
    private static Set<Trait> traits(List<String> names) {
        return Arrays.stream(Trait.values())
                .filter(trait -> names.contains(Names.of(trait)))
                .collect(Collectors.toSet());
    }

    /** JSON has no NaN. */
    private static List<Object> words(double[] values) {
        List<Object> words = new ArrayList<>();
        for (double value : values) {
            words.add(Double.isNaN(value) ? "none" : (Object) value);
        }
        return words;
    }

    /** @throws FormatException if the text is not a description of a known version */
    public static TableDescription parse(String json) {
        JsonObject root = JsonObject.parse("the table's description", json);
        root.require("format", FORMAT);
        if (root.count("version") > VERSION) {
            throw new FormatException("the table's description has the format version " + root.count("version")
                    + " but this Lockstep reads up to " + VERSION + "; load it with a newer Lockstep");
        }
        List<Column> columns = new ArrayList<>();
        int features = 0;
        for (JsonObject column : root.objects("columns")) {
            columns.add(new Column(
                    column.text("name"),
                    column.count("width"),
                    column.has("categories") ? Optional.of(column.texts("categories")) : Optional.empty(),
                    column.has("traits") ? traits(column.texts("traits")) : Set.of()));
            features = Math.addExact(features, column.count("width"));
        }
        Optional<double[]> substitutes =
                root.has("substitutes") ? Optional.of(root.numbers("substitutes", features)) : Optional.empty();
        MissingValues missingValues =
                root.has("missingValues") ? new MissingValues(root.texts("missingValues")) : MissingValues.NONE;
        return new TableDescription(columns, root.text("missing"), missingValues, root.text("unseen"), substitutes);
    }
}
