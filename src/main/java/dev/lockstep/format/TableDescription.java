package dev.lockstep.format;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.Categories;
import dev.lockstep.data.MissingValues;
import dev.lockstep.data.column.Bins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /**
     * The newest version that can be read; written if a column has bins or hashed categories, which earlier readers would
     * ignore.
     */
    public static final int VERSION = 2;

    /** The version of descriptions without what only {@link #VERSION} has. */
    private static final int FIRST = 1;

    private static final String FORMAT = "lockstep-table";

    /**
     * A feature column.
     *
     * @param width its number of features; more than one for a vector
     * @param categories of a categorical column; empty for numbers and hashed categories
     * @param hash the number of places of hashed categories
     * @param bins of each feature, if they are encoded piecewise-linearly
     */
    public record Column(
            String name,
            int width,
            Optional<List<String>> categories,
            Optional<Integer> hash,
            Set<Trait> traits,
            List<Bins> bins) {

        public Column {
            traits = Set.copyOf(traits);
            bins = List.copyOf(bins);
        }

        public Column(String name, int width, Optional<List<String>> categories) {
            this(name, width, categories, Set.of(), List.of());
        }

        public Column(String name, int width, Optional<List<String>> categories, Set<Trait> traits, List<Bins> bins) {
            this(name, width, categories, Optional.empty(), traits, bins);
        }

        /** @param categories of a categorical column */
        public static Column of(
                String name, int width, Optional<Categories> categories, Set<Trait> traits, List<Bins> bins) {
            Optional<Integer> hash = categories.flatMap(Categories::hashed);
            return new Column(
                    name,
                    width,
                    hash.isPresent() ? Optional.empty() : categories.map(Categories::texts),
                    hash,
                    traits,
                    bins);
        }

        public boolean isCategorical() {
            return categories.isPresent() || hash.isPresent();
        }
    }

    /** Properties of a column in the training rows. */
    public enum Trait {
        /** An array, not a vector. */
        ARRAY,
        /** A partition column. */
        PARTITION,
        /** A categorical column whose categories are hashed. */
        HASHED,
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

    /** Whether a column has bins. */
    public boolean hasBins() {
        return columns.stream().anyMatch(column -> !column.bins().isEmpty());
    }

    /** The bins of each feature, null for those without. */
    public Bins[] bins() {
        return columns.stream()
                .flatMap(column -> IntStream.range(0, column.width())
                        .mapToObj(i ->
                                column.bins().isEmpty() ? null : column.bins().get(i)))
                .toArray(Bins[]::new);
    }

    /** The first column whose categories are hashed. */
    public Optional<Column> hashed() {
        return columns.stream().filter(column -> column.hash().isPresent()).findFirst();
    }

    public String toJson() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("format", FORMAT);
        root.put("version", hasBins() || hashed().isPresent() ? VERSION : FIRST);
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
        column.hash().ifPresent(places -> words.put("hash", places));
        if (!column.traits().isEmpty()) {
            words.put("traits", column.traits().stream().map(Names::of).sorted().toList());
        }
        if (!column.bins().isEmpty()) {
            words.put(
                    "bins", column.bins().stream().map(TableDescription::words).toList());
        }
        return words;
    }

    private static Map<String, Object> words(Bins bins) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("edges", words(bins.edges()));
        words.put("value", bins.hasValue());
        words.put("missing", bins.hasMissing());
        return words;
    }

    private static List<Bins> bins(JsonObject column) {
        List<Bins> bins = new ArrayList<>();
        for (JsonObject one : column.objects("bins")) {
            try {
                bins.add(new Bins(one.numbers("edges"), one.flag("value"), one.flag("missing")));
            } catch (IllegalArgumentException e) {
                throw new FormatException("the table's description: " + e.getMessage(), e);
            }
        }
        if (bins.size() != column.count("width")) {
            throw new FormatException("the table's description: bins must have " + column.count("width")
                    + " elements for column " + column.text("name") + " but has " + bins.size());
        }
        return bins;
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
                    column.has("hash") ? Optional.of(column.count("hash")) : Optional.empty(),
                    column.has("traits") ? traits(column.texts("traits")) : Set.of(),
                    column.has("bins") ? bins(column) : List.of()));
            features = Math.addExact(features, column.count("width"));
        }
        Optional<double[]> substitutes =
                root.has("substitutes") ? Optional.of(root.numbers("substitutes", features)) : Optional.empty();
        MissingValues missingValues =
                root.has("missingValues") ? new MissingValues(root.texts("missingValues")) : MissingValues.NONE;
        return new TableDescription(columns, root.text("missing"), missingValues, root.text("unseen"), substitutes);
    }
}
