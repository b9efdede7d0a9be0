package dev.lockstep.plan;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Violation;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Initializer;
import dev.lockstep.network.Initializers;
import dev.lockstep.network.Network;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Types;
import java.util.List;
import java.util.Optional;

/**
 * The shape of a network, except for the numbers of inputs and outputs, which the data determine.
 *
 * @param initializer empty for the default of each layer's activation
 * @param initializeFrom the folder of a run or model, or a safetensors or ONNX file, with the initial parameters
 */
public record NetworkPlan(
        List<HiddenPlan> hidden,
        Choice<Activation> output,
        Optional<Choice<Initializer>> initializer,
        Optional<String> initializeFrom) {

    /** One hidden layer. */
    public record HiddenPlan(int units, Choice<Activation> activation, double dropout, Optional<Double> maxNorm) {

        private static final Key<Integer> UNITS = Key.required(
                        "units", Types.whole(Domain.COUNT), "number of units of the layer")
                .param("hiddenLayers");
        private static final Key<Choice<Activation>> ACTIVATION = Key.of(
                        "activation", Types.choice(Activations.CATALOG), "relu", "activation function of the layer")
                .param();
        private static final Key<Double> DROPOUT = Key.of(
                        "dropout",
                        Types.number(Domain.FRACTION),
                        0,
                        "dropout probability of the layer's outputs during training")
                .param();
        private static final Key<Optional<Double>> MAX_NORM = Key.of(
                        "maxNorm",
                        Types.orNone(Types.number(Domain.POSITIVE)),
                        "none",
                        "max-norm constraint: the largest norm of a unit's incoming weights")
                .param();

        static final Section<HiddenPlan> SCHEMA = Section.of(values -> new HiddenPlan(
                        values.get(UNITS), values.get(ACTIVATION), values.get(DROPOUT), values.get(MAX_NORM)))
                .with(UNITS, HiddenPlan::units)
                .with(ACTIVATION, HiddenPlan::activation)
                .with(DROPOUT, HiddenPlan::dropout)
                .with(MAX_NORM, HiddenPlan::maxNorm);

        public HiddenPlan {
            UNITS.check(units);
            DROPOUT.check(dropout);
            MAX_NORM.check(maxNorm);
        }
    }

    private static final Key<List<HiddenPlan>> HIDDEN = Key.of(
            "hidden",
            Types.list(HiddenPlan.SCHEMA),
            List.of(),
            "hidden layers, from input to output; none gives a linear model");
    private static final Key<Choice<Activation>> OUTPUT = Key.of(
                    "output.activation",
                    Types.choice(Activations.CATALOG),
                    "identity",
                    "activation function of the outputs; only with a regression loss without a log link")
            .param("outputActivation");
    private static final Key<Optional<Choice<Initializer>>> INITIALIZER = Key.optional(
                    "initializer",
                    Types.choice(Initializers.CATALOG),
                    "the activation's",
                    "initializer of the weights and biases")
            .param();
    private static final Key<Optional<String>> INITIALIZE_FROM = Key.of(
                    "initializeFrom",
                    Types.orNone(Types.path()),
                    "none",
                    "initial parameters: the folder of a run or a model, or a safetensors or ONNX file")
            .param();

    static final Section<NetworkPlan> SCHEMA = Section.of(values -> new NetworkPlan(
                    values.get(HIDDEN), values.get(OUTPUT), values.get(INITIALIZER), values.get(INITIALIZE_FROM)))
            .with(HIDDEN, NetworkPlan::hidden)
            .with(OUTPUT, NetworkPlan::output)
            .with(INITIALIZER, NetworkPlan::initializer)
            .with(INITIALIZE_FROM, NetworkPlan::initializeFrom);

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
        } catch (ArithmeticException tooMany) {
            throw Violation.of(key("network") + " must have at most " + Integer.MAX_VALUE + " parameters but has more");
        }
    }

    public float[] initialParameters(Network network, long seed) {
        return network.initialParameters(
                layer -> initializer
                        .orElseGet(() -> layer.activation().usualInitializer())
                        .value(),
                seed);
    }

    /** @throws Violation if the networks of an ensemble would have equal initial weights */
    void requireInitialWeightsFor(int ensemble) {
        if (ensemble > 1 && initializeFrom.isPresent()) {
            throw Violation.of(key("network.initializeFrom") + " must be none with " + key("training.ensemble") + " "
                    + ensemble + ", whose networks differ by their initial weights");
        }
    }
}
