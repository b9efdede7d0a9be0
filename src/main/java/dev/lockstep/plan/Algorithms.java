package dev.lockstep.plan;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Parameter;
import dev.lockstep.objective.Penalty;
import dev.lockstep.optimizer.Clip;
import dev.lockstep.optimizer.Schedule;
import dev.lockstep.optimizer.Schedules;
import dev.lockstep.plan.schema.Forms;
import dev.lockstep.plan.schema.JsonSchema;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Type;
import dev.lockstep.plan.schema.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The types of keys whose values are algorithms of other rooms. */
final class Algorithms {

    private static final Key<Double> L1 = Key.of(
                    "l1",
                    Types.number(Domain.NOT_NEGATIVE),
                    0,
                    "coefficient of the L1 penalty, the sum of the absolute values of the weights")
            .param();
    private static final Key<Double> L2 = Key.of(
                    "l2",
                    Types.number(Domain.NOT_NEGATIVE),
                    0,
                    "coefficient of the L2 penalty, the sum of the squares of the weights")
            .param();

    static final Section<Penalty> PENALTY = Section.orNone(values -> new Penalty(values.get(L1), values.get(L2)))
            .with(L1, Penalty::l1)
            .with(L2, Penalty::l2);

    private static final Key<Optional<Double>> NORM = Key.optional(
                    "norm", Types.number(Domain.POSITIVE), "required", "largest norm of the gradient")
            .param("clipNorm");
    private static final Key<Optional<Double>> VALUE = Key.optional(
                    "value", Types.number(Domain.POSITIVE), "required", "largest absolute value of a gradient element")
            .param("clipValue");
    private static final Section<Clip> LIMIT = Section.of(values -> values.get(NORM)
                    .map(norm -> new Clip(Clip.Kind.NORM, norm))
                    .orElseGet(() -> new Clip(Clip.Kind.VALUE, values.get(VALUE).orElseThrow())))
            .with(NORM, clip -> limit(clip, Clip.Kind.NORM))
            .with(VALUE, clip -> limit(clip, Clip.Kind.VALUE));

    static final Type<Clip> CLIP = new Forms<Clip>("{norm}, {value}", LIMIT::write)
            .with(plain -> plain instanceof Map<?, ?> map && isGiven(map, NORM) != isGiven(map, VALUE), LIMIT);

    private static final Parameter INITIAL =
            Schedules.CATALOG.parameters("constant").get(0);
    /** The default learning rate. */
    static final Object USUAL_RATE = INITIAL.initial().orElseThrow();

    private static final Type<Choice<Schedule>> SCHEDULE = Types.choice(Schedules.CATALOG);
    /** A bare number is {@code {name: constant, initial}}. */
    private static final Type<Choice<Schedule>> CONSTANT = Types.as(
            Types.number(INITIAL.domain()),
            rate -> Schedules.CATALOG.choose("constant", Map.of(INITIAL.name(), rate)),
            schedule -> schedule.number(INITIAL.name()));

    static final Type<Choice<Schedule>> LEARNING_RATE = new Forms<Choice<Schedule>>(
                    "a number or " + SCHEDULE.words(), Choice::words)
            .with(Number.class::isInstance, CONSTANT)
            .with(plain -> Types.isText(plain) || plain instanceof Map, SCHEDULE);

    private static final Domain ROWS = new Domain(
            "a whole number from 1", x -> x >= 1 && x == Math.rint(x) && x <= 0x1p63, Map.of("minimum", 1.0));

    private static final Map<Object, Long> BATCH_WORDS =
            Map.of("full", TrainingPlan.FULL_BATCH, "auto", (long) TrainingPlan.AUTO);

    static final Type<Long> BATCH_SIZE = new Forms<Long>(ROWS.words() + ", full or auto", Algorithms::batchSize)
            .with(
                    BATCH_WORDS::containsKey,
                    Types.of("", Map.of("enum", List.of("full", "auto")), BATCH_WORDS::get, Algorithms::batchSize))
            .with(
                    plain -> Types.isIn(ROWS, plain),
                    Types.of(
                            ROWS.words(),
                            JsonSchema.number("integer", ROWS),
                            plain -> ((Number) plain).longValue(),
                            rows -> rows));

    static final Type<Integer> EPOCHS = new Forms<Integer>(
                    Domain.WHOLE.words() + " or auto", epochs -> epochs == TrainingPlan.AUTO ? "auto" : epochs)
            .with("auto"::equals, Types.of("", Map.of("const", "auto"), word -> TrainingPlan.AUTO, epochs -> "auto"))
            .with(plain -> Types.isIn(Domain.WHOLE, plain), Types.whole(Domain.WHOLE));

    private Algorithms() {}

    private static Object batchSize(long rows) {
        return rows == TrainingPlan.FULL_BATCH ? "full" : rows == TrainingPlan.AUTO ? "auto" : (Object) rows;
    }

    private static Optional<Double> limit(Clip clip, Clip.Kind kind) {
        return Optional.of(clip.limit()).filter(limit -> clip.kind() == kind);
    }

    private static boolean isGiven(Map<?, ?> map, Key<?> key) {
        return map.containsKey(key.name()) && map.get(key.name()) != Section.TAKEN_AWAY;
    }
}
