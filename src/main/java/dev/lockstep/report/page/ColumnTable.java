package dev.lockstep.report.page;

import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.p;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.td;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.report.Figures;
import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.List;

/** What the input columns contain: ranges of numbers, numbers of categories, and which columns are constant. */
final class ColumnTable {

    private static final List<String> NUMBERS = List.of("smallest", "largest", "mean", "deviation");

    private ColumnTable() {}

    /** @param columns of {@code diagnostics.json} */
    static DomContent of(JsonNode columns, String rows) {
        if (columns.isEmpty()) {
            return div();
        }
        List<TrTag> lines = new ArrayList<>();
        List<String> constant = new ArrayList<>();
        for (JsonNode column : columns) {
            String name = column.path("column").asText();
            boolean isConstant = column.path("categories").asInt(2) == 1
                    || (column.has("deviation") && column.path("smallest").equals(column.path("largest")));
            if (isConstant) {
                constant.add(name);
            }
            List<TdTag> cells = new ArrayList<>();
            NUMBERS.forEach(number -> cells.add(
                    column.has(number) ? MetricTables.value(MetricTables.number(column.path(number)), "–") : td("")));
            cells.add(
                    column.has("categories")
                            ? td(Figures.whole(column.path("categories").intValue()))
                            : td(""));
            lines.add(Tables.line(name, cells));
        }
        List<String> titles = new ArrayList<>(List.of("column"));
        titles.addAll(NUMBERS);
        titles.add("categories that occur");
        String said = constant.isEmpty()
                ? "No column is constant."
                : "Constant: " + String.join(", ", constant.subList(0, Math.min(20, constant.size())))
                        + (constant.size() > 20 ? " and " + Figures.whole(constant.size() - 20) + " more." : ".");
        return div(
                p("On a sample of the " + rows + " rows. " + said),
                details(
                        summary("Ranges of " + Figures.whole(lines.size()) + " columns"),
                        Tables.wide(Tables.of(titles, lines))));
    }
}
