package dev.lockstep.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.training.EpochReport;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** The lines of a run's {@code history.jsonl}. */
public final class HistoryLines {

    private static final ObjectMapper JSON = new ObjectMapper();

    private HistoryLines() {}

    /**
     * An epoch as one line of JSON, without a line break. Numbers keep every digit. A number that is not finite is
     * null, because JSON cannot represent it; so is {@code validation} if there is none.
     */
    public static String line(EpochReport report) {
        return node(report).toString();
    }

    /** The same as JSON. */
    public static JsonNode node(EpochReport report) {
        ObjectNode line = JSON.createObjectNode();
        line.put("epoch", report.epoch());
        line.put("step", report.step());
        put(line.putObject("train"), "loss", report.trainLoss());
        if (report.validation().isEmpty()) {
            line.putNull("validation");
        } else {
            putAll(line.putObject("validation"), report.validation());
        }
        put(line, "learningRate", report.learningRate());
        put(line, "gradientNorm", report.gradientNorm());
        put(line, "rowsPerSecond", report.rowsPerSecond());
        ObjectNode stepMillis = line.putObject("stepMillis");
        report.stepMillis()
                .forEach((phase, millis) -> put(stepMillis, phase.name().toLowerCase(Locale.ROOT), millis));
        return line;
    }

    /** A line that was written. */
    public static JsonNode parse(String line) throws IOException {
        return JSON.readTree(line);
    }

    private static void putAll(ObjectNode node, Map<String, Double> values) {
        values.forEach((name, value) -> put(node, name, value));
    }

    private static void put(ObjectNode node, String name, double value) {
        node.put(name, Double.isFinite(value) ? (Double) value : null);
    }
}
