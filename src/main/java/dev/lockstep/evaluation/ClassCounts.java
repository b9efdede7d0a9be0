package dev.lockstep.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * The weights of true, predicted and correctly predicted rows per class, and precision, recall and f1 from them.
 *
 * <p>Macro averages are over the classes that occur, as a label or a prediction; a ratio without rows is 0.
 */
final class ClassCounts implements Serializable {

    private static final long serialVersionUID = 1;

    private final double[] right;
    private final double[] predicted;
    private final double[] actual;

    ClassCounts(int classes) {
        right = new double[classes];
        predicted = new double[classes];
        actual = new double[classes];
    }

    void add(int truth, int prediction, double weight) {
        actual[truth] += weight;
        predicted[prediction] += weight;
        if (truth == prediction) {
            right[truth] += weight;
        }
    }

    /** Adds one of several labels of a row. */
    void addLabel(int label, boolean truth, boolean prediction, double weight) {
        actual[label] += truth ? weight : 0;
        predicted[label] += prediction ? weight : 0;
        right[label] += truth && prediction ? weight : 0;
    }

    void merge(ClassCounts other) {
        for (int i = 0; i < right.length; i++) {
            right[i] += other.right[i];
            predicted[i] += other.predicted[i];
            actual[i] += other.actual[i];
        }
    }

    /** Whether a class has no rows. */
    boolean lacks(int index) {
        return actual[index] == 0;
    }

    double precision(int index) {
        return predicted[index] == 0 ? 0 : right[index] / predicted[index];
    }

    double recall(int index) {
        return actual[index] == 0 ? 0 : right[index] / actual[index];
    }

    double f1(int index) {
        double both = predicted[index] + actual[index];
        return both == 0 ? 0 : 2 * right[index] / both;
    }

    /** Adds the macro averages to the metrics. */
    void putMacro(Map<String, Double> metrics) {
        metrics.put("precision", macro(this::precision));
        metrics.put("recall", macro(this::recall));
        metrics.put("f1", macro(this::f1));
    }

    /** The figures of each class, and their averages weighted by true classes. */
    Map<String, Object> details(List<String> names) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < right.length; i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("class", i < names.size() ? names.get(i) : Integer.toString(i));
            row.put("precision", precision(i));
            row.put("recall", recall(i));
            row.put("f1", f1(i));
            row.put("weight", actual[i]);
            rows.add(row);
        }
        Map<String, Object> weighted = new LinkedHashMap<>();
        weighted.put("precision", weighted(this::precision));
        weighted.put("recall", weighted(this::recall));
        weighted.put("f1", weighted(this::f1));
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("weighted", weighted);
        details.put("perClass", rows);
        return details;
    }

    private double macro(IntToDoubleFunction ofClass) {
        double sum = 0;
        int occurring = 0;
        for (int i = 0; i < right.length; i++) {
            if (predicted[i] > 0 || actual[i] > 0) {
                sum += ofClass.applyAsDouble(i);
                occurring++;
            }
        }
        return occurring == 0 ? 0 : sum / occurring;
    }

    private double weighted(IntToDoubleFunction ofClass) {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < right.length; i++) {
            sum += actual[i] * ofClass.applyAsDouble(i);
            weight += actual[i];
        }
        return weight == 0 ? 0 : sum / weight;
    }
}
