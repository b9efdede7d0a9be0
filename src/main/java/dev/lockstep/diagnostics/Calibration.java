package dev.lockstep.diagnostics;

import dev.lockstep.objective.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether events of probability p happen in a share p of rows, in {@value #BINS} bins of p: the yes of two classes and of
 * several labels; of more classes, that the most probable one is right.
 *
 * <p>Reference: C. Guo et al., "On calibration of modern neural networks" (2017).
 */
record Calibration(Outcomes outcomes) implements Part {

    private static final int BINS = 20;
    /** Weight, Σ weight·probability, weight of what happened. */
    private static final int SUMS = 3;

    @Override
    public String name() {
        return "calibration";
    }

    @Override
    public int size() {
        return outcomes.haveProbabilities() ? SUMS * BINS : 0;
    }

    @Override
    public void add(PredictedRow row, double[] sums, int at) {
        if (!outcomes.haveProbabilities()) {
            return;
        }
        if (outcomes.task() == Task.MULTICLASS && outcomes.outputs() > 2) {
            int predicted = outcomes.predicted(row);
            add(row.prediction(predicted), outcomes.truth(row) == predicted, row.weight(), sums, at);
        } else {
            for (int ofClass : outcomes.scoredClasses()) {
                add(outcomes.score(row, ofClass), outcomes.is(row, ofClass), row.weight(), sums, at);
            }
        }
    }

    private static void add(double probability, boolean happened, double weight, double[] sums, int at) {
        int bin = Math.min(BINS - 1, (int) (probability * BINS));
        sums[at + SUMS * bin] += weight;
        sums[at + SUMS * bin + 1] += weight * probability;
        sums[at + SUMS * bin + 2] += happened ? weight : 0;
    }

    @Override
    public Object described(double[] sums, int at) {
        List<Map<String, Object>> bins = new ArrayList<>();
        for (int bin = 0; bin < size() / SUMS; bin++) {
            double weight = sums[at + SUMS * bin];
            if (weight > 0) {
                Map<String, Object> described = new LinkedHashMap<>();
                described.put("from", bin / (double) BINS);
                described.put("to", (bin + 1) / (double) BINS);
                described.put("weight", weight);
                described.put("predicted", sums[at + SUMS * bin + 1] / weight);
                described.put("actual", sums[at + SUMS * bin + 2] / weight);
                bins.add(described);
            }
        }
        return bins;
    }
}
