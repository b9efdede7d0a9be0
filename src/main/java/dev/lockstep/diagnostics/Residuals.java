package dev.lockstep.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often which difference predicted − true occurs, for up to {@value #MOST_LABELS} labels: {@value #BINS} bins between
 * two quantiles of sampled rows, and what is below and above.
 *
 * @param limits the lower and the upper limit of each label
 */
record Residuals(Outcomes outcomes, List<String> labels, double[][] limits) implements Part {

    static final int MOST_LABELS = 8;
    private static final int BINS = 40;
    private static final double TAIL = 0.005;

    /** @param sampled differences of sampled rows, by label */
    static Residuals of(Outcomes outcomes, List<String> labels, double[][] sampled) {
        double[][] limits = new double[sampled.length][];
        for (int i = 0; i < limits.length; i++) {
            double[] sorted = sampled[i].clone();
            Arrays.sort(sorted);
            double low = sorted[(int) (TAIL * (sorted.length - 1))];
            double high = sorted[(int) Math.ceil((1 - TAIL) * (sorted.length - 1))];
            limits[i] = low < high ? new double[] {low, high} : new double[] {low - 1, low + 1};
        }
        return new Residuals(outcomes, labels, limits);
    }

    @Override
    public String name() {
        return "residuals";
    }

    @Override
    public int size() {
        return limits.length * (BINS + 2);
    }

    @Override
    public void add(PredictedRow row, double[] sums, int at) {
        for (int label = 0; label < limits.length; label++) {
            double from = limits[label][0];
            double to = limits[label][1];
            double difference = outcomes.number(row, label) - outcomes.trueNumber(row, label);
            int bin = difference == to ? BINS - 1 : (int) Math.floor((difference - from) / (to - from) * BINS);
            int place = difference < from ? 0 : difference > to ? BINS + 1 : 1 + Math.min(BINS - 1, bin);
            sums[at + label * (BINS + 2) + place] += row.weight();
        }
    }

    @Override
    public Object described(double[] sums, int at) {
        List<Map<String, Object>> described = new ArrayList<>();
        for (int label = 0; label < limits.length; label++) {
            int first = at + label * (BINS + 2);
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("label", labels.get(label));
            one.put("from", limits[label][0]);
            one.put("to", limits[label][1]);
            one.put("below", sums[first]);
            one.put("weights", Arrays.copyOfRange(sums, first + 1, first + 1 + BINS));
            one.put("above", sums[first + 1 + BINS]);
            described.add(one);
        }
        return described;
    }
}
