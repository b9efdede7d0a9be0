package dev.lockstep.training;

import java.util.EnumMap;
import java.util.Map;

/** Measures the phases of steps. Shared by the trainer and its engine; for the training thread. */
public final class StepTimer {

    /** The phases of a step, as seen by the driver. */
    public enum Phase {
        /** Sending the parameters. */
        BROADCAST,
        /** The arithmetic of the slowest task. */
        COMPUTE,
        /** The overhead of the cluster: scheduling, transport, serialization. */
        WAIT,
        /** Adding the partial sums. */
        REDUCE,
        /** Penalty, checks and the optimizer's step. */
        UPDATE
    }

    private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    private long steps;

    public void add(Phase phase, long elapsedNanos) {
        nanos.merge(phase, elapsedNanos, Long::sum);
    }

    /** Counts one more step. */
    public void stepEnded() {
        steps++;
    }

    /** The mean milliseconds of a step since the last call, by phase; resets the timer. */
    public Map<Phase, Double> drain() {
        Map<Phase, Double> millis = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            millis.put(phase, nanos.getOrDefault(phase, 0L) / 1e6 / Math.max(1, steps));
        }
        nanos.clear();
        steps = 0;
        return millis;
    }
}
