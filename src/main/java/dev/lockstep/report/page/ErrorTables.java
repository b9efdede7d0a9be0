package dev.lockstep.report.page;

import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.report.Figures;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.List;

/** Where the model errs: by score, by category, and how predicted numbers lie beside true ones. */
record ErrorTables(JsonNode diagnostics) {

    private boolean areNumbers() {
        return diagnostics.path("residuals").isArray();
    }

    DomContent content() {
        DivTag all = div(p("On the " + MetricRows.words(diagnostics.path("rows").asText()) + " rows. The error is "
                + (areNumbers() ? "the mean absolute error." : "the share of wrong labels.")));
        if (areNumbers()) {
            all.with(numbers());
        }
        all.with(h3(areNumbers() ? "By predicted value" : "By score"), byScore());
        for (JsonNode column : diagnostics.path("errorByCategory")) {
            all.with(h3("By " + column.path("column").asText()), byCategory(column.path("categories")));
        }
        return all;
    }

    private DomContent byScore() {
        List<TrTag> lines = new ArrayList<>();
        for (JsonNode group : diagnostics.path("errorByScore")) {
            lines.add(Tables.line(range(group.path("from"), group.path("to")), sums(group)));
        }
        return Tables.wide(Tables.of(titles(areNumbers() ? "predicted" : "score"), lines));
    }

    private DomContent byCategory(JsonNode categories) {
        List<TrTag> lines = new ArrayList<>();
        for (JsonNode group : categories) {
            JsonNode name = group.path("category");
            String shown = name.isNull() ? "none of these" : name.asText().isEmpty() ? "missing" : name.asText();
            lines.add(Tables.line(shown, sums(group)));
        }
        return Tables.wide(Tables.of(titles("category"), lines));
    }

    private List<String> titles(String first) {
        List<String> titles = new ArrayList<>(List.of(first, "weight", "error"));
        if (areNumbers()) {
            titles.add("predicted − true");
        }
        return titles;
    }

    private List<TdTag> sums(JsonNode group) {
        List<TdTag> cells = new ArrayList<>(List.of(cell(group.path("weight")), cell(group.path("error"))));
        if (areNumbers()) {
            cells.add(cell(group.path("bias")));
        }
        return cells;
    }

    private static TdTag cell(JsonNode number) {
        return MetricTables.value(MetricTables.number(number), "–");
    }

    private static String range(JsonNode from, JsonNode to) {
        if (from.isNull() && to.isNull()) {
            return "all";
        }
        if (from.isNull()) {
            return "below " + Figures.number(to.doubleValue());
        }
        return to.isNull()
                ? "from " + Figures.number(from.doubleValue())
                : Figures.number(from.doubleValue()) + " to " + Figures.number(to.doubleValue());
    }

    /** Predicted against true numbers, and the residuals, of each label. */
    private DomContent numbers() {
        DivTag grid = div().withClass("grid");
        for (JsonNode label : diagnostics.path("predicted")) {
            List<double[]> points = new ArrayList<>();
            label.path("points")
                    .forEach(point -> points.add(new double[] {
                        point.path(0).doubleValue(), point.path(1).doubleValue()
                    }));
            String name = label.path("label").asText();
            String title = name + ": predicted against true";
            grid.with(figure(
                            figcaption(title),
                            Svg.points(points, title + ", " + points.size() + " rows"),
                            p("Each point is a row: to the right its true number, upwards the predicted one."))
                    .withClass("panel"));
        }
        for (JsonNode label : diagnostics.path("residuals")) {
            double[] weights = new double[label.path("weights").size()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = label.path("weights").path(i).doubleValue();
            }
            String title = label.path("label").asText() + ": predicted − true";
            String scale = "From " + Figures.number(label.path("from").doubleValue()) + " to "
                    + Figures.number(label.path("to").doubleValue()) + "; "
                    + MetricTables.weight(label.path("below").doubleValue()) + " below, "
                    + MetricTables.weight(label.path("above").doubleValue()) + " above.";
            grid.with(figure(figcaption(title), Svg.bars(weights, title + ". " + scale), p(scale))
                    .withClass("panel"));
        }
        return grid;
    }
}
