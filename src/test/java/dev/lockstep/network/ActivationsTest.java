package dev.lockstep.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Golden;
import dev.lockstep.catalog.NotBuiltYet;
import dev.lockstep.math.Backend;
import dev.lockstep.math.Differences;
import dev.lockstep.math.RandomArrays;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Activations are seen from outside: as the only layer of a network with weight 1 and bias 0. */
class ActivationsTest {

    private static final Object FOR_RELU = Map.of("name", "xavier_uniform", "biases", "uniform");

    private static final Map<String, Object> USUAL_INITIALIZERS = Map.ofEntries(
            Map.entry("identity", "xavier_uniform"),
            Map.entry("sigmoid", "xavier_uniform"),
            Map.entry("tanh", "xavier_uniform"),
            Map.entry("relu", FOR_RELU),
            Map.entry("leaky_relu", FOR_RELU),
            Map.entry("prelu", FOR_RELU),
            Map.entry("elu", FOR_RELU),
            Map.entry("swish", FOR_RELU),
            Map.entry("selu", "lecun_normal"),
            Map.entry("gelu", FOR_RELU),
            Map.entry("softplus", "xavier_uniform"),
            Map.entry("mish", FOR_RELU));

    static List<Golden> cases() {
        return Golden.cases("activations.json");
    }

    @Test
    void everyActivationHasAGoldenCase() {
        Set<String> inGolden = cases().stream()
                .flatMap(golden -> golden.needs().stream())
                .map(need -> need.replace("activation ", ""))
                .collect(Collectors.toSet());
        Set<String> missing = new HashSet<>(Activations.CATALOG.names());
        missing.removeAll(inGolden);
        assertEquals(Set.of(), missing);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputsAreThoseOfPyTorch(Golden golden) {
        Choice<Activation> activation = built(golden);
        float[] inputs = golden.floats("inputs");
        double[] expected = golden.numbers("outputs");
        for (int i = 0; i < inputs.length; i++) {
            double ofArgument = 1e-6 + 1e-7 * Math.abs(inputs[i]);
            double tolerance = Math.max(ofArgument * Math.abs(expected[i]), Float.MIN_NORMAL);
            assertEquals(expected[i], output(activation, inputs[i]), tolerance, "at " + inputs[i]);
        }
    }

    /** At a kink too, where the golden value is the slope on the left. */
    @ParameterizedTest
    @MethodSource("cases")
    void slopesAreThoseOfPyTorch(Golden golden) {
        Choice<Activation> activation = built(golden);
        float[] inputs = golden.floats("inputs");
        double[] expected = golden.numbers("derivatives");
        for (int i = 0; i < inputs.length; i++) {
            double tolerance = 1e-6 * Math.max(1, Math.abs(expected[i]));
            assertEquals(expected[i], slope(activation, inputs[i]), tolerance, "at " + inputs[i]);
        }
    }

    /** Without an oracle: the plain formula, and the slope as its difference. */
    @ParameterizedTest
    @MethodSource("cases")
    void slopesAreTheDifferencesOfThePlainFormula(Golden golden) {
        Choice<Activation> activation = built(golden);
        for (float x : RandomArrays.normal(300, 1)) {
            float at = 3 * x;
            double difference =
                    Differences.gradient(p -> PlainActivation.value(activation, p[0], 0.25), new double[] {at})[0];
            assertEquals(difference, slope(activation, at), 1e-6, "at " + at);
            assertEquals(PlainActivation.value(activation, at, 0.25), output(activation, at), 2e-6, "at " + at);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingOverflowsFarOut(Golden golden) {
        Choice<Activation> activation = built(golden);
        for (float x : new float[] {-1e30f, -800, -104, -40, 40, 89, 104, 800, 1e30f}) {
            assertTrue(Float.isFinite(output(activation, x)), "f(" + x + ") is " + output(activation, x));
            assertTrue(Float.isFinite(slope(activation, x)), "f'(" + x + ") is " + slope(activation, x));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsNotANumberStaysSo(Golden golden) {
        assertTrue(Float.isNaN(output(built(golden), Float.NaN)));
    }

    /** Five rows of three units at once have the bits of one unit at a time. */
    @ParameterizedTest
    @MethodSource("cases")
    void unitsDoNotTouchOneAnother(Golden golden) {
        Choice<Activation> activation = built(golden);
        PlainNetwork plain = new PlainNetwork(3, List.of(new PlainNetwork.Part(3, activation)));
        Network network = plain.network();
        float[] parameters = new float[network.parameterCount()];
        for (int unit = 0; unit < 3; unit++) {
            parameters[unit * 3 + unit] = 1;
        }
        Arrays.fill(parameters, 12, parameters.length, 0.25f);
        Workspace workspace = new Workspace(network, Backend.JAVA.products(), 8);
        float[] inputs = RandomArrays.normal(15, 2);
        System.arraycopy(inputs, 0, workspace.inputs(), 0, 15);
        network.forward(parameters, workspace, 5, Dropout.OFF);
        for (int i = 0; i < 15; i++) {
            assertEquals(output(activation, inputs[i]), workspace.outputs()[i]);
        }
        assertArrayEquals(new float[9], Arrays.copyOfRange(workspace.outputs(), 15, 24));
    }

    @Test
    void everyActivationSaysWhichInitializerIsUsual() {
        assertTrue(USUAL_INITIALIZERS.keySet().containsAll(Activations.CATALOG.names()));
        for (String name : Activations.CATALOG.names()) {
            Choice<Initializer> usual = Activations.CATALOG.choose(name).value().usualInitializer();
            assertEquals(Initializers.CATALOG.fromWords(USUAL_INITIALIZERS.get(name)), usual, name);
        }
    }

    private static Choice<Activation> built(Golden golden) {
        NotBuiltYet.skip(golden.needs());
        return Activations.CATALOG.fromWords(golden.words("activation"));
    }

    private static float output(Choice<Activation> activation, float x) {
        return run(activation, x).outputs()[0];
    }

    /** The gradient of the bias, which stands behind the one weight. */
    private static float slope(Choice<Activation> activation, float x) {
        Workspace workspace = run(activation, x);
        workspace.outputGradient()[0] = 1;
        float[] gradient = new float[3];
        network(activation).backward(new float[] {1, 0, 0.25f}, workspace, 1, Dropout.OFF, gradient);
        return gradient[1];
    }

    private static Workspace run(Choice<Activation> activation, float x) {
        Network network = network(activation);
        Workspace workspace = new Workspace(network, Backend.JAVA.products(), 1);
        workspace.inputs()[0] = x;
        network.forward(new float[] {1, 0, 0.25f}, workspace, 1, Dropout.OFF);
        return workspace;
    }

    private static Network network(Choice<Activation> activation) {
        return new PlainNetwork(1, List.of(new PlainNetwork.Part(1, activation))).network();
    }
}
