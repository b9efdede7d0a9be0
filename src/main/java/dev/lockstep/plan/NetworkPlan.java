package dev.lockstep.plan;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Initializer;
import dev.lockstep.network.Initializers;
import dev.lockstep.network.Network;
import java.util.List;
import java.util.Optional;

/**
 * The shape of a network, but for the numbers of inputs and outputs, which the data decide.
 *
 * @param initializer empty for the usual one of each layer's activation
 * @param initializeFrom a run's or model's folder, or a safetensors or ONNX file, whose parameters training starts from
 */
public record NetworkPlan(
        List<HiddenPlan> hidden,
        Choice<Activation> output,
        Optional<Choice<Initializer>> initializer,
        Optional<String> initializeFrom) {

    /** One hidden layer. */
    public record HiddenPlan(int units, Choice<Activation> activation, double dropout, Optional<Double> maxNorm) {

        public HiddenPlan {
            Domain.COUNT.check("units", units);
            Domain.FRACTION.check("dropout", dropout);
            maxNorm.ifPresent(limit -> Domain.POSITIVE.check("maxNorm", limit));
        }
    }

    public NetworkPlan {
        hidden = List.copyOf(hidden);
    }

    public Network network(int inputs, int outputs) {
        List<Network.Hidden> layers = hidden.stream()
                .map(layer -> new Network.Hidden(
                        layer.units(),
                        layer.activation().value(),
                        layer.dropout(),
                        layer.maxNorm().orElse(Double.POSITIVE_INFINITY)))
                .toList();
        try {
            return Network.of(inputs, layers, outputs, output.value());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "network must have at most " + Integer.MAX_VALUE + " parameters but has more", e);
        }
    }

    public float[] initialParameters(Network network, long seed) {
        return network.initialParameters(
                layer -> initializer.map(Choice::value).orElseGet(() -> Initializers.CATALOG
                        .choose(layer.activation().usualInitializer())
                        .value()),
                seed);
    }
}
