package dev.lockstep.benchmark;

import dev.lockstep.benchmark.measurement.Workload;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How much is measured.
 *
 * @param rounds how often each is measured
 * @param seconds how long each time, at least
 * @param share of the workloads' rows
 * @param iterations of MLlib in the comparison of accuracies
 */
record Extent(int rounds, double seconds, List<Integer> batches, double share, int iterations) {

    static final Extent WHOLE = new Extent(5, 0.8, List.of(32, 128, 512, 2048), 1, 100);
    /** Enough to see that everything is measured, not to believe it. */
    static final Extent QUICK = new Extent(1, 0.05, List.of(128), 0.05, 5);

    /** Whether the figures say nothing. */
    boolean isQuick() {
        return equals(QUICK);
    }

    /** How often what takes many seconds is measured. */
    int fewRounds() {
        return Math.min(3, rounds);
    }

    /** How many rows are read from files. */
    int ingested() {
        return (int) (1_000_000 * share * share);
    }

    /** With how many threads other libraries are tried. */
    Set<Integer> threads(int slots) {
        return isQuick() ? Set.of(1) : new TreeSet<>(List.of(1, slots));
    }

    Workload of(Workload workload) {
        return workload.withRows((int) (workload.rows() * share));
    }
}
