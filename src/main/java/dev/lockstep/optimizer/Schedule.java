package dev.lockstep.optimizer;

import java.util.Optional;

/** The learning rate at a time: the only owner of the learning rate. */
@FunctionalInterface
public interface Schedule {

    /** What a schedule's time counts, from 0. */
    enum Unit {
        EPOCH,
        STEP
    }

    /**
     * The learning rate.
     *
     * @param time epochs or steps done, as {@link #unit} says
     * @param reductions how often a plateau was found so far; 0 for schedules that look for none
     */
    double rate(long time, int reductions);

    /** What time counts; empty if it does not matter. */
    default Optional<Unit> unit() {
        return Optional.empty();
    }

    /** When the schedule wants to be told of a plateau; empty if never. */
    default Optional<Plateau> plateau() {
        return Optional.empty();
    }

    /** A plateau: the validation metric did not improve for more than {@code patience} epochs in a row. */
    record Plateau(int patience) {}
}
