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
 * How the columns of a table become a network's inputs, before they are scaled: what else than the network a model needs
 * to take rows as they are.
 *
 * @param missing what an empty cell is, in a plan's words
 * @param missingValues cells that are missing besides empty ones
 * @param unseen what a category is that the training rows did not have, in a plan's words
 * @param substitutes what a missing feature is taken for, one a feature, NaN for categories; empty if there are none
 */
public record TableDescription(
        List<Column> columns,
        String missing,
        MissingValues missingValues,
        String unseen,
        Optional<double[]> substitutes) {

    /** The version that is written, and the newest that is read. */
    public static final int VERSION = 1;

    private static final String FORMAT = "lockstep-table";

    /**
     * A column of features.
     *
     * @param width how many features it brings: more than one for a vector
     * @param categories of a column of names; empty for numbers
     */
    public record Column(String name, int width, Optional<List<String>> categories, Set<Trait> traits) {

        public Column {
            traits = Set.copyOf(traits);
        }

        public Column(String name, int width, Optional<List<String>> categories) {
            this(name, width, categories, Set.of());
        }
    }

    /** What else a column of the training rows was. */
    public enum Trait {
        /** Of arrays, not of vectors. */
        ARRAY,
        /** In the names of folders, not in files. */
        PARTITION,
        /** Of texts, among which "nan" is one as any other. Files that were written before it have "nan" as missing. */
        NAN_IS_TEXT
    }

    /** Where empty cells alone are missing. */
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

    /** Those that are known: later versions may have others. */
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

    /** @throws FormatException if the text is not a description of a version that is known, naming what is wrong */
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
