package dev.lockstep.format.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.lockstep.format.onnx.Operators.Arithmetic;
import dev.lockstep.math.Backend;
import dev.lockstep.objective.Loss;
import dev.lockstep.scoring.Scoring;
import dev.lockstep.scoring.TrainedNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Computes a file's graph for {@link SampleRows} and compares its predictions with the model's. They may differ by 10⁻⁶
 * of 1 or of what is larger, in units of the labels' scale, and beyond that by what floats cost: the graph is computed
 * in floats and in doubles, and the distance between the two says how much that is.
 */
final class SelfCheck {

    private static final double TOLERANCE = 1e-6;
    /** How many times the rounding of the graph's floats the model's own may be, whose sums are in another order. */
    private static final double ROUNDING = 32;

    private final Exported what;
    private final Numbers numbers;
    private final TrainedNetwork network;

    SelfCheck(Exported what, Numbers numbers) {
        this.what = what;
        this.numbers = numbers;
        this.network = what.model().network();
    }

    /** @throws IllegalStateException naming the first prediction that is another one */
    void run(ModelProto file) {
        GraphRunner graph = new GraphRunner(file.getGraph());
        SampleRows rows = new SampleRows(what, numbers);
        Map<String, Value> given = rows.given(graph.inputs());
        Map<String, Value> floats = graph.run(given, Arithmetic.FLOATS);
        Map<String, Value> doubles = graph.run(given, Arithmetic.DOUBLES);
        float[] raw = raw(rows);
        if (!what.task().hasClasses()) {
            compare(PredictionNodes.NUMBERS, numbers(raw), floats, doubles);
            return;
        }
        String name = what.loss().givesProbabilities() ? PredictionNodes.PROBABILITIES : PredictionNodes.SCORES;
        double allowed = compare(name, classes(raw, what.loss()), floats, doubles);
        compareLabels(raw, doubles.get(PredictionNodes.LABEL), allowed);
    }

    private float[] raw(SampleRows rows) {
        Scoring scoring = network.scoring(Backend.JAVA, SampleRows.COUNT);
        float[] raw = new float[SampleRows.COUNT * network.outputs()];
        for (int row = 0; row < SampleRows.COUNT; ) {
            int first = row;
            while (row < SampleRows.COUNT && scoring.rows() < scoring.capacity()) {
                scoring.add(rows.inputs(row++));
            }
            float[] block = scoring.outputs();
            System.arraycopy(block, 0, raw, first * network.outputs(), block.length);
        }
        for (int i = 0; what.model().description().hasOffset() && i < raw.length; i++) {
            raw[i] += (float) SampleRows.offset(i / network.outputs());
        }
        return raw;
    }

    /** In the unit of the labels. */
    private double[] numbers(float[] raw) {
        float[] predicted = raw.clone();
        network.predict(predicted, SampleRows.COUNT);
        double[] expected = new double[raw.length];
        for (int i = 0; i < raw.length; i++) {
            expected[i] = network.unscaled(predicted[i], i % network.outputs());
        }
        return expected;
    }

    /** Probabilities or scores as the graph gives them: of a single output both. */
    private double[] classes(float[] raw, Loss link) {
        float[] predicted = raw.clone();
        link.predict(predicted, SampleRows.COUNT, network.outputs());
        boolean both = what.task().isOneClass() && network.outputs() == 1;
        double[] expected = new double[both ? 2 * raw.length : raw.length];
        for (int i = 0; i < predicted.length; i++) {
            if (both) {
                expected[2 * i] = link.givesProbabilities() ? 1 - (double) predicted[i] : -predicted[i];
                expected[2 * i + 1] = predicted[i];
            } else {
                expected[i] = predicted[i];
            }
        }
        return expected;
    }

    /** Returns the largest difference that was allowed. */
    private double compare(String name, double[] expected, Map<String, Value> floats, Map<String, Value> doubles) {
        Value found = floats.get(name);
        double[] unit = network.outputScaling().scale();
        int width = expected.length / SampleRows.COUNT;
        double[] rounding = new double[width];
        for (int i = 0; i < expected.length; i++) {
            rounding[i % width] = Math.max(rounding[i % width], Math.abs(at(found, i) - at(doubles.get(name), i)));
        }
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            double scale = Math.max(unit[i % unit.length], Math.abs(expected[i]));
            double allowed = TOLERANCE * scale + ROUNDING * rounding[i % width];
            double off = Math.abs(at(found, i) - expected[i]);
            if (!(off <= allowed) && Double.compare(at(found, i), expected[i]) != 0) {
                throw new IllegalStateException("the exported graph must give " + name + " " + expected[i]
                        + ", as the model does for row " + i / width
                        + " of its own check, but gives " + at(found, i) + "; nothing was written");
            }
            most = Math.max(most, allowed);
        }
        return most;
    }

    private static double at(Value value, int place) {
        return value.number().applyAsDouble(place);
    }

    /** A label may be another one only where two predictions are equal but for rounding. */
    private void compareLabels(float[] raw, Value labels, double allowed) {
        boolean single = network.outputs() == 1 || !what.task().isOneClass();
        double[] values = single && what.thresholds().isEmpty() ? distances(raw) : quotients(raw);
        int width = single ? 2 : network.outputs();
        for (int row = 0; row < labels.count(); row++) {
            int best = 0;
            for (int i = 1; i < width; i++) {
                best = values[row * width + i] > values[row * width + best] ? i : best;
            }
            int found = place(labels, row);
            boolean near = values[row * width + best] - values[row * width + found] <= 2 * allowed;
            if (best != found && !near) {
                throw new IllegalStateException(
                        "the exported graph must give label " + what.classes().get(best)
                                + ", as the model does for row " + row + " of its own check, but gives "
                                + what.classes().get(found) + "; nothing was written");
            }
        }
    }

    private int place(Value labels, int row) {
        List<?> known = labels.areTexts()
                ? what.classes()
                : Arrays.stream(what.wholeClasses().orElseThrow()).boxed().toList();
        Object found = labels.areTexts() ? labels.text().apply(row) : (Object) (long) at(labels, row);
        int place = known.indexOf(found);
        if (place < 0) {
            throw new IllegalStateException("the exported graph gives the unknown label " + found);
        }
        return place;
    }

    /** How far each output is from where it says yes: no and yes. */
    private double[] distances(float[] raw) {
        float[] predicted = raw.clone();
        network.predict(predicted, SampleRows.COUNT);
        double[] distances = new double[2 * raw.length];
        for (int i = 0; i < raw.length; i++) {
            distances[2 * i + 1] = predicted[i] - what.loss().decidesAt();
            distances[2 * i] = -distances[2 * i + 1];
        }
        return distances;
    }

    /** What the largest is taken of: scores, or probabilities by their thresholds. */
    private double[] quotients(float[] raw) {
        if (what.thresholds().isEmpty()) {
            double[] scores = new double[raw.length];
            Arrays.setAll(scores, i -> raw[i]);
            return scores;
        }
        double[] thresholds = what.thresholds().get();
        double[] values = classes(raw, what.loss().givingProbabilities());
        for (int i = 0; i < values.length; i++) {
            double threshold = thresholds[i % thresholds.length];
            values[i] = threshold == 0 ? Double.POSITIVE_INFINITY : values[i] / threshold;
        }
        return values;
    }
}
