package dev.lockstep.plan;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where rows come from.
 *
 * @param path a file, a folder or, for the format {@code table}, a table's name; empty for readers that have none
 * @param format any of Spark's readers; empty to tell by the file name's extension
 * @param options given to the reader
 */
public record SourcePlan(String path, Optional<String> format, Map<String, String> options) {

    /** Formats whose rows are at a path; those of others, such as {@code jdbc}, may be where the options say. */
    private static final Set<String> WITH_PATH =
            Set.of("avro", "csv", "json", "jsonl", "libsvm", "orc", "parquet", "svm", "table", "text", "tsv", "xml");

    public SourcePlan {
        options = Map.copyOf(options);
    }

    /** Whether a source must have a path. */
    public static boolean needsPath(Optional<String> format) {
        return format.isEmpty() || WITH_PATH.contains(format.get().toLowerCase(Locale.ROOT));
    }
}
