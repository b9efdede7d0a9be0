package dev.lockstep.plan;

import dev.lockstep.catalog.Domain;
import java.util.Optional;

/**
 * Where the rows of a training are, and what they mean.
 */
public record DataPlan(SourcePlan train, Optional<Validation> validation, Optional<SourcePlan> test, RowPlan rows) {

    /** Rows that are held out to judge epochs by: a share of the training rows, or a source of their own. */
    public sealed interface Validation {}

    public record Fraction(double fraction) implements Validation {
        public Fraction {
            Domain.SHARE.check("data.validation.fraction", fraction);
        }
    }

    public record Source(SourcePlan plan) implements Validation {}
}
