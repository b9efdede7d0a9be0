package dev.lockstep.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Choice;
import dev.lockstep.math.Backend;
import dev.lockstep.math.Differences;
import dev.lockstep.math.RandomArrays;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {

    private static final int UNITS = 500;
    private static final int ROWS = 500;

    /** A row's mask depends on its position, not on the block or the stride that reached it. */
    @Test
    void theMaskIsTheSameForAnyBlocks() {
        Layer layer = layer(0, 0.3);
        float[] whole = Masks.mask(layer, new Dropout(true, 5, 2, 0, 1), 24);
        for (int shards : new int[] {1, 2, 3, 8}) {
            for (int shard = 0; shard < shards; shard++) {
                int slots = 24 / shards;
                for (int block = 1; block <= slots; block++) {
                    for (int slot = 0; slot < slots; slot += block) {
                        int rows = Math.min(block, slots - slot);
                        long first = (long) slot * shards + shard;
                        float[] part = Masks.mask(layer, new Dropout(true, 5, 2, first, shards), rows);
                        for (int row = 0; row < rows; row++) {
                            int position = (slot + row) * shards + shard;
                            assertArrayEquals(
                                    Arrays.copyOfRange(whole, position * UNITS, (position + 1) * UNITS),
                                    Arrays.copyOfRange(part, row * UNITS, (row + 1) * UNITS));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.1, 0.25, 0.5, 0.8, 0.99})
    void theShareOfDroppedUnitsIsRightAndTheOthersGrow(double share) {
        float[] mask = Masks.mask(layer(0, share), new Dropout(true, 1, 0, 0, 1), ROWS);
        float kept = (float) (1 / (1 - share));
        double dropped = 0;
        for (float factor : mask) {
            assertTrue(factor == 0 || factor == kept, "a factor is " + factor);
            dropped += factor == 0 ? 1 : 0;
        }
        double error = Math.sqrt(share * (1 - share) / mask.length);
        assertEquals(share, dropped / mask.length, 3 * error);
        double mean = kept * (mask.length - dropped) / mask.length;
        assertEquals(1, mean, 3 * error * kept, "the expectation is kept");
    }

    /** Pairs are dropped together as often as independent ones: next units, next rows, next epochs, seeds, layers. */
    @ParameterizedTest
    @MethodSource("neighbours")
    void masksAreIndependent(String what, Dropout dropout, int layer, int shift) {
        double share = 0.4;
        float[] one = Masks.mask(layer(0, share), new Dropout(true, 1, 0, 0, 1), ROWS);
        float[] other = Masks.mask(layer(layer, share), dropout, ROWS);
        int pairs = one.length - shift;
        int together = 0;
        for (int i = 0; i < pairs; i++) {
            together += one[i] == 0 && other[i + shift] == 0 ? 1 : 0;
        }
        double both = share * share;
        assertEquals(both, (double) together / pairs, 3 * Math.sqrt(both * (1 - both) / pairs), what);
    }

    static Stream<Arguments> neighbours() {
        Dropout same = new Dropout(true, 1, 0, 0, 1);
        return Stream.of(
                Arguments.of("next unit", same, 0, 1),
                Arguments.of("next but one unit", same, 0, 2),
                Arguments.of("next row", same, 0, UNITS),
                Arguments.of("next layer", same, 1, 0),
                Arguments.of("next epoch", new Dropout(true, 1, 1, 0, 1), 0, 0),
                Arguments.of("next seed", new Dropout(true, 2, 0, 0, 1), 0, 0),
                Arguments.of("shifted position", new Dropout(true, 1, 0, 3, 1), 0, 0));
    }

    @Test
    void outputsAreMultipliedByTheMask() {
        Layer layer = layer(0, 0.5);
        Dropout dropout = new Dropout(true, 3, 1, 7, 2);
        float[] outputs = RandomArrays.normal(4 * UNITS, 1);
        float[] mask = new float[4 * UNITS];
        float[] passed = new float[4 * UNITS];
        dropout.mask(layer, outputs, mask, passed, 4);
        for (int i = 0; i < passed.length; i++) {
            assertEquals(outputs[i] * mask[i], passed[i]);
        }
    }

    /** The random number of a prediction is its input: no row is dropped when dropout is off. */
    @Test
    void withoutDropoutTheNetworkIsWhatItIsWithoutDroppingLayers() {
        Network dropping = plain(0.5).network();
        Network whole = plain(0).network();
        float[] parameters = RandomArrays.normal(whole.parameterCount(), 3);
        assertArrayEquals(
                run(whole, parameters, 6, Dropout.OFF).outputs(),
                run(dropping, parameters, 6, Dropout.OFF).outputs());
        assertFalse(Arrays.equals(
                run(whole, parameters, 6, Dropout.OFF).outputs(),
                run(dropping, parameters, 6, new Dropout(true, 1, 0, 0, 1)).outputs()));
    }

    /** The sum of the outputs, weighted by fixed numbers, by differences with the same masks. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 0.7})
    void theGradientIsThatOfTheMaskedNetwork(double share) {
        PlainNetwork plain = plain(share);
        Network network = plain.network();
        float[] parameters = RandomArrays.normal(network.parameterCount(), 4);
        int rows = 6;
        Dropout dropout = new Dropout(true, 11, 3, 2, 4);
        Workspace workspace = run(network, parameters, rows, dropout);
        float[] factors = RandomArrays.normal(rows * network.outputs(), 5);
        System.arraycopy(factors, 0, workspace.outputGradient(), 0, factors.length);
        float[] gradient = new float[parameters.length];
        network.backward(parameters, workspace, rows, dropout, gradient);

        float[] inputs = workspace.inputs();
        double[] expected = Differences.gradient(
                p -> {
                    double sum = 0;
                    for (int row = 0; row < rows; row++) {
                        float[] features = Arrays.copyOfRange(inputs, row * 5, (row + 1) * 5);
                        double[] outputs = plain.outputs(p, features, Masks.of(network, 11, 3, 2 + 4L * row));
                        for (int i = 0; i < outputs.length; i++) {
                            sum += factors[row * outputs.length + i] * outputs[i];
                        }
                    }
                    return sum;
                },
                Differences.toDoubles(parameters));
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], gradient[i], 2e-5, "parameter " + i);
        }
    }

    private static Workspace run(Network network, float[] parameters, int rows, Dropout dropout) {
        Workspace workspace = new Workspace(network, Backend.JAVA.products(), rows);
        float[] inputs = RandomArrays.normal(rows * network.inputs(), 6);
        System.arraycopy(inputs, 0, workspace.inputs(), 0, inputs.length);
        network.forward(parameters, workspace, rows, dropout);
        return workspace;
    }

    private static PlainNetwork plain(double dropout) {
        Choice<Activation> tanh = Activations.CATALOG.choose("tanh");
        return new PlainNetwork(
                5,
                List.of(
                        new PlainNetwork.Part(7, tanh, dropout),
                        new PlainNetwork.Part(6, tanh, dropout),
                        new PlainNetwork.Part(3, Activations.CATALOG.choose("identity"))));
    }

    private static Layer layer(int index, double dropout) {
        Network.Hidden hidden = new Network.Hidden(
                UNITS, Activations.CATALOG.choose("identity").value(), dropout, Double.POSITIVE_INFINITY);
        return Network.of(1, List.of(hidden, hidden), 1, hidden.activation())
                .layers()
                .get(index);
    }

    /** Masks are part of every trained model: these bits were also computed by a program in another language. */
    @Test
    void theBitsAreTheseForEver() {
        assertEquals(
                "0010110001111011000011111000001010100110110100101101111111000100",
                bits(Masks.mask(new Layer(1, 1, 64, 0, Activations.RELU, 0.5, 1), new Dropout(true, 5, 2, 7, 1), 1)));
        assertEquals(
                "1111010110111101111101111111111111111111111111111101111111111010",
                bits(Masks.mask(new Layer(0, 1, 64, 0, Activations.RELU, 0.25, 1), new Dropout(true, -1, 0, 0, 1), 1)));
    }

    private static String bits(float[] mask) {
        StringBuilder bits = new StringBuilder();
        for (float kept : mask) {
            bits.append(kept == 0f ? '0' : '1');
        }
        return bits.toString();
    }
}
