package dev.lockstep.spark.ingest;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.Labels;
import dev.lockstep.spark.ingest.row.FeatureReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Facts about the rows of a source that metrics do not show.
 *
 * @param rows rows that are used
 * @param dropped rows dropped because a feature is missing
 * @param unseen rows with an unseen category by column, if the plan allows them
 * @param classesWithoutRows classes without rows
 */
public record RowCounts(long rows, long dropped, Map<String, Long> unseen, List<String> classesWithoutRows) {

    public static RowCounts of(ParsedRows parsed) {
        FeatureReader features = parsed.meaning().features();
        Map<String, Long> unseen = new LinkedHashMap<>();
        parsed.survey()
                .unseen()
                .forEach((column, rows) -> unseen.put(features.columnNames().get(column), rows));
        return new RowCounts(parsed.survey().rows(), parsed.survey().droppedRows(), unseen, classesWithoutRows(parsed));
    }

    private static List<String> classesWithoutRows(ParsedRows parsed) {
        Labels labels = parsed.meaning().labels();
        if (!labels.areClasses() || parsed.meaning().targetWidth() > 1) {
            return List.of();
        }
        List<String> absent = new ArrayList<>(labels.classes());
        parsed.survey().labels().keySet().forEach(label -> labels.targetOf(label)
                .ifPresent(place -> absent.remove(labels.classes().get(place.intValue()))));
        return absent;
    }

    /** For rows whose facts are all known. */
    public static RowCounts ofHeldOut(long rows, List<String> classesWithoutRows) {
        return new RowCounts(rows, 0, Map.of(), classesWithoutRows);
    }

    public RowCounts withRows(long count) {
        return new RowCounts(count, dropped, unseen, classesWithoutRows);
    }

    public RowCounts withDropped(long count) {
        return new RowCounts(rows, count, unseen, classesWithoutRows);
    }

    /** By name, for JSON. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("rows", rows);
        fields.put("dropped", dropped);
        fields.put("unseen", unseen);
        fields.put("classesWithoutRows", classesWithoutRows);
        return fields;
    }

    /**
     * The notes to show to the user.
     *
     * @param name the name of the rows in messages
     */
    public List<String> notes(String name) {
        List<String> notes = new ArrayList<>();
        if (dropped > 0) {
            notes.add(name + ": " + counted(dropped, "more row") + (dropped == 1 ? " is" : " are")
                    + " dropped: a feature is missing (" + key("data.missing: drop") + ")");
        }
        unseen.forEach((column, rows) -> notes.add(unseen(name, column, rows, this.rows)));
        if (!classesWithoutRows.isEmpty()) {
            notes.add(name + " has no rows of " + (classesWithoutRows.size() == 1 ? "class " : "the classes ")
                    + Names.few(classesWithoutRows));
        }
        return notes;
    }

    static String unseen(String name, String column, long unseen, long rows) {
        return name + ": " + counted(unseen, "row") + " of " + rows + (unseen == 1 ? " has" : " have")
                + " a category of column " + column
                + " not seen in training, encoded as zeros (unseen: bucket)";
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
