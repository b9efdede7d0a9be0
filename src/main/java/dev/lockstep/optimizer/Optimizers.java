package dev.lockstep.optimizer;

import static dev.lockstep.catalog.Parameter.flag;
import static dev.lockstep.catalog.Parameter.number;
import static dev.lockstep.catalog.Parameter.whole;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Parameter;

/** The catalog of optimizers. Names and defaults are PyTorch's. */
public final class Optimizers {

    private static final Parameter BETA1 = number("beta1", 0.9, Domain.FRACTION, "decay rate of the mean gradient");
    private static final Parameter BETA2 = number("beta2", 0.999, Domain.FRACTION, "decay rate of the mean square");
    private static final Parameter EPSILON =
            number("epsilon", 1e-8, Domain.NOT_NEGATIVE, "added to the root, for stability");

    public static final Catalog<Optimizer> CATALOG = new Catalog<Optimizer>("optimizer")
            .with("sgd", new Sgd())
            .with(
                    "momentum",
                    with -> new Momentum(with.number("momentum"), with.number("dampening"), with.flag("nesterov")),
                    number("momentum", 0.9, Domain.FRACTION, "decay rate of the velocity"),
                    number("dampening", 0, Domain.UNIT_INTERVAL, "fraction by which the gradient is reduced"),
                    flag("nesterov", false, "use Nesterov momentum"))
            .with(
                    "adagrad",
                    with -> new Adagrad(with.number("epsilon")),
                    number("epsilon", 1e-10, Domain.NOT_NEGATIVE, "added to the root, for stability"))
            .with(
                    "adadelta",
                    with -> new Adadelta(with.number("rho"), with.number("epsilon")),
                    number("rho", 0.9, Domain.FRACTION, "decay rate of the mean squares"),
                    number("epsilon", 1e-6, Domain.POSITIVE, "added under the roots, for stability"))
            .with(
                    "rmsprop",
                    with -> new RmsProp(
                            with.number("alpha"),
                            with.number("epsilon"),
                            with.number("momentum"),
                            with.flag("centered")),
                    number("alpha", 0.99, Domain.FRACTION, "decay rate of the mean square"),
                    number("epsilon", 1e-8, Domain.NOT_NEGATIVE, "added to the root, for stability"),
                    number("momentum", 0, Domain.FRACTION, "decay rate of the velocity"),
                    flag("centered", false, "divide by the standard deviation instead of the root mean square"))
            .with(
                    "adam",
                    with -> new Adam(with.number("beta1"), with.number("beta2"), with.number("epsilon"), 0, true),
                    BETA1,
                    BETA2,
                    EPSILON)
            .with(
                    "adamw",
                    with -> new Adam(
                            with.number("beta1"),
                            with.number("beta2"),
                            with.number("epsilon"),
                            with.number("weightDecay"),
                            with.flag("decayBiases")),
                    BETA1,
                    BETA2,
                    EPSILON,
                    number(
                            "weightDecay",
                            0.01,
                            Domain.NOT_NEGATIVE,
                            "weight decay per step, multiplied by the learning rate"),
                    flag("decayBiases", true, "apply the decay to biases too").asAddedLater())
            .with(
                    "lbfgs",
                    with -> new Lbfgs(with.whole("memory")),
                    whole("memory", 10, Domain.COUNT, "number of past steps to remember"));

    private Optimizers() {}
}
