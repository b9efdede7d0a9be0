package dev.lockstep.optimizer;

import java.util.Optional;
import java.util.function.LongToDoubleFunction;

/** A schedule that depends only on time. */
record TimedSchedule(Unit timeUnit, LongToDoubleFunction rateAt) implements Schedule {

    @Override
    public double rate(long time, int reductions) {
        return rateAt.applyAsDouble(time);
    }

    @Override
    public Optional<Unit> unit() {
        return Optional.of(timeUnit);
    }
}
