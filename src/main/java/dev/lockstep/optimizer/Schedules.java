package dev.lockstep.optimizer;

import static dev.lockstep.catalog.Parameter.nested;
import static dev.lockstep.catalog.Parameter.number;
import static dev.lockstep.catalog.Parameter.required;
import static dev.lockstep.catalog.Parameter.requiredWhole;
import static dev.lockstep.catalog.Parameter.whole;

import dev.lockstep.catalog.Arguments;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.LongToDoubleFunction;

/** The catalog of learning-rate schedules. */
public final class Schedules {

    private static final Parameter INITIAL = number("initial", 0.001, Domain.NOT_NEGATIVE, "the first rate");
    private static final Parameter FINAL = number("final", 0, Domain.NOT_NEGATIVE, "the last rate");
    private static final Parameter POWER =
            number("power", 1, Domain.POSITIVE, "exponent; 1 is linear, above 1 decreases faster at first");
    private static final Parameter OVER = requiredWhole("over", Domain.COUNT, "duration of the change");
    private static final Parameter OVER_OR_ALL = Parameter.wholeOr(
            "over", "training", Domain.COUNT, "duration of the change; training is all of it, or what a warmup leaves");
    private static final Parameter PER = Parameter.word("per", List.of("epoch", "step"), "unit of time");

    public static final Catalog<Schedule> CATALOG = new Catalog<Schedule>("learningRate")
            .with("constant", with -> constant(with.number("initial")), INITIAL)
            .with(
                    "step",
                    with -> over(with, step(with.number("initial"), with.whole("every"), with.number("factor"))),
                    INITIAL,
                    requiredWhole("every", Domain.COUNT, "time between changes"),
                    required("factor", Domain.POSITIVE, "factor of the rate"),
                    PER)
            .with(
                    "exponential",
                    with -> over(with, exponential(with.number("initial"), with.number("decay"))),
                    INITIAL,
                    required("decay", Domain.POSITIVE, "factor of the rate per unit of time"),
                    PER)
            .with(
                    "inverse_time",
                    with -> over(with, inverseTime(with.number("initial"), with.number("decay"))),
                    INITIAL,
                    required("decay", Domain.NOT_NEGATIVE, "speed of the decrease"),
                    PER)
            .with(
                    "polynomial",
                    with -> toEnd(with, over -> polynomial(with, over)),
                    INITIAL,
                    FINAL,
                    POWER,
                    OVER_OR_ALL,
                    PER)
            .with("cosine", with -> toEnd(with, over -> cosine(with, over)), INITIAL, FINAL, OVER_OR_ALL, PER)
            .with(
                    "warmup",
                    with -> new Warmup(with.whole("over"), with.nested("then"), unit(with)),
                    OVER,
                    nested("then", "the schedule after the warmup"),
                    PER)
            .with(
                    "plateau",
                    with -> new PlateauSchedule(
                            with.number("initial"),
                            with.number("factor"),
                            with.whole("patience"),
                            with.number("minimum")),
                    INITIAL,
                    number("factor", 0.1, Domain.SHARE, "factor of the rate"),
                    whole("patience", 10, Domain.WHOLE, "epochs without improvement before a reduction"),
                    number("minimum", 0, Domain.NOT_NEGATIVE, "the smallest rate"));

    private Schedules() {}

    private static Schedule.Unit unit(Arguments with) {
        return Schedule.Unit.valueOf(with.word("per").toUpperCase(Locale.ROOT));
    }

    private static Schedule over(Arguments with, LongToDoubleFunction rateAt) {
        return new TimedSchedule(unit(with), rateAt);
    }

    /** @param rateAt the rates of a duration */
    private static Schedule toEnd(Arguments with, DoubleFunction<LongToDoubleFunction> rateAt) {
        OptionalDouble over = with.numberIfAny(OVER_OR_ALL.name());
        return over.isPresent()
                ? new TimedSchedule(unit(with), rateAt.apply(over.getAsDouble()))
                : new ScheduleToEnd(unit(with), rateAt);
    }

    private static Schedule constant(double initial) {
        return (time, reductions) -> initial;
    }

    /** initial·factor^⌊t/every⌋. */
    private static LongToDoubleFunction step(double initial, int every, double factor) {
        return t -> {
            long changes = t / every;
            return initial * StrictMath.pow(factor, (double) changes);
        };
    }

    /** initial·decayᵗ. */
    private static LongToDoubleFunction exponential(double initial, double decay) {
        return t -> initial * StrictMath.pow(decay, (double) t);
    }

    /** initial/(1 + decay·t). */
    private static LongToDoubleFunction inverseTime(double initial, double decay) {
        return t -> initial / (1 + decay * t);
    }

    /** final + (initial − final)·(1 − t/over)^power, final after over. */
    private static LongToDoubleFunction polynomial(Arguments with, double over) {
        double last = with.number("final");
        double range = with.number("initial") - last;
        double power = with.number("power");
        return t -> t >= over ? last : last + range * StrictMath.pow(1 - t / over, power);
    }

    /** final + (initial − final)·(1 + cos πt/over)/2, final after over; I. Loshchilov, F. Hutter, "SGDR" (2017). */
    private static LongToDoubleFunction cosine(Arguments with, double over) {
        double last = with.number("final");
        double range = with.number("initial") - last;
        return t -> t >= over ? last : last + range * (1 + StrictMath.cos(Math.PI * t / over)) / 2;
    }
}
