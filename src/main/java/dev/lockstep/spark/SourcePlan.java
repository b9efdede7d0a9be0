package dev.lockstep.spark;

import java.util.Map;
import java.util.Optional;

/**
 * Where rows come from.
 *
 * @param path a file, a folder or, for the format {@code table}, a table's name
 * @param format any of Spark's readers; empty to tell by the file name's extension
 * @param options given to the reader
 */
public record SourcePlan(String path, Optional<String> format, Map<String, String> options) {

    public SourcePlan {
        options = Map.copyOf(options);
    }
}
