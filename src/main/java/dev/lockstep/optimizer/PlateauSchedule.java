package dev.lockstep.optimizer;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Violation;
import java.util.Optional;

/** initial·factor^reductions, not below minimum: the rate decreases whenever the validation metric stops improving. */
record PlateauSchedule(double initial, double factor, int patience, double minimum) implements Schedule {

    PlateauSchedule {
        if (minimum > initial) {
            throw Violation.of(key("minimum") + " must be at most " + key("initial") + ", which is " + initial
                    + ", but is " + minimum);
        }
    }

    @Override
    public double rate(long time, int reductions) {
        double rate = initial;
        for (int i = 0; i < reductions; i++) {
            rate = Math.max(minimum, rate * factor);
        }
        return rate;
    }

    @Override
    public Optional<Plateau> plateau() {
        return Optional.of(new Plateau(patience));
    }
}
