package dev.lockstep.report.page;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.TableTag;
import j2html.tags.specialized.TrTag;
import java.util.Collection;

/** Tables below a line of titles. */
final class Tables {

    private Tables() {}

    static TableTag of(Collection<String> titles, Collection<TrTag> lines) {
        return table(
                thead(tr(each(titles, title -> th(title).attr("scope", "col")))), tbody(each(lines, line -> line)));
    }

    /** A table that is scrolled sideways where it is too wide. */
    static DomContent wide(TableTag table) {
        return div(table).withClass("wide").attr("tabindex", "0");
    }

    /** A line with a title and cells. */
    static TrTag line(String title, Collection<? extends DomContent> cells) {
        return tr(th(title).attr("scope", "row")).with(cells);
    }
}
