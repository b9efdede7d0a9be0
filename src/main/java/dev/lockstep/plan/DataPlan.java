package dev.lockstep.plan;

import dev.lockstep.catalog.Domain;
import dev.lockstep.plan.Key.Reach;
import java.util.Map;
import java.util.Optional;

/**
 * The sources of a training and the meaning of their columns.
 */
public record DataPlan(SourcePlan train, Optional<Validation> validation, Optional<SourcePlan> test, RowPlan rows) {

    /** Validation rows: a fraction of the training rows, or a separate source. */
    public sealed interface Validation {}

    public record Fraction(double fraction) implements Validation {

        private static final Key<Double> FRACTION = Key.required(
                "fraction",
                Types.number(Domain.SHARE),
                "fraction of the training rows held out for validation, stratified by class, selected by content");
        private static final Section<Fraction> SCHEMA =
                Section.of(values -> new Fraction(values.get(FRACTION))).with(FRACTION, Fraction::fraction);

        public Fraction {
            FRACTION.check(fraction);
        }
    }

    public record Source(SourcePlan plan) implements Validation {

        private static final Type<Source> TYPE = Types.as(SourcePlan.TYPE, Source::new, Source::plan);
    }

    private static final Key<SourcePlan> TRAIN =
            Key.required("train", SourcePlan.TYPE, "training rows").reaching(Reach.ROWS);
    private static final Key<Optional<Validation>> VALIDATION = Key.of(
                    "validation",
                    Types.orNone(validationType()),
                    "none",
                    "rows for validation after every epoch: a source of their own, or a fraction of the"
                            + " training rows")
            .param("validationIndicatorCol");
    private static final Key<Optional<SourcePlan>> TEST = Key.of(
                    "test", Types.orNone(SourcePlan.TYPE), "none", "rows for evaluation after training")
            .reaching(Reach.ROWS);

    static final Section<DataPlan> SCHEMA = RowPlan.withKeys(
            Section.of(values -> new DataPlan(
                            values.get(TRAIN), values.get(VALIDATION), values.get(TEST), RowPlan.of(values)))
                    .with(TRAIN, DataPlan::train)
                    .with(VALIDATION, DataPlan::validation)
                    .with(TEST, DataPlan::test),
            DataPlan::rows);

    private static Type<Validation> validationType() {
        return new Forms<Validation>(
                        "{fraction}, " + SourcePlan.WORDS,
                        validation -> validation instanceof Fraction part
                                ? Fraction.SCHEMA.write(part)
                                : Source.TYPE.write((Source) validation))
                .with(plain -> has(plain, "fraction"), Fraction.SCHEMA)
                .with(plain -> Types.isText(plain) || has(plain, "path") || has(plain, "format"), Source.TYPE);
    }

    private static boolean has(Object plain, String key) {
        return plain instanceof Map<?, ?> map && map.containsKey(key) && map.get(key) != Section.TAKEN_AWAY;
    }
}
