package dev.lockstep.network;

import dev.lockstep.catalog.Catalog;

/**
 * The catalog of initializers.
 *
 * <p>References: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks"
 * (2010), equation 16; K. He et al., "Delving deep into rectifiers" (2015), equation 10.
 */
public final class Initializers {

    public static final Catalog<Initializer> CATALOG = new Catalog<Initializer>("initializer")
            .with("xavier_normal", normal(2, 1, 1))
            .with("xavier_uniform", uniform(6, 1, 1))
            .with("he_normal", normal(2, 1, 0))
            .with("he_uniform", uniform(6, 1, 0));

    private Initializers() {}

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
