package dev.lockstep.optimizer;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Violation;
import java.util.Locale;
import java.util.Optional;

/**
 * Another schedule, multiplied by min(1, (t + 1)/over); its own time starts at 0 when the warmup is over.
 *
 * <p>Reference: P. Goyal et al., "Accurate, large minibatch SGD" (2017), section 2.2.
 */
record Warmup(int over, Schedule then, Unit timeUnit) implements Schedule {

    Warmup {
        then.unit().ifPresent(inner -> {
            if (inner != timeUnit) {
                throw Violation.of(key("per") + " must be the same for warmup and the schedule after it, but is "
                        + timeUnit.name().toLowerCase(Locale.ROOT) + " and "
                        + inner.name().toLowerCase(Locale.ROOT));
            }
        });
    }

    @Override
    public double rate(long time, int reductions) {
        double share = Math.min(1.0, (time + 1.0) / over);
        return then.rate(Math.max(0, time - over), reductions) * share;
    }

    @Override
    public Optional<Unit> unit() {
        return Optional.of(timeUnit);
    }

    @Override
    public boolean needsLength() {
        return then.needsLength();
    }

    @Override
    public Schedule within(long length) {
        return new Warmup(over, then.within(length - over), timeUnit);
    }

    @Override
    public Optional<Plateau> plateau() {
        return then.plateau();
    }
}
