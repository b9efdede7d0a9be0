package dev.lockstep.objective;

import static dev.lockstep.catalog.Parameter.number;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Domain;

/** The catalog of losses. */
public final class Losses {

    public static final Catalog<Loss> CATALOG = new Catalog<Loss>("loss")
            .with("mse", new RegressionLoss(ErrorFunctions.SQUARE))
            .with("mae", new RegressionLoss(ErrorFunctions.MODULUS))
            .with("rmse", new RootMeanSquaredError())
            .with(
                    "huber",
                    with -> new RegressionLoss(new Huber(with.number("delta"))),
                    number("delta", 1, Domain.POSITIVE, "error at which the loss becomes linear"))
            .with("log_cosh", new RegressionLoss(ErrorFunctions.LOG_COSH))
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
            .with("kl_divergence", new CrossEntropy(true))
            .with("multiclass_hinge", new MulticlassHinge())
            .alias("binary_crossentropy", "binary_cross_entropy")
            .alias("nll", "cross_entropy")
            .alias("categorical_cross_entropy", "cross_entropy")
            .alias("categorical_crossentropy", "cross_entropy")
            .alias("sparse_categorical_cross_entropy", "cross_entropy")
            .alias("sparse_categorical_crossentropy", "cross_entropy");

    private Losses() {}

    private static Loss crossEntropy(double smoothing) {
        return smoothing == 0 ? new CrossEntropy(false) : new SmoothedCrossEntropy(smoothing);
    }
}
