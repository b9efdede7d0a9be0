package dev.lockstep.optimizer;

import java.util.Optional;

/** The learning rate as a function of time; the only owner of the learning rate. */
@FunctionalInterface
public interface Schedule {

    /** The unit of a schedule's time, which starts at 0. */
    enum Unit {
        EPOCH,
        STEP
    }

    /**
     * The learning rate.
     *
     * @param time completed epochs or steps, according to {@link #unit}
     * @param reductions number of plateaus so far; 0 for other schedules
     */
    double rate(long time, int reductions);

    /** The unit of time; empty if it does not matter. */
    default Optional<Unit> unit() {
        return Optional.empty();
    }

    /** Whether the rate depends on the length of the training, so that it needs {@link #within}. */
    default boolean needsLength() {
        return false;
    }

    /**
     * The schedule of a training.
     *
     * @param length of the training, in {@link #unit}
     */
    default Schedule within(long length) {
        return this;
    }

    /** The criterion for a plateau; empty if the schedule does not use plateaus. */
    default Optional<Plateau> plateau() {
        return Optional.empty();
    }

    /** A plateau: the validation metric did not improve for more than {@code patience} epochs in a row. */
    record Plateau(int patience) {}
}
