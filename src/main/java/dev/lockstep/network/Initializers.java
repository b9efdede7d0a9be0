package dev.lockstep.network;

import static dev.lockstep.catalog.Parameter.number;

import dev.lockstep.catalog.Arguments;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Parameter;
import dev.lockstep.math.RandomStream;
import java.util.List;
import java.util.Map;

/**
 * The catalog of initializers.
 *
 * <p>References: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks"
 * (2010), equation 16; K. He et al., "Delving deep into rectifiers" (2015), equation 10;
 * Y. LeCun et al., "Efficient backprop" (1998), section 4.6.
 */
public final class Initializers {

    private static final String UNIFORM = "uniform";
    private static final Parameter BIASES = Parameter.word(
                    "biases", List.of("zeros", UNIFORM), "the biases: zeros, or uniform within ±1/√inputs")
            .asAddedLater();

    public static final Catalog<Initializer> CATALOG = new Catalog<Initializer>("initializer")
            .with("zeros", with -> with(with, (layer, random, index) -> 0), BIASES)
            .with(
                    "normal",
                    with -> with(with, normal(with.number("deviation"))),
                    number("deviation", 0.01, Domain.NOT_NEGATIVE, "standard deviation"),
                    BIASES)
            .with(UNIFORM, with -> with(with, uniform(1, 1, 0)), BIASES)
            .with("xavier_normal", with -> with(with, normal(2, 1, 1)), BIASES)
            .with("xavier_uniform", with -> with(with, uniform(6, 1, 1)), BIASES)
            .with("he_normal", with -> with(with, normal(2, 1, 0)), BIASES)
            .with("he_uniform", with -> with(with, uniform(6, 1, 0)), BIASES)
            .with("lecun_normal", with -> with(with, normal(1, 1, 0)), BIASES)
            .with("lecun_uniform", with -> with(with, uniform(3, 1, 0)), BIASES);

    /** The default of other activations. */
    static final Choice<Initializer> USUAL = CATALOG.choose("xavier_uniform");
    /** The default of relu and its variants. */
    static final Choice<Initializer> FOR_RELU = CATALOG.choose("xavier_uniform", Map.of(BIASES.name(), UNIFORM));

    private Initializers() {}

    private static Initializer with(Arguments with, Initializer weights) {
        return with.word(BIASES.name()).equals(UNIFORM) ? new UniformBiases(weights) : weights;
    }

    private record UniformBiases(Initializer weights) implements Initializer {

        @Override
        public double weight(Layer layer, RandomStream random, int index) {
            return weights.weight(layer, random, index);
        }

        @Override
        public double bias(Layer layer, RandomStream random, int unit) {
            return (2 * random.uniform(unit) - 1) / Math.sqrt(layer.inputs());
        }
    }

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
