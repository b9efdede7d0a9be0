package dev.lockstep.format.onnx;

import static dev.lockstep.format.onnx.GraphBuilder.attribute;

import dev.lockstep.data.column.Curve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The nodes of piecewise-linear and other functions of columns, in doubles. */
record CurveNodes(GraphBuilder graph) {

    /** The curve of each column of {@code [rows][columns]}. */
    String add(String value, int columns, Curve curve) {
        if (curve.limits().isPresent()) {
            return limited(value);
        }
        return curve.knots().isPresent() ? allInterpolated(value, columns, curve) : value;
    }

    /** {@code z/√(1 + (z/limit)²)}. */
    private String limited(String value) {
        String z = clip(value, -Curve.FAR, Curve.FAR);
        String share = graph.node("Div", List.of(z, graph.parameter("input.limit")));
        String square = graph.node("Mul", List.of(share, share));
        String sum = graph.node("Add", List.of(square, graph.constant("one", new double[] {1})));
        return graph.node("Div", List.of(z, graph.node("Sqrt", List.of(sum))));
    }

    private String allInterpolated(String value, int count, Curve curve) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            columns.add(curve.places(i).length == 0 ? columns(value, i) : interpolated(value, i, curve));
        }
        return columns.size() == 1 ? columns.get(0) : graph.node("Concat", columns, attribute("axis", 1));
    }

    /** The value at the first knot and the rise over each step between knots, as far as it is climbed. */
    private String interpolated(String value, int column, Curve curve) {
        double[] places = curve.places(column);
        double[] values = curve.values(column);
        int steps = places.length - 1;
        if (steps == 0) {
            // A constant column: a step that is never climbed.
            return interpolated(value, column, new double[] {0, 1}, new double[] {values[0], values[0]});
        }
        return interpolated(value, column, places, values);
    }

    private String interpolated(String value, int column, double[] places, double[] values) {
        int[] repeated = new int[places.length - 1];
        Arrays.fill(repeated, column);
        double[] rises = new double[repeated.length];
        Arrays.setAll(rises, i -> values[i + 1] - values[i]);
        double[] widths = new double[repeated.length];
        Arrays.setAll(widths, i -> places[i + 1] - places[i]);
        String climbed = shares(columns(value, repeated), Arrays.copyOf(places, widths.length), widths);
        String parts = graph.node("Mul", List.of(climbed, graph.constant("rises", rises)));
        String rise = graph.node("ReduceSum", List.of(parts, graph.constant("axes", new long[] {1})));
        return graph.node("Add", List.of(rise, graph.constant("first", new double[] {values[0]})));
    }

    /** {@code clamp((x − from) / width, 0, 1)} of each column. */
    String shares(String values, double[] from, double[] widths) {
        String distance = graph.node("Sub", List.of(values, graph.constant("from", from)));
        return clip(graph.node("Div", List.of(distance, graph.constant("widths", widths))), 0, 1);
    }

    /** Some columns of a matrix, in any order and number. */
    String columns(String matrix, int... columns) {
        long[] places = Arrays.stream(columns).asLongStream().toArray();
        return graph.node("Gather", List.of(matrix, graph.constant("columns", places)), attribute("axis", 1));
    }

    private String clip(String value, double least, double most) {
        return graph.node("Clip", List.of(value, graph.scalar("least", least), graph.scalar("most", most)));
    }
}
