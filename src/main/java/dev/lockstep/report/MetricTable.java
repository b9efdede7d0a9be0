package dev.lockstep.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Metrics on the console: one line per metric, one column per set of rows.
 *
 * @param metrics by the name of the rows, then by metric
 */
public record MetricTable(Map<String, Map<String, Double>> metrics) {

    static final String GAP = "  ";

    /** Aligned lines with line breaks, below a header with the names of the rows, if any. */
    public String text() {
        int width = names().stream().mapToInt(String::length).max().orElse(0);
        return lines(width).stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** The names of all metrics. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        metrics.values().forEach(values -> names.addAll(values.keySet()));
        return names;
    }

    List<String> lines(int width) {
        List<String> lines = new ArrayList<>();
        List<String> columns = metrics.entrySet().stream()
                .filter(column -> !column.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (!columns.isEmpty() && !columns.equals(List.of(""))) {
            lines.add("");
            lines.add(row("", width, columns));
        }
        for (String name : names()) {
            lines.add(row(
                    name,
                    width,
                    columns.stream().map(column -> cell(column, name)).toList()));
        }
        return lines;
    }

    private String cell(String column, String name) {
        Double value = metrics.get(column).get(name);
        if (value == null) {
            return "-";
        }
        return value.isNaN() ? "undefined" : Figures.number(value);
    }

    private static String row(String label, int width, List<String> cells) {
        return GAP
                + padded(label, width)
                + cells.stream().map(cell -> String.format("%12s", cell)).collect(Collectors.joining());
    }

    static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
