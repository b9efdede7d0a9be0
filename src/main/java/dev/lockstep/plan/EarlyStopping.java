package dev.lockstep.plan;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.evaluation.Metric;
import dev.lockstep.evaluation.Metrics;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Type;
import dev.lockstep.plan.schema.Types;
import java.util.Optional;

/**
 * Keeps the weights of the best epoch, and ends training when the validation metric has not improved by more than {@code
 * minDelta} for {@code patience} epochs in a row.
 *
 * <p>Reference: L. Prechelt, "Early stopping - but when?" (1998).
 *
 * @param patience empty to train all epochs, which a schedule that ends with a small rate needs
 */
public record EarlyStopping(Choice<Metric> metric, Optional<Integer> patience, double minDelta) {

    private static final Key<Choice<Metric>> METRIC =
            Key.of("metric", Types.choice(Metrics.CATALOG), "loss", "the metric that must improve");
    private static final Key<Optional<Integer>> PATIENCE = Key.of(
            "patience",
            Types.orNone(Types.whole(Domain.COUNT)),
            5,
            "epochs without improvement before training stops; none trains all epochs and keeps the best");
    private static final Key<Double> MIN_DELTA =
            Key.of("minDelta", Types.number(Domain.NOT_NEGATIVE), 0, "smallest change that counts as an improvement");

    static final Type<Optional<EarlyStopping>> TYPE = Types.orNone(
            Section.of(values -> new EarlyStopping(values.get(METRIC), values.get(PATIENCE), values.get(MIN_DELTA)))
                    .with(METRIC, EarlyStopping::metric)
                    .with(PATIENCE, EarlyStopping::patience)
                    .with(MIN_DELTA, EarlyStopping::minDelta));

    public EarlyStopping {
        PATIENCE.check(patience);
        MIN_DELTA.check(minDelta);
    }
}
