package dev.lockstep.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.catalog.Choice;
import dev.lockstep.math.Backend;
import dev.lockstep.math.RandomArrays;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    private static final Choice<Activation> TANH = Activations.CATALOG.choose("tanh");
    private static final Choice<Activation> IDENTITY = Activations.CATALOG.choose("identity");

    @Test
    void layersAreViewsOneAfterAnother() {
        Network network = Network.of(3, List.of(hidden(5, TANH), hidden(2, TANH)), 4, IDENTITY.value());
        assertEquals(3, network.inputs());
        assertEquals(4, network.outputs());
        assertEquals(5 * 3 + 5 + 2 * 5 + 2 + 4 * 2 + 4, network.parameterCount());
        assertEquals(
                List.of(0, 20, 32), network.layers().stream().map(Layer::offset).toList());
        assertEquals(
                List.of(15, 30, 40),
                network.layers().stream().map(Layer::biasOffset).toList());
        assertEquals(
                List.of(0, 1, 2), network.layers().stream().map(Layer::index).toList());
    }

    @Test
    void learnedSlopesStandBehindTheBiases() {
        Choice<Activation> prelu = Activations.CATALOG.choose("prelu");
        Network network = Network.of(3, List.of(hidden(5, prelu)), 2, IDENTITY.value());
        assertEquals(5 * 3 + 5 + 5 + 2 * 5 + 2, network.parameterCount());
        assertEquals(25, network.layers().get(1).offset());
        float[] parameters = network.initialParameters(
                layer -> Initializers.CATALOG.choose("he_uniform").value(), 1);
        assertArrayEquals(new float[5], Arrays.copyOfRange(parameters, 15, 20));
        assertArrayEquals(new float[] {0.25f, 0.25f, 0.25f, 0.25f, 0.25f}, Arrays.copyOfRange(parameters, 20, 25));
    }

    /** Weights are [outputs][inputs]: numbers one can do in the head. */
    @Test
    void aLinearLayerIsWeightsTimesInputsPlusBiases() {
        Network network = Network.of(2, List.of(), 3, IDENTITY.value());
        float[] parameters = {1, 2, 3, 4, 5, 6, 100, 200, 300};
        Workspace workspace = new Workspace(network, Backend.JAVA.products(), 2);
        System.arraycopy(new float[] {1, 0, 10, -1}, 0, workspace.inputs(), 0, 4);
        network.forward(parameters, workspace, 2, Dropout.OFF);
        assertArrayEquals(new float[] {101, 203, 305, 108, 226, 344}, workspace.outputs());
    }

    @Test
    void backwardWritesTheGradientOrAddsToIt() {
        Network network = Network.of(2, List.of(), 1, IDENTITY.value());
        Workspace workspace = new Workspace(network, Backend.JAVA.products(), 2);
        System.arraycopy(new float[] {1, 2, 3, 4}, 0, workspace.inputs(), 0, 4);
        float[] gradient = {1000, 2000, 3000};
        network.forward(new float[3], workspace, 2, Dropout.OFF);
        System.arraycopy(new float[] {1, 10}, 0, workspace.outputGradient(), 0, 2);
        network.addBackward(new float[3], workspace, 2, Dropout.OFF, gradient);
        assertArrayEquals(new float[] {1000 + 31, 2000 + 42, 3000 + 11}, gradient);
        network.backward(new float[3], workspace, 2, Dropout.OFF, gradient);
        assertArrayEquals(new float[] {31, 42, 11}, gradient);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 11})
    void outputsDoNotDependOnTheBlocks(int block) {
        Network network = Network.of(5, List.of(hidden(7, TANH), hidden(4, TANH)), 3, IDENTITY.value());
        float[] parameters = RandomArrays.normal(network.parameterCount(), 1);
        float[] inputs = RandomArrays.normal(11 * 5, 2);
        float[] whole = outputs(network, parameters, inputs, 0, 11);
        for (int from = 0; from < 11; from += block) {
            int rows = Math.min(block, 11 - from);
            assertArrayEquals(
                    Arrays.copyOfRange(whole, from * 3, (from + rows) * 3),
                    outputs(network, parameters, inputs, from, rows));
        }
    }

    @Test
    void unitsAboveTheirMaxNormAreScaledDownToItAndTheOthersStay() {
        Network network = Network.of(2, List.of(new Network.Hidden(3, TANH.value(), 0, 5)), 1, IDENTITY.value());
        float[] parameters = {6, 8, 3, 4, 0, 0, 70, 80, 90, 10, 20, 30, 40};
        network.limitNorms(parameters);
        assertArrayEquals(new float[] {3, 4, 3, 4, 0, 0, 70, 80, 90, 10, 20, 30, 40}, parameters, 1e-6f);
    }

    @Test
    void aLayerThatCannotBeIsRefused() {
        assertEquals("units must be a whole number from 1 but is 0", refusal(() -> network(3, 0, 0)));
        assertEquals("units must be a whole number from 1 but is -2", refusal(() -> network(3, -2, 0)));
        assertEquals("inputs must be a whole number from 1 but is 0", refusal(() -> network(0, 3, 0)));
        assertEquals("dropout must be in [0, 1) but is 1", refusal(() -> network(3, 3, 1)));
        assertEquals("dropout must be in [0, 1) but is NaN", refusal(() -> network(3, 3, Double.NaN)));
    }

    @Test
    void moreParametersThanAnArrayHoldsAreAnError() {
        assertThrows(ArithmeticException.class, () -> network(70_000, 70_000, 0).parameterCount());
        assertThrows(ArithmeticException.class, () -> Network.of(
                        40_000, List.of(hidden(40_000, TANH), hidden(40_000, TANH)), 1, TANH.value())
                .parameterCount());
    }

    private static float[] outputs(Network network, float[] parameters, float[] inputs, int from, int rows) {
        Workspace workspace = new Workspace(network, Backend.JAVA.products(), rows);
        System.arraycopy(inputs, from * 5, workspace.inputs(), 0, rows * 5);
        network.forward(parameters, workspace, rows, Dropout.OFF);
        return workspace.outputs();
    }

    private static String refusal(Executable make) {
        return assertThrows(IllegalArgumentException.class, make).getMessage();
    }

    private static Network network(int inputs, int units, double dropout) {
        Network.Hidden hidden = new Network.Hidden(units, TANH.value(), dropout, Double.POSITIVE_INFINITY);
        return Network.of(inputs, List.of(hidden), 1, IDENTITY.value());
    }

    private static Network.Hidden hidden(int units, Choice<Activation> activation) {
        return new Network.Hidden(units, activation.value(), 0, Double.POSITIVE_INFINITY);
    }
}
