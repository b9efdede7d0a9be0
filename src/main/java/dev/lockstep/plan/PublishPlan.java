package dev.lockstep.plan;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Violation;
import dev.lockstep.evaluation.Metric;
import dev.lockstep.evaluation.Metrics;
import dev.lockstep.plan.schema.Forms;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Key.Reach;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Type;
import dev.lockstep.plan.schema.Types;
import java.util.Map;
import java.util.Optional;

/**
 * Where a trained model is published, and the rules that it must pass.
 *
 * @param to the published folder
 * @param metric that the rules are about, on the rows for the test, otherwise on those for validation
 * @param minimum the least value of the metric; empty for none
 * @param maximum the largest value of the metric; empty for none
 * @param notWorseBy how much worse than the current model the candidate may be; empty if they are not compared
 * @param keep the number of versions
 */
public record PublishPlan(
        String to,
        Choice<Metric> metric,
        Optional<Double> minimum,
        Optional<Double> maximum,
        Optional<Tolerance> notWorseBy,
        int keep) {

    /** A difference between two values of a metric. */
    public sealed interface Tolerance {

        /**
         * The difference.
         *
         * @param current the value of the current model
         */
        double of(double current);
    }

    public record Absolute(double by) implements Tolerance {

        private static final Key<Double> BY = Key.required(
                "absolute", Types.number(Domain.NOT_NEGATIVE), "the same as a bare number, in the unit of the metric");
        private static final Section<Absolute> SCHEMA =
                Section.of(values -> new Absolute(values.get(BY))).with(BY, Absolute::by);

        public Absolute {
            BY.check(by);
        }

        @Override
        public double of(double current) {
            return by;
        }

        @Override
        public String toString() {
            return Double.toString(by);
        }
    }

    public record Relative(double share) implements Tolerance {

        private static final Key<Double> SHARE = Key.required(
                "relative",
                Types.number(Domain.NOT_NEGATIVE),
                "as a share of the current model's metric, such as 0.01");
        private static final Section<Relative> SCHEMA =
                Section.of(values -> new Relative(values.get(SHARE))).with(SHARE, Relative::share);

        public Relative {
            SHARE.check(share);
        }

        @Override
        public double of(double current) {
            return share * Math.abs(current);
        }

        @Override
        public String toString() {
            return share + " of it";
        }
    }

    private static final Type<Absolute> NUMBER =
            Types.as(Types.number(Domain.NOT_NEGATIVE), Absolute::new, Absolute::by);

    private static final Type<Tolerance> TOLERANCE = new Forms<Tolerance>(
                    "0 or a positive number, {absolute}, {relative}",
                    tolerance -> tolerance instanceof Relative relative
                            ? Relative.SCHEMA.write(relative)
                            : NUMBER.write((Absolute) tolerance))
            .with(Number.class::isInstance, NUMBER)
            .with(plain -> has(plain, Relative.SHARE), Relative.SCHEMA)
            .with(Map.class::isInstance, Absolute.SCHEMA);

    private static final Key<String> TO = Key.required(
            "to",
            Types.path(),
            "the folder of published models, on any Hadoop file system: a new one, or one of such models");
    private static final Key<Choice<Metric>> METRIC = Key.of(
            "metric",
            Types.choice(Metrics.CATALOG),
            "loss",
            "the metric that decides, on the rows of `data.test`, otherwise on those of `data.validation`");
    private static final Key<Optional<Double>> MINIMUM = Key.of(
            "minimum",
            Types.orNone(Types.number(Domain.FINITE)),
            "none",
            "the least value of the metric, for metrics that should be high");
    private static final Key<Optional<Double>> MAXIMUM = Key.of(
            "maximum",
            Types.orNone(Types.number(Domain.FINITE)),
            "none",
            "the largest value of the metric, for metrics that should be low");
    private static final Key<Optional<Tolerance>> NOT_WORSE_BY = Key.of(
            "notWorseBy",
            Types.orNone(TOLERANCE),
            0,
            "how much worse than the current model the new one may be, on the same rows; none does not compare them");
    private static final Key<Integer> KEEP = Key.of(
            "keep",
            Types.whole(Domain.COUNT),
            5,
            "number of versions to keep; the current one, the previous one and those that were current within the last hour"
                    + " are always kept");

    static final Key<Optional<PublishPlan>> PUBLISH = Key.of(
                    "publish",
                    Types.orNone(Section.of(values -> new PublishPlan(
                                    values.get(TO),
                                    values.get(METRIC),
                                    values.get(MINIMUM),
                                    values.get(MAXIMUM),
                                    values.get(NOT_WORSE_BY),
                                    values.get(KEEP)))
                            .with(TO, PublishPlan::to)
                            .with(METRIC, PublishPlan::metric)
                            .with(MINIMUM, PublishPlan::minimum)
                            .with(MAXIMUM, PublishPlan::maximum)
                            .with(NOT_WORSE_BY, PublishPlan::notWorseBy)
                            .with(KEEP, PublishPlan::keep)),
                    "none",
                    "publishes the model after training if it passes these rules; otherwise the run ends with exit code 5")
            .reaching(Reach.NOTHING);

    public PublishPlan {
        KEEP.check(keep);
        if (minimum.isPresent() && !metric.value().higherIsBetter()) {
            throw Violation.of(key("minimum") + " must be none with the " + key("metric") + " " + metric.name()
                    + ", which should be low; use " + key("maximum"));
        }
        if (maximum.isPresent() && metric.value().higherIsBetter()) {
            throw Violation.of(key("maximum") + " must be none with the " + key("metric") + " " + metric.name()
                    + ", which should be high; use " + key("minimum"));
        }
    }

    private static boolean has(Object plain, Key<?> key) {
        return plain instanceof Map<?, ?> map
                && map.containsKey(key.name())
                && map.get(key.name()) != Section.TAKEN_AWAY;
    }
}
