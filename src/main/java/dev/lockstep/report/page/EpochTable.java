package dev.lockstep.report.page;

import static j2html.TagCreator.details;
import static j2html.TagCreator.each;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.td;
import static j2html.TagCreator.tr;

import dev.lockstep.report.Figures;
import j2html.tags.DomContent;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The numbers of the curves as a table, for those who do not see them. */
final class EpochTable {

    private static final int MOST_ROWS = 60;

    private EpochTable() {}

    static DomContent of(Curves curves) {
        List<Map<String, Double>> points = new ArrayList<>();
        List<Map<String, Double>> all = curves.points();
        int every = (all.size() + MOST_ROWS - 1) / MOST_ROWS;
        for (int i = 0; i < all.size(); i++) {
            if ((all.size() - 1 - i) % every == 0) {
                points.add(all.get(i));
            }
        }
        Set<String> columns = new LinkedHashSet<>();
        points.forEach(point -> columns.addAll(point.keySet()));
        List<TrTag> lines = points.stream()
                .map(point -> tr(each(columns, column -> cell(point.get(column)))))
                .toList();
        return details(summary("The same as a table"), Tables.wide(Tables.of(columns, lines)));
    }

    private static DomContent cell(Double value) {
        return td(
                value == null ? "" : Figures.isWhole(value) ? Figures.whole(value.longValue()) : Figures.number(value));
    }
}
