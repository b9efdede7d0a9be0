package dev.lockstep.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The error of rows by their score, in about equal tenths.
 *
 * @param edges between the groups, ascending; deciles of sampled rows
 */
record ErrorByScore(Outcomes outcomes, double[] edges) implements Part {

    private static final int GROUPS = 10;

    /** @param scores of sampled rows */
    static ErrorByScore of(Outcomes outcomes, double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double[] edges = new double[GROUPS - 1];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = sorted[(int) ((long) (i + 1) * sorted.length / GROUPS)];
        }
        return new ErrorByScore(outcomes, Arrays.stream(edges).distinct().toArray());
    }

    @Override
    public String name() {
        return "errorByScore";
    }

    @Override
    public int size() {
        return ErrorSums.COUNT * (edges.length + 1);
    }

    @Override
    public void add(PredictedRow row, double[] sums, int at) {
        double score = outcomes.score(row);
        int group = 0;
        while (group < edges.length && score >= edges[group]) {
            group++;
        }
        ErrorSums.add(outcomes, row, sums, at + ErrorSums.COUNT * group);
    }

    @Override
    public Object described(double[] sums, int at) {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (int i = 0; i <= edges.length; i++) {
            Map<String, Object> group = new LinkedHashMap<>();
            group.put("from", i == 0 ? null : edges[i - 1]);
            group.put("to", i == edges.length ? null : edges[i]);
            ErrorSums.describe(outcomes, sums, at + ErrorSums.COUNT * i, group);
            groups.add(group);
        }
        return groups;
    }
}
