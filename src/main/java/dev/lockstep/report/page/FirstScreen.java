package dev.lockstep.report.page;

import static j2html.TagCreator.a;
import static j2html.TagCreator.div;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;

import dev.lockstep.report.Figures;
import dev.lockstep.report.page.RunView.State;
import j2html.TagCreator;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import j2html.tags.specialized.MainTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What is seen first: how good the model is, beside the last one, the loss, the data, and the time. */
record FirstScreen(RunView run, List<Chart> charts) {

    MainTag content() {
        List<DomContent> cards = new ArrayList<>();
        cards.add(quality());
        charts.stream()
                .filter(chart -> chart.id().equals(RunCharts.LOSS))
                .findFirst()
                .ifPresent(loss -> cards.add(div(h2("Loss"), loss.in("first")).withClass("card")));
        cards.add(card("Data", run.facts().getOrDefault("data", ""), run.facts().getOrDefault("network", "")));
        cards.add(time());
        return TagCreator.main(
                section(cards.toArray(DomContent[]::new)).withClass("cards").attr("aria-label", "At a glance"));
    }

    private static DivTag card(String title, String large, String... more) {
        DivTag card = div(h2(title), p(large).withClass("large")).withClass("card");
        for (String line : more) {
            card.with(p(line));
        }
        return card;
    }

    private DomContent quality() {
        if (run.metrics().isEmpty()) {
            return card(
                    "Quality", run.curves().last().map(FirstScreen::lastLoss).orElse("no epoch yet"));
        }
        MetricRows metrics = new MetricRows(run.metrics().get());
        String main = metrics.main();
        DivTag card = div(h2("Quality")).withClass("card");
        for (String rows : metrics.rows()) {
            OptionalDouble value = metrics.value(rows, main);
            if (value.isPresent()) {
                boolean first = rows.equals(metrics.rows().get(0));
                card.with(p(
                                span(Figures.number(value.getAsDouble()))
                                        .withClass("value")
                                        .attr("data-value", Double.toString(value.getAsDouble())),
                                span(main + " on the " + MetricRows.words(rows) + " rows"))
                        .withCondClass(first, "large"));
            }
        }
        return card.with(run.before()
                .map(before -> change(metrics, main, before))
                .orElse(p("There is no earlier run of this name in the same folder.")));
    }

    private static String lastLoss(Map<String, Double> epoch) {
        Double loss = epoch.get("train.loss");
        return "training loss " + (loss == null ? "not a number" : Figures.number(loss));
    }

    private DomContent change(MetricRows metrics, String main, RunView.Before before) {
        MetricRows then = new MetricRows(before.metrics());
        String rows = metrics.rows().get(0);
        OptionalDouble now = metrics.value(rows, main);
        OptionalDouble old = then.value(rows, main);
        if (now.isEmpty() || old.isEmpty()) {
            return p("The last run, ")
                    .with(named(before))
                    .withText(", has no " + main + " on " + MetricRows.words(rows) + " rows.");
        }
        return p(new Change(now.getAsDouble(), old.getAsDouble(), MetricRows.higherIsBetter(main)).mark())
                .withText(": the last run, ")
                .with(named(before))
                .withText(", has " + Figures.number(old.getAsDouble()) + ".");
    }

    private static DomContent named(RunView.Before before) {
        return before.link().isEmpty()
                ? span(before.folder())
                : a(before.folder()).withHref(before.link());
    }

    private DomContent time() {
        DivTag card = div(h2("Time")).withClass("card");
        run.metrics()
                .ifPresent(metrics -> card.with(
                        p(Figures.duration(metrics.path("seconds").doubleValue()))
                                .withClass("large"),
                        p(Figures.rate(metrics.path("rowsPerSecond").doubleValue()) + " rows per second")));
        run.curves().last().ifPresent(epoch -> card.with(phases(epoch)));
        if (run.state() != State.RUNNING && run.curves().epochs() == 0) {
            card.with(p("No epoch was trained."));
        }
        return card;
    }

    /** Where a step's time went, as a bar of parts. */
    private static DomContent phases(Map<String, Double> epoch) {
        DivTag bar = div().withClass("bar").attr("role", "img");
        DivTag legend = div().withClass("legend");
        StringBuilder said = new StringBuilder("A step of the last epoch:");
        int phase = 0;
        for (Map.Entry<String, Double> number : epoch.entrySet()) {
            if (number.getKey().startsWith("stepMillis.")) {
                String name = number.getKey().substring("stepMillis.".length());
                String millis = Figures.rate(number.getValue()) + " ms";
                bar.with(span().withClass("part part" + phase).attr("data-grow", number.getValue()));
                legend.with(span(name + " " + millis).withClass("key part" + phase));
                said.append(' ').append(name).append(' ').append(millis).append(';');
                phase++;
            }
        }
        return div(p("a step of the last epoch"), bar.attr("aria-label", said.toString()), legend);
    }
}
