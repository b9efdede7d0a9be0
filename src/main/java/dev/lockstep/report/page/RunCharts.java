package dev.lockstep.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.report.page.Chart.Line;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The curves of a run. */
final class RunCharts {

    static final String LOSS = "loss";

    private static final String VALIDATION = "validation.";
    private static final String MILLIS = "stepMillis.";

    private final List<Map<String, Double>> points;
    private final double[] epochs;
    private final double best;

    private RunCharts(RunView run) {
        this.points = run.curves().points();
        this.epochs = column("epoch");
        this.best = run.metrics()
                .map(metrics -> metrics.path("bestEpoch"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::doubleValue)
                .filter(epoch -> epoch != run.curves().epochs())
                .orElse(Double.NaN);
    }

    /** Those with lines: the loss first. */
    static List<Chart> of(RunView run) {
        RunCharts charts = new RunCharts(run);
        List<Chart> all = new ArrayList<>();
        all.add(charts.chart(LOSS, "Loss", Map.of(), "train.loss", "validation.loss"));
        for (String path : charts.paths(VALIDATION)) {
            String metric = path.substring(VALIDATION.length());
            if (!metric.equals(LOSS)) {
                all.add(charts.chart("metric-" + metric, "Validation: " + metric, Map.of(path, metric), path));
            }
        }
        all.add(charts.chart("rate", "Learning rate", Map.of(), "learningRate"));
        all.add(charts.chart("norm", "Norm of the gradient", Map.of(), "gradientNorm"));
        all.add(charts.chart("speed", "Rows per second", Map.of(), "rowsPerSecond"));
        all.add(charts.chart(
                "millis",
                "Milliseconds of a step",
                Map.of(),
                charts.paths(MILLIS).toArray(String[]::new)));
        all.removeIf(Chart::isEmpty);
        return all;
    }

    private Chart chart(String id, String title, Map<String, String> labels, String... paths) {
        List<Line> lines = new ArrayList<>();
        for (String path : paths) {
            lines.add(new Line(labels.getOrDefault(path, label(path)), column(path)));
        }
        return new Chart(id, title, "epoch", epochs, lines, best);
    }

    private static String label(String path) {
        return switch (path) {
            case "train.loss" -> "training";
            case "validation.loss" -> "validation";
            case "learningRate" -> "rate";
            case "gradientNorm" -> "norm";
            case "rowsPerSecond" -> "rows/s";
            default -> path.substring(path.indexOf('.') + 1);
        };
    }

    private Set<String> paths(String prefix) {
        Set<String> paths = new LinkedHashSet<>();
        points.forEach(point ->
                point.keySet().stream().filter(path -> path.startsWith(prefix)).forEach(paths::add));
        return paths;
    }

    private double[] column(String path) {
        return points.stream()
                .mapToDouble(point -> point.getOrDefault(path, Double.NaN))
                .toArray();
    }
}
