package dev.lockstep.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.evaluation.Metric;
import dev.lockstep.evaluation.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The metrics of a {@code metrics.json}, by the rows they were measured on. */
record MetricRows(JsonNode json) {

    /** Rows that the training did not see say most, so they come first. */
    private static final List<String> ROWS = List.of("test", "validation", "train");

    /** The rows with metrics: test, validation and training, if present. */
    List<String> rows() {
        return ROWS.stream().filter(rows -> json.path(rows).isObject()).toList();
    }

    /** What rows are called in a sentence. */
    static String words(String rows) {
        return rows.equals("train") ? "training" : rows;
    }

    /** The names of all metrics. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        rows().forEach(rows -> of(rows).keySet().forEach(names::add));
        return names;
    }

    /** The metrics on some rows; null if undefined. */
    private Map<String, JsonNode> of(String rows) {
        Map<String, JsonNode> metrics = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : json.path(rows).properties()) {
            boolean isCount = field.getKey().equals("rows") || field.getKey().equals("dropped");
            if (!isCount && (field.getValue().isNumber() || field.getValue().isNull())) {
                metrics.put(field.getKey(), field.getValue());
            }
        }
        return metrics;
    }

    OptionalDouble value(String rows, String metric) {
        JsonNode value = json.path(rows).path(metric);
        return value.isNumber() ? OptionalDouble.of(value.doubleValue()) : OptionalDouble.empty();
    }

    /** The metric that tells how good the model is. */
    String main() {
        return Metrics.main(names()).name();
    }

    /** Whether larger values of a metric are better; empty if it is not in the catalog. */
    static Optional<Boolean> higherIsBetter(String metric) {
        return Metrics.CATALOG.names().contains(metric)
                ? Optional.of(metric(metric).higherIsBetter())
                : Optional.empty();
    }

    private static Metric metric(String name) {
        return Metrics.CATALOG.choose(name).value();
    }

    /** The per-class results on some rows; empty if there are none. */
    List<JsonNode> perClass(String rows) {
        List<JsonNode> classes = new ArrayList<>();
        json.path(rows).path("perClass").forEach(classes::add);
        return classes;
    }
}
