package dev.lockstep.optimizer;

import static dev.lockstep.catalog.Parameter.number;
import static dev.lockstep.catalog.Parameter.required;
import static dev.lockstep.catalog.Parameter.requiredWhole;

import dev.lockstep.catalog.Arguments;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Parameter;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/** The catalog of learning-rate schedules. Their time t counts epochs or steps, from 0. */
public final class Schedules {

    private static final Parameter INITIAL = number("initial", 0.001, Domain.NOT_NEGATIVE, "the first rate");
    private static final Parameter PER =
            Parameter.word("per", List.of("epoch", "step"), "what the schedule's time counts");

    public static final Catalog<Schedule> CATALOG = new Catalog<Schedule>("learningRate")
            .with("constant", with -> constant(with.number("initial")), INITIAL)
            .with(
                    "step",
                    with -> over(with, step(with.number("initial"), with.whole("every"), with.number("factor"))),
                    INITIAL,
                    requiredWhole("every", Domain.COUNT, "time between changes"),
                    required("factor", Domain.POSITIVE, "what the rate is multiplied by"),
                    PER);

    private Schedules() {}

    private static Schedule over(Arguments with, LongToDoubleFunction rateAt) {
        return with.word("per").equals("epoch")
                ? (epoch, step) -> rateAt.applyAsDouble(epoch)
                : (epoch, step) -> rateAt.applyAsDouble(step);
    }

    private static Schedule constant(double initial) {
        return (epoch, step) -> initial;
    }

    /** initial·factor^⌊t/every⌋. */
    private static LongToDoubleFunction step(double initial, int every, double factor) {
        return t -> {
            long changes = t / every;
            return initial * StrictMath.pow(factor, (double) changes);
        };
    }
}
