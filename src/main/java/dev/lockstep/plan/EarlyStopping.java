package dev.lockstep.plan;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.evaluation.Metric;
import dev.lockstep.evaluation.Metrics;
import java.util.Optional;

/**
 * Ends training when the validation metric has not improved by more than {@code minDelta} for {@code patience} epochs
 * in a row, and keeps the weights of the best epoch.
 *
 * <p>Reference: L. Prechelt, "Early stopping - but when?" (1998).
 */
public record EarlyStopping(Choice<Metric> metric, int patience, double minDelta) {

    private static final Key<Choice<Metric>> METRIC =
            Key.of("metric", Types.choice(Metrics.CATALOG), "loss", "the metric that must improve");
    private static final Key<Integer> PATIENCE =
            Key.of("patience", Types.whole(Domain.COUNT), 5, "epochs without improvement before training stops");
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
