package dev.lockstep.optimizer;

import static dev.lockstep.catalog.Parameter.flag;
import static dev.lockstep.catalog.Parameter.number;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Domain;

/** The catalog of optimizers. Names and defaults are PyTorch's. */
public final class Optimizers {

    public static final Catalog<Optimizer> CATALOG = new Catalog<Optimizer>("optimizer")
            .with("sgd", new Sgd())
            .with(
                    "momentum",
                    with -> new Momentum(with.number("momentum"), with.number("dampening"), with.flag("nesterov")),
                    number("momentum", 0.9, Domain.FRACTION, "share of the velocity kept"),
                    number("dampening", 0, Domain.UNIT_INTERVAL, "share of the gradient left out"),
                    flag("nesterov", false, "look ahead"))
            .with(
                    "adam",
                    with -> new Adam(with.number("beta1"), with.number("beta2"), with.number("epsilon")),
                    number("beta1", 0.9, Domain.FRACTION, "share of the mean gradient kept"),
                    number("beta2", 0.999, Domain.FRACTION, "share of the mean square kept"),
                    number("epsilon", 1e-8, Domain.NOT_NEGATIVE, "added to the root"));

    private Optimizers() {}
}
