package dev.lockstep.format.onnx;

import static dev.lockstep.format.onnx.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.lockstep.data.Scaling;
import dev.lockstep.format.TableDescription;
import dev.lockstep.format.TableDescription.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * From what is given to what the network's first layer takes. Only numbers: one matrix of them. With categories among
 * them: one matrix a column, named as the column.
 */
final class InputNodes {

    /** The name of the matrix. */
    static final String FEATURES = "features";

    private final GraphBuilder graph;
    private final Exported what;
    private final Numbers numbers;
    private final Scaling scaling;

    InputNodes(GraphBuilder graph, Exported what, Numbers numbers) {
        this.graph = graph;
        this.what = what;
        this.numbers = numbers;
        this.scaling = what.model().network().inputScaling();
    }

    /** Whether a table's columns are given one by one. */
    static boolean areColumns(Exported what) {
        return what.table().isPresent()
                && what.table().get().columns().stream()
                        .anyMatch(column -> column.categories().isPresent());
    }

    /** The value of the inputs as the network takes them: floats {@code [rows][inputs]}. */
    String add() {
        double[] substitutes =
                what.table().flatMap(TableDescription::substitutes).orElse(null);
        if (areColumns(what)) {
            return columns(what.table().get(), substitutes);
        }
        int inputs = scaling.mean().length;
        String meaning = String.join(", ", what.model().description().names().features());
        String given = graph.input(FEATURES, numbers.type(), inputs, meaning);
        return scaled(given, substitutes, 0, inputs);
    }

    private String columns(TableDescription table, double[] substitutes) {
        List<String> given = table.columns().stream().map(this::input).toList();
        List<String> parts = new ArrayList<>();
        List<String> run = new ArrayList<>();
        int feature = 0;
        int firstFeature = 0;
        int input = 0;
        for (int i = 0; i < given.size(); i++) {
            Column column = table.columns().get(i);
            if (column.categories().isEmpty()) {
                run.add(given.get(i));
            } else {
                input +=
                        addNumbers(run, parts, part(substitutes, firstFeature, feature), input, feature - firstFeature);
                parts.add(oneHot(given.get(i), column.categories().get(), table.unseen()));
                input += column.categories().get().size();
                firstFeature = feature + column.width();
            }
            feature += column.width();
        }
        addNumbers(run, parts, part(substitutes, firstFeature, feature), input, feature - firstFeature);
        return joined(parts);
    }

    private String input(Column column) {
        DataType type = column.categories().isPresent() ? DataType.STRING : numbers.type();
        return graph.input(column.name(), type, column.width(), "column " + column.name());
    }

    /** Neighbours that are numbers go the way together. */
    private int addNumbers(List<String> run, List<String> parts, double[] substitutes, int from, int count) {
        if (!run.isEmpty()) {
            parts.add(scaled(joined(run), substitutes, from, count));
            run.clear();
        }
        return count;
    }

    private static double[] part(double[] values, int from, int to) {
        return values == null ? null : Arrays.copyOfRange(values, from, to);
    }

    private String joined(List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : graph.node("Concat", List.copyOf(parts), attribute("axis", 1));
    }

    /** {@code (float) ((x − mean) / scale)}, in doubles. */
    private String scaled(String given, double[] substitutes, int from, int count) {
        String value = numbers == Numbers.FLOAT ? cast(given, DataType.DOUBLE) : given;
        if (substitutes != null) {
            String missing = graph.node("IsNaN", List.of(value));
            value = graph.node("Where", List.of(missing, graph.constant("substitutes", substitutes), value));
        }
        if (what.model().description().scaling().inputs()) {
            value = graph.node(
                    "Sub", List.of(value, graph.constant("input.mean", part(scaling.mean(), from, from + count))));
            value = graph.node(
                    "Div", List.of(value, graph.constant("input.scale", part(scaling.scale(), from, from + count))));
        }
        return cast(value, DataType.FLOAT);
    }

    /** One number a category, of which one is 1. */
    private String oneHot(String given, List<String> categories, String unseen) {
        if (categories.isEmpty()) {
            throw new IllegalArgumentException("a column of categories must have some to be exported but has none");
        }
        String places = graph.learningNode(
                "OneHotEncoder",
                List.of(given),
                attribute("cats_strings", categories),
                attribute("zeros", unseen.equals("bucket") ? 1 : 0));
        return graph.node("Squeeze", List.of(places, graph.constant("axes", new long[] {1})));
    }

    private String cast(String value, DataType type) {
        return graph.node("Cast", Collections.singletonList(value), attribute("to", type.getNumber()));
    }
}
