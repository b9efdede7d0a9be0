package dev.lockstep.report.page;

import static j2html.TagCreator.div;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;
import static j2html.TagCreator.td;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.report.Figures;
import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tables of metrics: of all rows, by class, and which class was taken for which. */
final class MetricTables {

    /** Larger confusion matrices would not fit on a screen. */
    private static final int MOST_CLASSES = 30;

    private static final List<String> OF_CLASS = List.of("precision", "recall", "f1", "weight");

    private MetricTables() {}

    /** Every metric on every set of rows, with the change since the run before on the first of them. */
    static DomContent all(MetricRows metrics, Optional<RunView.Before> before) {
        List<String> rows = metrics.rows();
        List<String> head = new ArrayList<>(List.of("metric"));
        head.addAll(rows);
        before.ifPresent(run -> head.add(rows.get(0) + " of " + run.folder()));
        before.ifPresent(run -> head.add("change"));
        List<TrTag> lines = new ArrayList<>();
        for (String metric : metrics.names()) {
            List<DomContent> cells = new ArrayList<>();
            rows.forEach(on -> cells.add(value(metrics.value(on, metric))));
            before.ifPresent(run -> {
                OptionalDouble now = metrics.value(rows.get(0), metric);
                OptionalDouble then = new MetricRows(run.metrics()).value(rows.get(0), metric);
                cells.add(value(then));
                cells.add(
                        now.isPresent() && then.isPresent()
                                ? td(new Change(
                                                now.getAsDouble(),
                                                then.getAsDouble(),
                                                MetricRows.higherIsBetter(metric))
                                        .mark())
                                : td("–"));
            });
            lines.add(Tables.line(metric, cells));
        }
        return Tables.wide(Tables.of(head, lines));
    }

    /** A number with all its digits behind it. */
    private static TdTag value(OptionalDouble value) {
        return value(value, "undefined");
    }

    /** @param otherwise what stands for no number */
    static TdTag value(OptionalDouble value, String otherwise) {
        return value.isPresent()
                ? td(text(value.getAsDouble())).attr("data-value", Double.toString(value.getAsDouble()))
                : td(otherwise);
    }

    /** A weight of rows, which mostly is a count. */
    static String weight(double value) {
        return Figures.isWhole(value) ? Figures.whole((long) value) : Figures.number(value);
    }

    private static String text(double value) {
        return Figures.isWhole(value) && Math.abs(value) >= 2 ? Figures.whole((long) value) : Figures.number(value);
    }

    /** Results by class; empty if there are no classes. */
    static Optional<DomContent> classes(MetricRows metrics) {
        String rows = metrics.rows().get(0);
        List<JsonNode> classes = metrics.perClass(rows);
        if (classes.isEmpty()) {
            return Optional.empty();
        }
        List<String> head = new ArrayList<>(List.of("class"));
        head.addAll(OF_CLASS);
        List<TrTag> lines = classes.stream()
                .map(one -> Tables.line(
                        one.path("class").asText(),
                        OF_CLASS.stream()
                                .map(metric -> value(number(one.path(metric))))
                                .toList()))
                .toList();
        DomContent byClass = Tables.wide(Tables.of(head, lines));
        return Optional.of(div(p("On the " + MetricRows.words(rows) + " rows."), byClass)
                .with(confusion(metrics.json().path(rows).path("confusion"), classes)));
    }

    static OptionalDouble number(JsonNode value) {
        return value.isNumber() ? OptionalDouble.of(value.doubleValue()) : OptionalDouble.empty();
    }

    private static DomContent confusion(JsonNode matrix, List<JsonNode> classes) {
        if (!matrix.isArray() || classes.size() > MOST_CLASSES) {
            return div();
        }
        List<String> names =
                classes.stream().map(one -> one.path("class").asText()).toList();
        List<String> head = new ArrayList<>(List.of(""));
        head.addAll(names);
        List<TrTag> lines = new ArrayList<>();
        for (int actual = 0; actual < names.size(); actual++) {
            double total = 0;
            for (JsonNode cell : matrix.path(actual)) {
                total += cell.doubleValue();
            }
            List<DomContent> cells = new ArrayList<>();
            for (int predicted = 0; predicted < names.size(); predicted++) {
                double count = matrix.path(actual).path(predicted).doubleValue();
                int shade = total == 0 ? 0 : (int) Math.ceil(5 * count / total);
                cells.add(td(count == 0 ? "" : weight(count))
                        .withClass((actual == predicted ? "right" : "wrong") + " shade" + shade));
            }
            lines.add(Tables.line(names.get(actual), cells));
        }
        return div(
                h3("Confusion matrix"),
                p("A line for each actual class, a column for each predicted class."),
                Tables.wide(Tables.of(head, lines).withClass("confusion")));
    }
}
