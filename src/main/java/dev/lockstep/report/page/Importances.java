package dev.lockstep.report.page;

import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.td;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.report.Figures;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.List;

/** Which input columns matter: the most important ones, and the rest below them. */
final class Importances {

    private static final int SHOWN = 25;
    private static final int MOST = 1000;

    private Importances() {}

    /** @param importance of {@code diagnostics.json} */
    static DomContent of(JsonNode importance, String rows) {
        List<TrTag> lines = new ArrayList<>();
        double largest = importance.path("columns").path(0).path("drop").doubleValue();
        for (JsonNode column : importance.path("columns")) {
            if (lines.size() < MOST) {
                lines.add(line(column, largest));
            }
        }
        String metric = importance.path("metric").asText();
        int skipped = importance.path("skipped").intValue();
        DivTag section = div(p("How much " + metric + " on the " + rows
                + " rows gets worse when the values of one column"
                + " are exchanged between rows: the mean of "
                + importance.path("repeats").intValue()
                + " exchanges, on " + Figures.whole(importance.path("rows").intValue())
                + " rows. Columns that say the same share their importance."));
        section.with(table(lines.subList(0, Math.min(SHOWN, lines.size()))));
        if (lines.size() > SHOWN) {
            section.with(details(
                    summary(Figures.whole(lines.size() - SHOWN) + " more columns"),
                    table(lines.subList(SHOWN, lines.size()))));
        }
        int hidden = importance.path("columns").size() - lines.size();
        if (hidden > 0) {
            section.with(p("diagnostics.json has " + Figures.whole(hidden) + " more."));
        }
        if (skipped > 0) {
            section.with(p(Figures.whole(skipped) + " columns with weaker connections were not measured;"
                    + " report.importance sets how many are."));
        }
        return section;
    }

    private static DomContent table(List<TrTag> lines) {
        return Tables.wide(
                Tables.of(List.of("column", "drop", "spread", ""), lines).withClass("importance"));
    }

    private static TrTag line(JsonNode column, double largest) {
        double drop = column.path("drop").doubleValue();
        double share = largest > 0 ? Math.max(0, drop / largest) : 0;
        return Tables.line(
                column.path("column").asText(),
                List.of(
                        td(Figures.number(drop)).attr("data-value", Double.toString(drop)),
                        td("± " + Figures.number(column.path("spread").doubleValue())),
                        td(div(
                                        span().withClass("part part0").attr("data-grow", share),
                                        span().withClass("rest").attr("data-grow", 1 - share))
                                .withClass("bar"))));
    }
}
