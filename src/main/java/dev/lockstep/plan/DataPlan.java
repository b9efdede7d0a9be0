package dev.lockstep.plan;

import dev.lockstep.catalog.Domain;
import dev.lockstep.plan.schema.Forms;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Key.Reach;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Type;
import dev.lockstep.plan.schema.Types;
import java.util.Map;
import java.util.Optional;

/**
 * The sources of a training and the meaning of their columns.
 */
public record DataPlan(SourcePlan train, Optional<Part> validation, Optional<Part> test, RowPlan rows) {

    /** Rows for validation or test: a fraction of the training rows, or a separate source. */
    public sealed interface Part {

        /** The fraction to hold out. */
        default Optional<Double> heldOut() {
            return this instanceof Fraction part ? Optional.of(part.fraction()) : Optional.empty();
        }

        /** The separate source. */
        default Optional<SourcePlan> source() {
            return this instanceof Source part ? Optional.of(part.plan()) : Optional.empty();
        }
    }

    public record Fraction(double fraction) implements Part {

        private static final Key<Double> OF_VALIDATION =
                key("fraction of the training rows held out for validation, stratified by class, selected by content");
        private static final Key<Double> OF_TEST = key(
                "fraction of the training rows held out for the test as for validation, but first, so that a fraction"
                        + " for validation is of the other rows");

        public Fraction {
            OF_VALIDATION.check(fraction);
        }

        private static Key<Double> key(String meaning) {
            return Key.required("fraction", Types.number(Domain.SHARE), meaning);
        }

        private static Section<Fraction> schema(Key<Double> key) {
            return Section.of(values -> new Fraction(values.get(key))).with(key, Fraction::fraction);
        }
    }

    public record Source(SourcePlan plan) implements Part {

        private static final Type<Source> TYPE = Types.as(SourcePlan.TYPE, Source::new, Source::plan);
    }

    private static final Key<SourcePlan> TRAIN =
            Key.required("train", SourcePlan.TYPE, "training rows").reaching(Reach.ROWS);
    private static final Key<Optional<Part>> VALIDATION = Key.of(
                    "validation",
                    Types.orNone(part(Fraction.OF_VALIDATION)),
                    "none",
                    "rows for validation after every epoch: a source of their own, or a fraction of the"
                            + " training rows")
            .param("validationIndicatorCol");
    private static final Key<Optional<Part>> TEST = Key.of(
                    "test",
                    Types.orNone(part(Fraction.OF_TEST)),
                    "none",
                    "rows for evaluation after training: a source of their own, or a fraction of the training rows")
            .reaching(Reach.ROWS);

    static final Section<DataPlan> SCHEMA = RowPlan.withKeys(
            Section.of(values -> new DataPlan(
                            values.get(TRAIN), values.get(VALIDATION), values.get(TEST), RowPlan.of(values)))
                    .with(TRAIN, DataPlan::train)
                    .with(VALIDATION, DataPlan::validation)
                    .with(TEST, DataPlan::test),
            DataPlan::rows);

    private static Type<Part> part(Key<Double> key) {
        Section<Fraction> schema = Fraction.schema(key);
        return new Forms<Part>(
                        "{fraction}, " + SourcePlan.WORDS,
                        part -> part instanceof Fraction fraction
                                ? schema.write(fraction)
                                : Source.TYPE.write((Source) part))
                .with(plain -> has(plain, key.name()), schema)
                .with(plain -> Types.isText(plain) || has(plain, "path") || has(plain, "format"), Source.TYPE);
    }

    private static boolean has(Object plain, String key) {
        return plain instanceof Map<?, ?> map && map.containsKey(key) && map.get(key) != Section.TAKEN_AWAY;
    }
}
