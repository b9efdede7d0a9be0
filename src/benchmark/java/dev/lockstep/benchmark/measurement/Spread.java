package dev.lockstep.benchmark.measurement;

import java.util.List;

/** The median of some rounds, and how far they were apart. */
public record Spread(double median, double low, double high) {

    /** Of what was measured once. */
    public static Spread of(double value) {
        return new Spread(value, value, value);
    }

    /** @param values at least one */
    static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** The same in another unit. */
    public Spread times(double factor) {
        return new Spread(median * factor, low * factor, high * factor);
    }
}
