package dev.lockstep.report.page;

import j2html.TagCreator;
import j2html.tags.ContainerTag;
import j2html.tags.DomContent;
import java.util.List;
import java.util.Locale;

/** Small pictures in the page itself: bars and points, coloured by the page's style. */
final class Svg {

    private static final int WIDTH = 320;
    private static final int HEIGHT = 120;
    private static final int EDGE = 4;
    private static final double RADIUS = 1.6;

    private Svg() {}

    /** An empty picture. @param said its content in words */
    static ContainerTag<?> picture(int width, int height, String said) {
        return TagCreator.tag("svg")
                .attr("viewBox", "0 0 " + width + " " + height)
                .attr("role", "img")
                .attr("aria-label", said);
    }

    /** A histogram: one bar per number. */
    static DomContent bars(double[] numbers, String said) {
        ContainerTag<?> svg = picture(WIDTH, HEIGHT, said);
        double largest = 0;
        for (double number : numbers) {
            largest = Math.max(largest, number);
        }
        double width = WIDTH / (double) numbers.length;
        for (int i = 0; i < numbers.length; i++) {
            double height = largest == 0 ? 0 : numbers[i] / largest * HEIGHT;
            if (height > 0) {
                svg.with(rectangle(i * width, HEIGHT - height, Math.max(1, width - 1), height));
            }
        }
        return svg;
    }

    /** Points {@code {x, y}} and the line y = x, with the same scale on both axes. */
    static DomContent points(List<double[]> points, String said) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] point : points) {
            low = Math.min(low, Math.min(point[0], point[1]));
            high = Math.max(high, Math.max(point[0], point[1]));
        }
        double span = high > low ? high - low : 1;
        double scale = (WIDTH - 2.0 * EDGE) / span;
        ContainerTag<?> svg = picture(WIDTH, WIDTH, said);
        svg.with(line(EDGE, WIDTH - EDGE, WIDTH - EDGE, EDGE).withClass("equal"));
        for (double[] point : points) {
            svg.with(circle(EDGE + (point[0] - low) * scale, WIDTH - EDGE - (point[1] - low) * scale, RADIUS));
        }
        return svg;
    }

    static ContainerTag<?> rectangle(double x, double y, double width, double height) {
        return TagCreator.tag("rect")
                .attr("x", number(x))
                .attr("y", number(y))
                .attr("width", number(width))
                .attr("height", number(height));
    }

    static ContainerTag<?> circle(double x, double y, double radius) {
        return TagCreator.tag("circle")
                .attr("cx", number(x))
                .attr("cy", number(y))
                .attr("r", number(radius));
    }

    static ContainerTag<?> line(double x1, double y1, double x2, double y2) {
        return TagCreator.tag("line")
                .attr("x1", number(x1))
                .attr("y1", number(y1))
                .attr("x2", number(x2))
                .attr("y2", number(y2));
    }

    static ContainerTag<?> text(double x, double y, String text) {
        return TagCreator.tag("text")
                .attr("x", number(x))
                .attr("y", number(y))
                .attr("text-anchor", "middle")
                .withText(text);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
