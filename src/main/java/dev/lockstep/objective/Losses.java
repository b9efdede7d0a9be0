package dev.lockstep.objective;

import static dev.lockstep.catalog.Parameter.number;
import static dev.lockstep.catalog.Parameter.numberOrNone;
import static dev.lockstep.catalog.Parameter.numbers;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Parameter;
import java.util.OptionalDouble;

/** The catalog of losses. */
public final class Losses {

    private static final Parameter GAMMA = number(
            "gamma", 2, Domain.NOT_NEGATIVE, "how much less rows count that are easy; 0 gives the cross-entropy");

    public static final Catalog<Loss> CATALOG = new Catalog<Loss>("loss")
            .with("mse", new RegressionLoss(ErrorFunctions.SQUARE))
            .with("mae", new RegressionLoss(ErrorFunctions.MODULUS))
            .with("rmse", new RootMeanSquaredError())
            .with(
                    "huber",
                    with -> new RegressionLoss(new Huber(with.number("delta"))),
                    number("delta", 1, Domain.POSITIVE, "error at which the loss becomes linear"))
            .with("log_cosh", new RegressionLoss(ErrorFunctions.LOG_COSH))
            .with(
                    "quantile",
                    with -> new QuantileLoss(with.numbers("quantiles")),
                    numbers("quantiles", 0.5, Domain.SHARE, "the quantiles to predict, one output for each"))
            .with("poisson", new LogLinkLoss(LogFamilies.POISSON))
            .with("gamma", new LogLinkLoss(LogFamilies.GAMMA))
            .with(
                    "tweedie",
                    with -> new LogLinkLoss(new Tweedie(with.number("power"))),
                    number(
                            "power",
                            1.5,
                            Domain.strictlyBetween(1, 2),
                            "power of the mean that the variance grows with"))
            .with("binary_cross_entropy", new BinaryCrossEntropy())
            .with(
                    "binary_focal",
                    with -> binaryFocal(with.number("gamma"), with.numberIfAny("alpha")),
                    GAMMA,
                    numberOrNone(
                            "alpha",
                            Domain.SHARE,
                            "weight of yes; that of no is 1 − alpha, and without alpha both are 1"))
            .with("hinge", new Hinge())
            .with(
                    "cross_entropy",
                    with -> crossEntropy(with.number("labelSmoothing")),
                    number(
                                    "labelSmoothing",
                                    0,
                                    Domain.UNIT_INTERVAL,
                                    "share of the target that is spread evenly over all classes")
                            .asAddedLater())
            .with("focal", with -> new Focal(with.number("gamma")), GAMMA)
            .with("kl_divergence", new CrossEntropy(true))
            .with("multiclass_hinge", new MulticlassHinge())
            .alias("binary_crossentropy", "binary_cross_entropy")
            .alias("nll", "cross_entropy")
            .alias("categorical_cross_entropy", "cross_entropy")
            .alias("categorical_crossentropy", "cross_entropy")
            .alias("sparse_categorical_cross_entropy", "cross_entropy")
            .alias("sparse_categorical_crossentropy", "cross_entropy");

    private Losses() {}

    private static Loss binaryFocal(double gamma, OptionalDouble alpha) {
        return new BinaryFocal(gamma, alpha.orElse(1), alpha.isEmpty() ? 1 : 1 - alpha.getAsDouble());
    }

    private static Loss crossEntropy(double smoothing) {
        return smoothing == 0 ? new CrossEntropy(false) : new SmoothedCrossEntropy(smoothing);
    }
}
