package dev.lockstep.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The weight of rows by actual and predicted class, for up to {@value #MOST_CLASSES} classes. */
record Confusion(Outcomes outcomes, List<String> classes) implements Part {

    private static final int MOST_CLASSES = 100;

    @Override
    public String name() {
        return "confusion";
    }

    private int count() {
        boolean fits = outcomes.task().isOneClass() && classes.size() <= MOST_CLASSES;
        return fits ? classes.size() : 0;
    }

    @Override
    public int size() {
        return count() * count();
    }

    @Override
    public void add(PredictedRow row, double[] sums, int at) {
        if (count() > 0) {
            sums[at + outcomes.truth(row) * count() + outcomes.predicted(row)] += row.weight();
        }
    }

    @Override
    public Object described(double[] sums, int at) {
        if (count() == 0) {
            return Map.of();
        }
        List<double[]> lines = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            lines.add(Arrays.copyOfRange(sums, at + i * count(), at + (i + 1) * count()));
        }
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("classes", classes);
        described.put("weights", lines);
        return described;
    }
}
