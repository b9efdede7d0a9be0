package dev.lockstep.network;

import static dev.lockstep.catalog.Parameter.number;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Domain;

/**
 * The catalog of initializers.
 *
 * <p>References: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks"
 * (2010), equation 16; K. He et al., "Delving deep into rectifiers" (2015), equation 10;
 * Y. LeCun et al., "Efficient backprop" (1998), section 4.6.
 */
public final class Initializers {

    public static final Catalog<Initializer> CATALOG = new Catalog<Initializer>("initializer")
            .with("zeros", (layer, random, index) -> 0)
            .with(
                    "normal",
                    with -> normal(with.number("deviation")),
                    number("deviation", 0.01, Domain.NOT_NEGATIVE, "standard deviation"))
            .with("uniform", uniform(1, 1, 0))
            .with("xavier_normal", normal(2, 1, 1))
            .with("xavier_uniform", uniform(6, 1, 1))
            .with("he_normal", normal(2, 1, 0))
            .with("he_uniform", uniform(6, 1, 0))
            .with("lecun_normal", normal(1, 1, 0))
            .with("lecun_uniform", uniform(3, 1, 0));

    private Initializers() {}

    private static Initializer normal(double deviation) {
        return (layer, random, index) -> deviation * random.normal(index);
    }

    /** Normal with variance {@code gain / (ofInputs·inputs + ofOutputs·outputs)}. */
    private static Initializer normal(double gain, int ofInputs, int ofOutputs) {
        return (layer, random, index) ->
                Math.sqrt(gain / (ofInputs * layer.inputs() + ofOutputs * layer.outputs())) * random.normal(index);
    }

    /** Uniform within {@code ±√(gain / (ofInputs·inputs + ofOutputs·outputs))}. */
    private static Initializer uniform(double gain, int ofInputs, int ofOutputs) {
        return (layer, random, index) -> Math.sqrt(gain / (ofInputs * layer.inputs() + ofOutputs * layer.outputs()))
                * (2 * random.uniform(index) - 1);
    }
}
