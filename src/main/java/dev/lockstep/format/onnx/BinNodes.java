package dev.lockstep.format.onnx;

import static dev.lockstep.format.onnx.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.lockstep.data.column.Bins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The nodes of the piecewise-linear encoding of adjacent features, in doubles. */
final class BinNodes {

    private final GraphBuilder graph;
    private final CurveNodes nodes;
    /** Which features are inputs themselves. */
    private final List<Integer> values = new ArrayList<>();
    /** The feature of each bin. */
    private final List<Integer> binned = new ArrayList<>();

    private final List<Double> from = new ArrayList<>();
    private final List<Double> to = new ArrayList<>();
    /** Which features have an input that says they are missing. */
    private final List<Integer> missing = new ArrayList<>();

    /** The kind of each input in order, 0 for a value, 1 for a bin and 2 for missing, and its place among them. */
    private final List<int[]> order = new ArrayList<>();

    /** @param bins of each feature, null for a number that is one input */
    BinNodes(GraphBuilder graph, Bins[] bins) {
        this.graph = graph;
        this.nodes = new CurveNodes(graph);
        for (int feature = 0; feature < bins.length; feature++) {
            Bins of = bins[feature];
            if (of == null || of.hasValue()) {
                order.add(new int[] {0, values.size()});
                values.add(feature);
            }
            for (int bin = 0; of != null && bin < of.count(); bin++) {
                order.add(new int[] {1, binned.size()});
                binned.add(feature);
                from.add(of.edges()[bin]);
                to.add(of.edges()[bin + 1]);
            }
            if (of != null && of.hasMissing()) {
                order.add(new int[] {2, missing.size()});
                missing.add(feature);
            }
        }
    }

    /**
     * The inputs, doubles {@code [rows][inputs]}; empty if the features have none.
     *
     * @param given the features, NaN where they are missing
     * @param known the features with imputed values
     */
    List<String> add(String given, String known) {
        List<String> parts = new ArrayList<>();
        if (!values.isEmpty()) {
            parts.add(nodes.columns(known, places(values)));
        }
        if (!binned.isEmpty()) {
            parts.add(shares(nodes.columns(given, places(binned))));
        }
        if (!missing.isEmpty()) {
            String gaps = graph.node("IsNaN", List.of(nodes.columns(given, places(missing))));
            parts.add(graph.cast(gaps, DataType.DOUBLE));
        }
        if (parts.size() < 2) {
            return parts;
        }
        int[] starts = {0, values.size(), values.size() + binned.size()};
        int[] places =
                order.stream().mapToInt(input -> starts[input[0]] + input[1]).toArray();
        return List.of(nodes.columns(graph.node("Concat", parts, attribute("axis", 1)), places));
    }

    /** 0 for missing values. */
    private String shares(String x) {
        double[] edges = from.stream().mapToDouble(Double::doubleValue).toArray();
        double[] widths = new double[edges.length];
        Arrays.setAll(widths, i -> to.get(i) - edges[i]);
        String shares = nodes.shares(x, edges, widths);
        String none = graph.constant("zero", new double[] {0});
        return graph.node("Where", List.of(graph.node("IsNaN", List.of(x)), none, shares));
    }

    private static int[] places(List<Integer> features) {
        return features.stream().mapToInt(Integer::intValue).toArray();
    }
}
