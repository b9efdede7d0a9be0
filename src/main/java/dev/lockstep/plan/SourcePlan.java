package dev.lockstep.plan;

import dev.lockstep.catalog.Violation;
import dev.lockstep.plan.schema.Forms;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Key.Reach;
import dev.lockstep.plan.schema.Mappings;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Type;
import dev.lockstep.plan.schema.Types;
import dev.lockstep.plan.schema.Values;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A source of rows.
 *
 * @param path a file, a folder or, for the format {@code table}, a table's name; empty for readers without a path
 * @param format any Spark reader; empty to use the extension of the file
 * @param options of the reader
 */
public record SourcePlan(String path, Optional<String> format, Map<String, String> options) {

    /** Formats that need a path; others, such as {@code jdbc}, may locate rows by options. */
    private static final Set<String> WITH_PATH =
            Set.of("avro", "csv", "json", "jsonl", "libsvm", "orc", "parquet", "svm", "table", "text", "tsv", "xml");

    static final String WORDS = "a path or {path, format, options}";

    private static final Key<Optional<String>> PATH = Key.optional(
                    "path",
                    Types.path(),
                    "required",
                    "a file, a folder or a pattern; with format `table` the name of a table; readers such as"
                            + " `jdbc`, whose options locate the rows, need no path")
            .reaching(Reach.ROWS);
    private static final Key<Optional<String>> FORMAT = Key.optional(
                    "format",
                    Types.text("the name of a reader"),
                    "the extension's",
                    "any Spark reader: `csv`, `tsv`, `json`, `parquet`, `orc`, `libsvm`, `table`, …")
            .reaching(Reach.ROWS);
    private static final Key<Map<String, String>> OPTIONS = Key.of(
                    "options", Mappings.options(), Map.of(), "options of the reader, such as `sep`")
            .reaching(Reach.ROWS);

    private static final Section<SourcePlan> SCHEMA = Section.of(SourcePlan::of)
            .with(PATH, source -> Optional.of(source.path).filter(path -> !path.isEmpty()))
            .with(FORMAT, SourcePlan::format)
            .with(OPTIONS, SourcePlan::options);

    static final Type<SourcePlan> TYPE = new Forms<>(WORDS, SCHEMA::write)
            .with(
                    Types::isText,
                    Types.as(Types.path(), path -> new SourcePlan(path, Optional.empty(), Map.of()), SourcePlan::path))
            .with(Map.class::isInstance, SCHEMA);

    private static SourcePlan of(Values values) {
        Optional<String> path = values.get(PATH);
        Optional<String> format = values.get(FORMAT);
        if (path.isEmpty() && needsPath(format)) {
            throw Violation.must(PATH.path(), PATH.type().words(), "missing");
        }
        return new SourcePlan(path.orElse(""), format, values.get(OPTIONS));
    }

    public SourcePlan {
        options = Map.copyOf(options);
    }

    /** Whether a source must have a path. */
    public static boolean needsPath(Optional<String> format) {
        return format.isEmpty() || WITH_PATH.contains(format.get().toLowerCase(Locale.ROOT));
    }
}
