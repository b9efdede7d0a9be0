package dev.lockstep.spark.ingest.row;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Labels;
import dev.lockstep.data.Shown;
import dev.lockstep.plan.RowPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a CSV file.
 *
 * @param names unique; a column without a name is called {@code _c} and its position, from 0
 * @param unnamed whether a column has no name in the header
 * @param notes suspicious names that may be correct
 */
public record CsvHeader(List<String> names, List<Boolean> unnamed, List<String> notes) {

    private static final String UNNAMED = "lockstep.unnamed";
    private static final String DOUBT = "lockstep.doubt";

    /** The remedy for a header that looks like a comment. */
    public static final String COMMENT = "; if its first row is a comment, set options: {comment: \"#\"}";

    /** @throws DataException if a name occurs twice */
    public static CsvHeader of(String source, List<String> cells, boolean caseSensitive) {
        List<String> names = new ArrayList<>();
        List<Boolean> unnamed = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            unnamed.add(cells.get(i).isBlank());
            names.add(cells.get(i).isBlank() ? "_c" + i : cells.get(i));
        }
        requireDistinct(source, names, caseSensitive);
        return new CsvHeader(names, unnamed, notes(source, names));
    }

    /** For files without a header. */
    public static CsvHeader none(int columns) {
        List<String> names = new ArrayList<>();
        List<Boolean> unnamed = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            names.add("_c" + i);
            unnamed.add(false);
        }
        return new CsvHeader(names, unnamed, List.of());
    }

    private static void requireDistinct(String source, List<String> names, boolean caseSensitive) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Integer before = places.put(caseSensitive ? name : name.toLowerCase(Locale.ROOT), i);
            if (before == null) {
                continue;
            }
            String first = names.get(before);
            String columns = first.equals(name)
                    ? "two columns " + Shown.quoted(name)
                    : "the columns " + Shown.quoted(first) + " and " + Shown.quoted(name)
                            + ", which differ only in case";
            throw new DataException(source + " has " + columns + ", " + (before + 1) + " and " + (i + 1)
                    + "; rename one, or if its first row is not a header, set options: {header: false}");
        }
    }

    /** Names that are numbers suggest a missing header, unless they count columns, as in pandas. */
    private static List<String> notes(String source, List<String> names) {
        List<Double> numbers =
                names.stream().flatMap(name -> Labels.number(name).stream()).toList();
        boolean counted = true;
        for (int i = 1; i < numbers.size(); i++) {
            counted &= numbers.get(i) == numbers.get(i - 1) + 1;
        }
        if (numbers.isEmpty() || (counted && (numbers.size() > 1 || numbers.get(0) == 0))) {
            return List.of();
        }
        String shown = String.join(", ", names.subList(0, Math.min(5, names.size())));
        return List.of(source + " has numbers among its column names (" + shown
                + "); if its first row is not a header, set options: {header: false}");
    }

    /** Metadata of a column's field; the first explains what the header may be instead. */
    public Metadata metadata(int column) {
        MetadataBuilder metadata = new MetadataBuilder();
        if (unnamed.get(column)) {
            metadata.putBoolean(UNNAMED, true);
        }
        if (column == 0) {
            doubt().ifPresent(doubt -> metadata.putString(DOUBT, doubt));
        }
        return metadata.build();
    }

    private Optional<String> doubt() {
        if (unnamed.isEmpty() || isNumbered()) {
            return Optional.empty();
        }
        if (names.get(0).startsWith("#")) {
            return Optional.of(COMMENT);
        }
        return names.stream().anyMatch(name -> Labels.number(name).isPresent())
                ? Optional.of("; if its first row is not a header, set options: {header: false}")
                : Optional.empty();
    }

    /** Whether these are unlikely to be names. */
    private boolean isNumbered() {
        return names.equals(none(names.size()).names);
    }

    /** A hint why a column may be missing, to append to the error; empty if there is none. */
    static String doubt(StructType schema) {
        return schema.isEmpty() || !schema.apply(0).metadata().contains(DOUBT)
                ? ""
                : schema.apply(0).metadata().getString(DOUBT);
    }

    /**
     * Checks that no unnamed column is a feature, unless the plan lists it.
     *
     * @throws DataException naming its position
     */
    public static void requireNamed(Table table, Columns columns, RowPlan plan) {
        for (StructField field : table.rows().schema().fields()) {
            if (field.metadata().contains(UNNAMED)
                    && columns.features().stream().anyMatch(one -> one.column().equals(field.name()))
                    && !plan.features().contains(field.name())) {
                throw new DataException(table.place() + " has a column without a name at position "
                        + (Integer.parseInt(field.name().substring(2)) + 1)
                        + ", such as the index of pandas; omit it from the file (index=False), or list the features"
                        + " in " + key("data.features") + ", where " + field.name()
                        + " stands for it");
            }
        }
    }
}
