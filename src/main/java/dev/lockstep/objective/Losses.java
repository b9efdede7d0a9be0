package dev.lockstep.objective;

import dev.lockstep.catalog.Catalog;

/** The catalog of losses. */
public final class Losses {

    public static final Catalog<Loss> CATALOG = new Catalog<Loss>("loss")
            .with("mse", new MeanSquaredError())
            .with("binary_cross_entropy", new BinaryCrossEntropy())
            .with("cross_entropy", new CrossEntropy())
            .alias("binary_crossentropy", "binary_cross_entropy")
            .alias("nll", "cross_entropy")
            .alias("categorical_cross_entropy", "cross_entropy")
            .alias("categorical_crossentropy", "cross_entropy")
            .alias("sparse_categorical_cross_entropy", "cross_entropy")
            .alias("sparse_categorical_crossentropy", "cross_entropy");

    private Losses() {}
}
