package dev.lockstep.plan;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.evaluation.Metric;

/**
 * Ends training when the validation metric has not improved by more than {@code minDelta} for {@code patience} epochs in
 * a row, and returns the best epoch's weights.
 *
 * <p>Reference: L. Prechelt, "Early stopping - but when?" (1998).
 */
public record EarlyStopping(Choice<Metric> metric, int patience, double minDelta) {

    public EarlyStopping {
        Domain.COUNT.check("earlyStopping.patience", patience);
        Domain.NOT_NEGATIVE.check("earlyStopping.minDelta", minDelta);
    }
}
