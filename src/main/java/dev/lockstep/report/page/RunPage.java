package dev.lockstep.report.page;

import static j2html.TagCreator.a;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.header;
import static j2html.TagCreator.iffElse;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.ul;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.plan.yaml.PlanLine;
import dev.lockstep.report.Figures;
import dev.lockstep.report.page.RunView.State;
import j2html.tags.DomContent;
import j2html.tags.specialized.SectionTag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The page of a run, {@code report.html}. Its first screen answers whether the run trained, how good it is, whether it is
 * better than the last, on what data, and where the time went; the sections below have the rest.
 */
public final class RunPage {

    private final RunView run;
    private final List<Chart> curves;
    /** Charts of how well classes are told apart. */
    private final List<Chart> ofClasses;

    private RunPage(RunView run) {
        this.run = run;
        this.curves = RunCharts.of(run);
        this.ofClasses = run.diagnostics().map(ClassCurves::of).orElse(List.of());
    }

    /** The whole HTML document. */
    public static String of(RunView run) {
        return new RunPage(run).html();
    }

    private String html() {
        Map<String, SectionTag> sections = new LinkedHashMap<>();
        run.metrics().map(MetricRows::new).ifPresent(metrics -> {
            sections.put("Metrics", section(MetricTables.all(metrics, run.before())));
            MetricTables.classes(metrics).ifPresent(table -> sections.put("Classes", section(table)));
        });
        if (!curves.isEmpty()) {
            sections.put("Curves", section(grid(curves), EpochTable.of(run.curves())));
        }
        run.diagnostics().ifPresent(diagnostics -> putDiagnostics(diagnostics, sections));
        sections.put("Data and network", section(facts(), notes(), columns()));
        sections.put("Plan", section(plan()));
        List<Chart> all = new ArrayList<>(curves);
        all.addAll(ofClasses);
        return Page.of(
                "lockstep train",
                run.name() + ": " + run.state().word(),
                Page.data(run.state() == State.RUNNING, run.written(), all),
                header(h1(run.name()), status()),
                main(new FirstScreen(run, curves).content())
                        .with(nav(ul(each(sections.keySet(), title -> li(a(title).withHref("#" + id(title))))))
                                .attr("aria-label", "Sections"))
                        .with(each(sections.entrySet(), RunPage::titled)),
                Page.footer(run.written(), " into " + run.output()));
    }

    private void putDiagnostics(JsonNode diagnostics, Map<String, SectionTag> sections) {
        JsonNode importance = diagnostics.path("importance");
        if (importance.isObject()) {
            String rows = MetricRows.words(diagnostics.path("rows").asText());
            sections.put("Importance", section(Importances.of(importance, rows)));
        }
        SectionTag errors = section();
        if (!ofClasses.isEmpty()) {
            errors.with(grid(ofClasses));
        }
        sections.put("Errors", errors.with(new ErrorTables(diagnostics).content()));
        sections.put("Layers", section(new Layers(diagnostics.path("layers")).content()));
    }

    private static DomContent grid(List<Chart> charts) {
        return div(each(charts, Chart::place)).withClass("grid");
    }

    private static DomContent titled(Map.Entry<String, SectionTag> section) {
        String id = id(section.getKey());
        return section(h2(section.getKey()).withId(id + "-title"), section.getValue())
                .withId(id)
                .attr("aria-labelledby", id + "-title");
    }

    private static String id(String title) {
        return title.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private DomContent status() {
        int epochs = run.curves().epochs();
        String progress = run.state() == State.DONE
                ? Figures.whole(epochs) + " epochs"
                : "epoch " + Figures.whole(epochs) + " of " + Figures.whole(run.epochs());
        return p(
                        span(run.state().word())
                                .withClass("state " + run.state().word()),
                        span(progress),
                        span(run.message()).withCondClass(run.state() != State.DONE, "message"))
                .withClass("status")
                .attr("role", "status");
    }

    private DomContent facts() {
        return dl(each(run.facts().entrySet(), fact -> div(dt(fact.getKey()), dd(fact.getValue()))))
                .withClass("facts");
    }

    private DomContent notes() {
        return iffElse(
                run.notes().isEmpty(),
                div(),
                ul(each(run.notes(), note -> li(note))).withClass("notes"));
    }

    private DomContent columns() {
        return run.diagnostics()
                .map(diagnostics -> ColumnTable.of(
                        diagnostics.path("columns"),
                        MetricRows.words(diagnostics.path("rows").asText())))
                .orElse(div());
    }

    private DomContent plan() {
        List<DomContent> lines = new ArrayList<>();
        for (PlanLine line : run.plan()) {
            lines.add(span(line.text() + "\n").withCondClass(line.isDefault(), "default"));
        }
        return div(
                p("Keys with their defaults are grey."),
                pre(lines.toArray(DomContent[]::new)).withClass("plan").attr("tabindex", "0"));
    }
}
