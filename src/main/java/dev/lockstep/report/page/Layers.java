package dev.lockstep.report.page;

import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.p;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.report.Figures;
import j2html.tags.ContainerTag;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import java.util.ArrayList;
import java.util.List;

/** The network as a picture, and the weights and outputs of each layer. */
record Layers(JsonNode layers) {

    private static final int MOST_CIRCLES = 9;
    private static final int COLUMN = 110;
    private static final int HEIGHT = 200;
    private static final int TOP = 14;
    private static final int STEP = 18;

    DomContent content() {
        DivTag all = div(picture());
        DivTag grid = div().withClass("grid");
        for (int i = 0; i < layers.size(); i++) {
            JsonNode layer = layers.path(i);
            String name = i == layers.size() - 1 ? "Output layer" : "Hidden layer " + (i + 1);
            int dead = layer.path("dead").intValue();
            grid.with(histogram(name + ": weights", layer.path("weights"), ""));
            grid.with(histogram(
                    name + ": outputs",
                    layer.path("outputs"),
                    dead == 0
                            ? ""
                            : Figures.whole(dead) + " of "
                                    + Figures.whole(layer.path("units").intValue())
                                    + " units are dead: their output is the same for all rows."));
        }
        return all.with(grid);
    }

    private static DomContent histogram(String title, JsonNode numbers, String note) {
        JsonNode counts = numbers.path("counts");
        double[] bars = new double[counts.size()];
        for (int i = 0; i < bars.length; i++) {
            bars[i] = counts.path(i).doubleValue();
        }
        String scale = "From " + Figures.number(numbers.path("from").doubleValue()) + " to "
                + Figures.number(numbers.path("to").doubleValue()) + ", mean "
                + Figures.number(numbers.path("mean").doubleValue()) + ", deviation "
                + Figures.number(numbers.path("deviation").doubleValue()) + ".";
        return figure(figcaption(title), Svg.bars(bars, title + ". " + scale), p(scale), p(note))
                .withClass("panel");
    }

    /** A column of circles for the inputs and for each layer, of which the first and the last are joined by lines. */
    private DomContent picture() {
        List<Integer> sizes =
                new ArrayList<>(List.of(layers.path(0).path("inputs").intValue()));
        layers.forEach(layer -> sizes.add(layer.path("units").intValue()));
        StringBuilder said =
                new StringBuilder("A network of ").append(sizes.get(0)).append(" inputs");
        sizes.subList(1, sizes.size())
                .forEach(size -> said.append(", ").append(size).append(" units"));
        ContainerTag<?> svg = Svg.picture(COLUMN * sizes.size(), HEIGHT + TOP, said.toString());
        svg.withClass("network");
        for (int i = 1; i < sizes.size(); i++) {
            for (double from : circles(sizes.get(i - 1))) {
                for (double to : circles(sizes.get(i))) {
                    svg.with(Svg.line(x(i - 1), from, x(i), to));
                }
            }
        }
        for (int i = 0; i < sizes.size(); i++) {
            for (double y : circles(sizes.get(i))) {
                svg.with(Svg.circle(x(i), y, 5));
            }
            String what = i == 0 ? " inputs" : " units";
            svg.with(Svg.text(x(i), HEIGHT + TOP - 4, Figures.whole(sizes.get(i)) + what));
        }
        return svg;
    }

    private static double x(int column) {
        return COLUMN * (column + 0.5);
    }

    private static double[] circles(int units) {
        int shown = Math.min(MOST_CIRCLES, units);
        double[] y = new double[shown];
        for (int i = 0; i < shown; i++) {
            y[i] = (HEIGHT - TOP) / 2.0 + (i - (shown - 1) / 2.0) * STEP;
        }
        return y;
    }
}
