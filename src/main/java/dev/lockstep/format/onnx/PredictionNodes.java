package dev.lockstep.format.onnx;

import static dev.lockstep.format.onnx.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * From raw outputs to predictions, named as sklearn-onnx names them: {@value #LABEL} and {@value #PROBABILITIES} of
 * classes, {@value #SCORES} in place of probabilities where the loss has none, {@value #NUMBERS} for numbers.
 */
final class PredictionNodes {

    static final String LABEL = "label";
    static final String PROBABILITIES = "probabilities";
    static final String SCORES = "scores";
    static final String NUMBERS = "variable";

    /** The input for numbers that are added to the outputs. */
    private static final String OFFSET = "offset";

    /** The names that are for predictions. */
    static final Set<String> NAMES = Set.of(LABEL, PROBABILITIES, SCORES, NUMBERS);

    private final GraphBuilder graph;
    private final Exported what;
    private final Numbers numbers;

    PredictionNodes(GraphBuilder graph, Exported what, Numbers numbers) {
        this.graph = graph;
        this.what = what;
        this.numbers = numbers;
    }

    /** @param outputs raw, of the network */
    void add(String outputs) {
        String raw = what.model().description().hasOffset() ? shifted(outputs) : outputs;
        switch (what.task()) {
            case REGRESSION -> addNumbers(raw);
            case BINARY, MULTICLASS -> addClasses(raw);
            case MULTI_LABEL -> addYesOrNo(raw);
        }
    }

    /** The raw outputs with one more input added. */
    private String shifted(String outputs) {
        String column = what.model().description().names().offset();
        String given = graph.input(OFFSET, numbers.type(), 1, "column " + column + ", added to the network's outputs");
        return graph.node("Add", List.of(outputs, graph.cast(given, DataType.FLOAT)));
    }

    /** In the unit of the labels. */
    private void addNumbers(String raw) {
        String value = what.loss().hasLogLink() ? graph.node("Exp", List.of(raw)) : raw;
        if (what.loss().outputSuffixes().size() > 1) {
            value = graph.ascending(value, what.outputs());
        }
        if (what.model().description().scaling().outputs()) {
            value = graph.cast(value, DataType.DOUBLE);
            value = graph.node("Mul", List.of(value, graph.parameter("output.scale")));
            value = graph.node("Add", List.of(value, graph.parameter("output.mean")));
        }
        graph.named(
                NUMBERS, "Cast", List.of(value), attribute("to", numbers.type().getNumber()));
        graph.output(
                NUMBERS,
                numbers.type(),
                what.outputs(),
                String.join(", ", what.model().description().outputNames()));
    }

    private void addClasses(String raw) {
        boolean probabilities = what.loss().givesProbabilities();
        String name = probabilities ? PROBABILITIES : SCORES;
        String predictions = probabilities ? probabilities(raw) : scores(raw);
        graph.named(name, "Identity", List.of(predictions));
        addLabels(
                what.thresholds()
                        .map(values -> largest(divided(probabilities(raw), values)))
                        .orElseGet(() -> place(raw)),
                0);
        graph.output(name, DataType.FLOAT, what.classes().size(), String.join(", ", what.classes()));
    }

    /** One probability a class; of a loss that has none what the cross-entropy would make of its scores. */
    private String probabilities(String raw) {
        if (what.outputs() > 1) {
            return graph.node("Softmax", List.of(raw), attribute("axis", 1));
        }
        String yes = graph.node("Sigmoid", List.of(raw));
        String no = graph.node("Sub", List.of(graph.number(1f), yes));
        return graph.node("Concat", List.of(no, yes), attribute("axis", 1));
    }

    /** One score a class. */
    private String scores(String raw) {
        return what.outputs() > 1
                ? raw
                : graph.node("Concat", List.of(graph.node("Neg", List.of(raw)), raw), attribute("axis", 1));
    }

    /** Which class it is. */
    private String place(String raw) {
        if (what.outputs() > 1) {
            return largest(raw);
        }
        String value = what.loss().givesProbabilities() ? graph.node("Sigmoid", List.of(raw)) : raw;
        return graph.node("Squeeze", List.of(decided(value), graph.constant("axes", new long[] {1})));
    }

    /** 1 for yes, 0 for no. */
    private String decided(String value) {
        String yes = graph.node(
                "GreaterOrEqual", List.of(value, graph.number(what.loss().decidesAt())));
        return graph.cast(yes, DataType.INT64);
    }

    /** Each class's probability by its threshold, in doubles; by 0 it is above all others. */
    private String divided(String probabilities, double[] thresholds) {
        double[] divisors = thresholds.clone();
        double[] added = new double[divisors.length];
        for (int i = 0; i < divisors.length; i++) {
            added[i] = divisors[i] == 0 ? Double.POSITIVE_INFINITY : 0;
            divisors[i] = divisors[i] == 0 ? 1 : divisors[i];
        }
        String exact = graph.cast(probabilities, DataType.DOUBLE);
        String quotient = graph.node("Div", List.of(exact, graph.constant("thresholds", divisors)));
        return Arrays.stream(added).allMatch(value -> value == 0)
                ? quotient
                : graph.node("Add", List.of(quotient, graph.constant("first", added)));
    }

    /** The place of the first of the largest. */
    private String largest(String values) {
        return graph.node("ArgMax", List.of(values), attribute("axis", 1), attribute("keepdims", 0));
    }

    /** One prediction a label column, each by itself. */
    private void addYesOrNo(String raw) {
        boolean probabilities = what.loss().givesProbabilities();
        String name = probabilities ? PROBABILITIES : SCORES;
        graph.named(name, probabilities ? "Sigmoid" : "Identity", List.of(raw));
        addLabels(decided(name), what.outputs());
        graph.output(
                name,
                DataType.FLOAT,
                what.outputs(),
                String.join(", ", what.model().description().names().labels()));
    }

    /** The names of the classes at these places. */
    private void addLabels(String places, int columns) {
        String classes = what.wholeClasses()
                .map(values -> graph.constant("classes", values))
                .orElseGet(() -> graph.constant("classes", what.classes()));
        graph.named(LABEL, "Gather", List.of(classes, places));
        DataType type = what.wholeClasses().isPresent() ? DataType.INT64 : DataType.STRING;
        graph.output(LABEL, type, columns, "the predicted class");
    }
}
