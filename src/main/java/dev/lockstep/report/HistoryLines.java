package dev.lockstep.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.format.Json;
import dev.lockstep.training.EpochReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The lines of a run's {@code history.jsonl}. */
public final class HistoryLines {

    private static final ObjectMapper JSON = new ObjectMapper();

    private HistoryLines() {}

    /**
     * An epoch as one line of JSON, without a line break. Numbers keep every digit. A number that is not finite is
     * null, because JSON cannot represent it; so is {@code validation} if there is none.
     */
    public static String line(EpochReport report) {
        return Json.line(report.fields());
    }

    /** The same as JSON. */
    public static JsonNode node(EpochReport report) {
        try {
            return parse(line(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // It was just written.
        }
    }

    /** The lines of a file; a last one without a line break may be half of one, and is left out. */
    public static List<JsonNode> all(String text) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            all.add(parse(line));
        }
        return all;
    }

    /** A line that was written. */
    public static JsonNode parse(String line) throws IOException {
        return JSON.readTree(line);
    }
}
