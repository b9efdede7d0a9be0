package dev.lockstep.diagnostics;

import java.util.Map;

/** The sums of a group of rows: weight, Σ weight·error, and for numbers Σ weight·(predicted − true). */
final class ErrorSums {

    static final int COUNT = 3;

    private ErrorSums() {}

    static void add(Outcomes outcomes, PredictedRow row, double[] sums, int at) {
        sums[at] += row.weight();
        sums[at + 1] += row.weight() * outcomes.error(row);
        if (outcomes.areNumbers()) {
            sums[at + 2] += row.weight() * (outcomes.number(row, 0) - outcomes.trueNumber(row, 0));
        }
    }

    /** Adds the means of a group; null without rows. */
    static void describe(Outcomes outcomes, double[] sums, int at, Map<String, Object> to) {
        to.put("weight", sums[at]);
        to.put("error", mean(sums[at + 1], sums[at]));
        if (outcomes.areNumbers()) {
            to.put("bias", mean(sums[at + 2], sums[at]));
        }
    }

    private static Double mean(double sum, double weight) {
        return weight == 0 ? null : sum / weight;
    }
}
