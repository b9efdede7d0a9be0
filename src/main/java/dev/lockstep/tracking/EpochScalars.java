package dev.lockstep.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.report.HistoryLines;
import dev.lockstep.training.EpochReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of an epoch by name: {@code train/loss}, {@code validation/<metric>}, {@code learningRate}, {@code
 * gradientNorm}, {@code rowsPerSecond} and {@code epoch}. Numbers that are not finite are left out.
 *
 * @param step steps taken so far
 */
public record EpochScalars(long step, Map<String, Double> values) {

    private static final String EPOCH = "epoch";
    private static final List<String> SINGLE = List.of("learningRate", "gradientNorm", "rowsPerSecond", EPOCH);

    /** The epoch that ended. */
    public static EpochScalars of(EpochReport report) {
        return of(HistoryLines.node(report));
    }

    /** A line of a run's history. */
    public static EpochScalars of(JsonNode line) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String rows : List.of("train", "validation")) {
            line.path(rows)
                    .properties()
                    .forEach(metric -> put(values, rows + "/" + metric.getKey(), metric.getValue()));
        }
        SINGLE.forEach(name -> put(values, name, line.path(name)));
        return new EpochScalars(line.path("step").asLong(), values);
    }

    private static void put(Map<String, Double> values, String name, JsonNode value) {
        if (value.isNumber()) {
            values.put(name, value.doubleValue());
        }
    }
}
