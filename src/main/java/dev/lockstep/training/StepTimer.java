package dev.lockstep.training;

import java.util.EnumMap;
import java.util.Map;

/** Adds up where the time of steps goes. The trainer and its engine share one; belongs to the training thread. */
public final class StepTimer {

    /** The parts of a step, as the driver sees them. */
    public enum Phase {
        /** Sending the parameters out. */
        BROADCAST,
        /** The slowest share's arithmetic. */
        COMPUTE,
        /** What the cluster adds to the arithmetic: scheduling, transport, serialization. */
        WAIT,
        /** Adding the shares up. */
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

    /** The mean milliseconds of a step since the last call, by phase; starts anew. */
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
