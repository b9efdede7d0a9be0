package dev.lockstep.optimizer;

import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.LongToDoubleFunction;

/**
 * A schedule that ends with the training.
 *
 * @param rateAt the rates of a duration in units of time
 */
record ScheduleToEnd(Unit timeUnit, DoubleFunction<LongToDoubleFunction> rateAt) implements Schedule {

    @Override
    public double rate(long time, int reductions) {
        throw new IllegalStateException("a schedule over a training needs its length");
    }

    @Override
    public Optional<Unit> unit() {
        return Optional.of(timeUnit);
    }

    @Override
    public boolean needsLength() {
        return true;
    }

    @Override
    public Schedule within(long length) {
        return new TimedSchedule(timeUnit, rateAt.apply(Math.max(1, length)));
    }
}
