package dev.lockstep.format.onnx;

import static dev.lockstep.format.onnx.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.lockstep.format.TableDescription;
import dev.lockstep.format.TableDescription.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes from the inputs of the graph to those of the first layer. If all columns are numbers, the input is one
 * matrix; with categories, one matrix per column, named like the column.
 */
final class InputNodes {

    /** The name of the matrix. */
    static final String FEATURES = "features";

    private final GraphBuilder graph;
    private final Exported what;
    private final Numbers numbers;

    InputNodes(GraphBuilder graph, Exported what, Numbers numbers) {
        this.graph = graph;
        this.what = what;
        this.numbers = numbers;
    }

    /** Whether the columns of a table are separate inputs. */
    static boolean areColumns(Exported what) {
        return what.table().isPresent()
                && what.table().get().columns().stream()
                        .anyMatch(column -> column.categories().isPresent());
    }

    /** The encoded inputs of the network: floats {@code [rows][inputs]}. */
    String add() {
        return scaled(areColumns(what) ? columns(what.table().get()) : features());
    }

    private String features() {
        List<String> names = what.model().description().names().features();
        int features = what.model().network().inputs();
        if (what.table().filter(TableDescription::hasBins).isPresent()) {
            List<Column> columns = what.table().get().columns();
            names = columns.stream().map(Column::name).toList();
            features = columns.stream().mapToInt(Column::width).sum();
        }
        String given = graph.input(FEATURES, numbers.type(), features, String.join(", ", names));
        return joined(numbers(given, 0, features));
    }

    private String columns(TableDescription table) {
        // In the order of the table first, which is the order of the inputs.
        List<String> names = names(table);
        List<String> given = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            given.add(input(names.get(i), table.columns().get(i)));
        }
        List<String> parts = new ArrayList<>();
        List<String> neighbours = new ArrayList<>();
        int first = 0;
        int feature = 0;
        for (int i = 0; i < given.size(); i++) {
            Column column = table.columns().get(i);
            if (column.categories().isEmpty()) {
                neighbours.add(given.get(i));
            } else {
                addNumbers(neighbours, parts, first, feature);
                parts.add(oneHot(given.get(i), column.categories().get(), table.unseen()));
                first = feature + column.width();
            }
            feature += column.width();
        }
        addNumbers(neighbours, parts, first, feature);
        return joined(parts);
    }

    /** The names of the columns; a number is appended to those that collide with outputs or parameters. */
    private List<String> names(TableDescription table) {
        Set<String> taken = new HashSet<>();
        table.columns().forEach(column -> taken.add(column.name()));
        List<String> names = new ArrayList<>();
        for (Column column : table.columns()) {
            String name = column.name();
            for (int i = 1; graph.isReserved(name) || (i > 1 && !taken.add(name)); i++) {
                name = column.name() + "_" + i;
            }
            names.add(name);
        }
        return names;
    }

    private String input(String name, Column column) {
        if (column.categories().isEmpty()) {
            return graph.input(name, numbers.type(), column.width(), "column " + column.name());
        }
        String meaning = "column " + column.name() + ": the category as text, without spaces around it,"
                + " a whole number without decimals";
        return graph.input(name, DataType.STRING, 1, meaning);
    }

    /** Adjacent number columns are processed together. */
    private void addNumbers(List<String> neighbours, List<String> parts, int from, int to) {
        if (!neighbours.isEmpty()) {
            parts.addAll(numbers(joined(neighbours), from, to));
            neighbours.clear();
        }
    }

    private String joined(List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : graph.node("Concat", List.copyOf(parts), attribute("axis", 1));
    }

    /** Numbers as doubles, with imputed values and bins; empty if all are constant. */
    private List<String> numbers(String given, int from, int to) {
        String value = present(numbers == Numbers.FLOAT ? graph.cast(given, DataType.DOUBLE) : given);
        String known = known(value, from, to);
        if (what.table().filter(TableDescription::hasBins).isEmpty()) {
            return List.of(known);
        }
        return new BinNodes(graph, Arrays.copyOfRange(what.table().get().bins(), from, to)).add(value, known);
    }

    private String known(String value, int from, int to) {
        Optional<double[]> substitutes = what.table().flatMap(TableDescription::substitutes);
        if (substitutes.isEmpty()) {
            return value;
        }
        String known = graph.constant("substitutes", Arrays.copyOfRange(substitutes.get(), from, to));
        return graph.node("Where", List.of(graph.node("IsNaN", List.of(value)), known, value));
    }

    /** The numbers, with NaN for values that count as missing. */
    private String present(String given) {
        String value = given;
        double[] missing =
                what.table().map(table -> table.missingValues().numbers()).orElse(new double[0]);
        for (double number : missing) {
            String one = graph.constant("missing", new double[] {numbers.rounded(number)});
            String none = graph.constant("none", new double[] {Double.NaN});
            value = graph.node("Where", List.of(graph.node("Equal", List.of(value, one)), none, value));
        }
        return value;
    }

    /** {@code (float) curve((x − mean) / scale)}, or the row of it at unit length, in doubles. */
    private String scaled(String inputs) {
        String value = inputs;
        if (what.model().description().scaling().inputs()) {
            value = graph.node("Sub", List.of(value, graph.parameter("input.mean")));
            value = graph.node("Div", List.of(value, graph.parameter("input.scale")));
        }
        value = new CurveNodes(graph)
                .add(
                        value,
                        what.model().network().inputs(),
                        what.model().network().inputScaling().curve());
        return graph.cast(what.model().network().hasUnitRows() ? unit(value) : value, DataType.FLOAT);
    }

    /** Each row divided by its Euclidean norm; a row of zeros by 1. */
    private String unit(String value) {
        String squares = graph.node("Mul", List.of(value, value));
        String sum = graph.node("ReduceSum", List.of(squares, graph.constant("axes", new long[] {1})));
        String none = graph.node("Equal", List.of(sum, graph.scalar("zero", 0)));
        String divisor = graph.node("Where", List.of(none, graph.scalar("one", 1), graph.node("Sqrt", List.of(sum))));
        return graph.node("Div", List.of(value, divisor));
    }

    /** One-hot encoding of a category. */
    private String oneHot(String given, List<String> categories, String unseen) {
        String places = graph.oneHot(given, categories, unseen.equals("bucket"));
        String flat = graph.node("Squeeze", List.of(places, graph.constant("axes", new long[] {1})));
        return graph.cast(flat, DataType.DOUBLE);
    }
}
