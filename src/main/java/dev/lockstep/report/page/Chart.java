package dev.lockstep.report.page;

import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.report.Figures;
import j2html.tags.DomContent;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A diagram of lines, which the page's script draws; its caption says the same to those who do not see it.
 *
 * @param id unique on the page
 * @param xLabel what the horizontal axis has
 * @param x ascending
 * @param mark a place on the horizontal axis that is marked, such as the best epoch; NaN for none
 */
record Chart(String id, String title, String xLabel, double[] x, List<Line> lines, double mark) {

    /** One line; NaN where it has no point. */
    record Line(String label, double[] y) {

        private double last() {
            double last = Double.NaN;
            for (double value : y) {
                last = Double.isFinite(value) ? value : last;
            }
            return last;
        }

        boolean isEmpty() {
            return Double.isNaN(last());
        }
    }

    /** Without the lines that have no points. */
    Chart {
        lines = lines.stream().filter(line -> !line.isEmpty()).toList();
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Where the script draws it, with a caption. */
    DomContent place() {
        return figure(figcaption(title), in("")).withClass("panel");
    }

    /** The same without a caption. */
    DomContent in(String style) {
        String said = title + " by " + xLabel + ": "
                + lines.stream()
                        .map(line -> line.label() + " ends at " + Figures.number(line.last()))
                        .collect(Collectors.joining(", "));
        return div().withClass(("chart " + style).strip())
                .attr("data-chart", id)
                .attr("role", "img")
                .attr("aria-label", said);
    }

    /** What the script draws. */
    ObjectNode json() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        ObjectNode chart = json.objectNode();
        chart.put("id", id);
        chart.put("x", xLabel);
        ArrayNode labels = chart.putArray("labels");
        ArrayNode columns = chart.putArray("columns");
        columns.add(numbers(x));
        for (Line line : lines) {
            labels.add(line.label());
            columns.add(numbers(line.y()));
        }
        if (!Double.isNaN(mark)) {
            chart.put("mark", mark);
        }
        return chart;
    }

    /** Six digits are more than a screen shows. */
    private static ArrayNode numbers(double[] values) {
        ArrayNode numbers = JsonNodeFactory.instance.arrayNode(values.length);
        for (double value : values) {
            if (Double.isFinite(value)) {
                numbers.add(Double.parseDouble(String.format(Locale.ROOT, "%.6g", value)));
            } else {
                numbers.addNull();
            }
        }
        return numbers;
    }
}
