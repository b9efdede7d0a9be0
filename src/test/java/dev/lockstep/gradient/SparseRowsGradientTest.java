package dev.lockstep.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Golden;
import dev.lockstep.catalog.NotBuiltYet;
import dev.lockstep.data.Epochs;
import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Rows;
import dev.lockstep.data.Shard;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.data.Step;
import dev.lockstep.math.Backend;
import dev.lockstep.math.Loops;
import dev.lockstep.math.RandomArrays;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Dropout;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Losses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows kept sparse give the gradients of the same rows kept dense. */
class SparseRowsGradientTest {

    private static final long SEED = 4;
    private static final int ROWS = 60;
    private static final int INPUTS = 200;
    private static final int CLASSES = 3;

    static Stream<Choice<Activation>> activations() {
        return Golden.cases("activations.json").stream()
                .filter(golden -> Collections.disjoint(golden.needs(), NotBuiltYet.NAMES))
                .map(golden -> Activations.CATALOG.fromWords(golden.words("activation")));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void everyActivationSeesTheSame(Choice<Activation> activation) {
        for (int units : new int[] {1, 2, 17}) {
            Network network = Network.of(
                    INPUTS,
                    List.of(
                            new Network.Hidden(units, activation.value(), 0.3, Double.POSITIVE_INFINITY),
                            new Network.Hidden(5, activation.value(), 0, Double.POSITIVE_INFINITY)),
                    CLASSES,
                    Activations.IDENTITY);
            assertClose(network, rows(4), 7);
        }
    }

    /** Without hidden layers the first layer is the last. */
    @ParameterizedTest
    @CsvSource({"1, 1", "7, 7", "60, 60", "60, 16"})
    void aLinearModelSeesTheSame(int batch, int block) {
        assertClose(linear(INPUTS), rows(5), new Step(3, 11, 0, batch), block);
    }

    /** Some of everything: rows of zeros, all features, and one feature. */
    @ParameterizedTest
    @CsvSource({"0, 200", "100, 200", "2, 200", "50, 1", "0, 1", "30, 64", "30, 65"})
    void anyShareOfZerosGivesTheSame(int percent, int inputs) {
        Rows rows = Rows.random(ROWS, inputs, targets(), null).thinned(percent);
        assertClose(linear(inputs), rows, new Step(0, 0, 0, ROWS), 16);
    }

    /** The promise of the first layer: its chains of additions know nothing of backends and blocks. */
    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"AUTO", "JAVA"})
    void theBitsOfALinearModelAreThoseOfPlainChains(Backend backend) {
        Network network = linear(INPUTS);
        Rows rows = rows(6);
        float[] parameters = RandomArrays.normal(network.parameterCount(), 2);
        Shard shard = rows.packSparse(1)[0];
        for (int block : new int[] {1, 7, 60}) {
            BlockReader reader = new BlockReader(network, backend.products(), block);
            reader.begin(parameters, shard, null, 0, ROWS);
            for (int from = 0; from < ROWS; from += block) {
                int count = Math.min(block, ROWS - from);
                float[] outputs = reader.forward(from, count, Dropout.OFF).outputs();
                for (int row = from; row < from + count; row++) {
                    for (int unit = 0; unit < CLASSES; unit++) {
                        float sum = parameters[INPUTS * CLASSES + unit];
                        for (int i = 0; i < INPUTS; i++) {
                            float value = rows.features()[row][i];
                            sum = value == 0 ? sum : Math.fma(value, parameters[unit * INPUTS + i], sum);
                        }
                        assertEquals(sum, outputs[(row - from) * CLASSES + unit]);
                    }
                }
            }
        }
    }

    @Test
    void aGradientHasOnlyTheColumnsThatOccur() {
        Rows rows = rows(2);
        ShardGradient gradient = gradient(linear(INPUTS), 1);
        GradientSum sum = sum(gradient, rows.packSparse(1), new Step(0, 0, 0, 5), 5);
        assertFalse(sum.isComplete());
        assertThrows(IllegalStateException.class, sum::gradient);
        int[] order = RowOrder.of(SEED, 0, rows.packSparse(1)[0]);
        int[] expected = IntStream.range(0, INPUTS)
                .filter(i -> IntStream.range(0, 5).anyMatch(slot -> rows.features()[order[slot]][i] != 0))
                .toArray();
        assertArrayEquals(expected, sum.columns().columns());
        assertEquals(expected.length * CLASSES + CLASSES, sum.values().length);
    }

    @Test
    void aGradientWithMostColumnsHasAll() {
        ShardGradient gradient = gradient(linear(INPUTS), 1);
        assertTrue(
                sum(gradient, rows(90).packSparse(1), new Step(0, 0, 0, 5), 5).isComplete());
    }

    /** A product may round to −0 or be −0; in a sum it must not be told from a column that is left out. */
    @Test
    void theWeightsGradientIsNeverMinusZero() {
        Rows rows = Rows.random(ROWS, INPUTS, targets(), new float[ROWS]).thinned(5);
        ShardGradient gradient = gradient(linear(INPUTS), 1);
        GradientSum sum = sum(gradient, rows.packSparse(1), new Step(0, 0, 0, ROWS), 7);
        for (float value : Arrays.copyOf(sum.complete(Loops.PLAIN).gradient(), INPUTS * CLASSES)) {
            assertEquals(0, Float.floatToRawIntBits(value));
        }
    }

    @Test
    void aReaderGoesFromShardToShardAndStorageToStorage() {
        Network network = linear(INPUTS);
        ShardGradient gradient = gradient(network, 2);
        float[] parameters = RandomArrays.normal(network.parameterCount(), 2);
        BlockReader reader = new BlockReader(network, Backend.JAVA.products(), 8);
        List<Shard> shards = new ArrayList<>(List.of(rows(3).packSparse(2)));
        shards.addAll(List.of(rows(20).packSparse(2)));
        shards.addAll(List.of(rows(3).pack(2)));
        for (int round = 0; round < 2; round++) {
            for (Shard shard : shards) {
                int[] order = RowOrder.of(SEED, 0, shard);
                Step step = new Step(0, 0, 3, 40);
                gradient.gatherAhead(reader, shard, order, step);
                GradientSum fresh = gradient.sum(
                        new BlockReader(network, Backend.JAVA.products(), 8), parameters, shard, order, step);
                GradientSum again = gradient.sum(reader, parameters, shard, order, step);
                assertArrayEquals(fresh.values(), again.values());
                assertEquals(fresh.lossSum(), again.lossSum());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aNarrowedNetworkHasTheSameLayersBehindTheFirst(int inputs) {
        Network network = Network.of(
                9,
                List.of(new Network.Hidden(
                        4, Activations.CATALOG.choose("prelu").value(), 0.5, 2)),
                3,
                Activations.IDENTITY);
        Network narrow = network.narrowed(inputs);
        assertEquals(
                Network.of(
                        inputs,
                        List.of(new Network.Hidden(
                                4, Activations.CATALOG.choose("prelu").value(), 0.5, 2)),
                        3,
                        Activations.IDENTITY),
                narrow);
    }

    private static void assertClose(Network network, Rows rows, int block) {
        assertClose(network, rows, new Step(1, 5, 10, 40), block);
        assertClose(network, rows, new Step(1, 5, 0, ROWS), block);
    }

    private static void assertClose(Network network, Rows rows, Step step, int block) {
        ShardGradient gradient = gradient(network, 2);
        GradientSum dense = sum(gradient, rows.pack(2), step, block);
        GradientSum sparse = sum(gradient, rows.packSparse(2), step, block).complete(Loops.PLAIN);
        assertEquals(dense.lossSum(), sparse.lossSum(), 1e-5 * dense.lossSum());
        assertEquals(dense.weightSum(), sparse.weightSum());
        double largest = 0;
        for (float value : dense.gradient()) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertArrayEquals(dense.gradient(), sparse.gradient(), (float) (1e-5 * largest));
    }

    private static GradientSum sum(ShardGradient gradient, Shard[] shards, Step step, int block) {
        float[] parameters = RandomArrays.normal(gradient.network().parameterCount(), 2);
        BlockReader reader = new BlockReader(gradient.network(), Backend.JAVA.products(), block);
        GradientSum sum = null;
        for (Shard shard : shards) {
            if (gradient.touches(step, shard)) {
                GradientSum one = gradient.sum(reader, parameters, shard, RowOrder.of(SEED, step.epoch(), shard), step);
                sum = sum == null ? one : sum.merge(one);
            }
        }
        return sum;
    }

    private static ShardGradient gradient(Network network, int shards) {
        Loss loss = Losses.CATALOG.choose("cross_entropy").value();
        return new ShardGradient(
                network, loss, new float[] {1, 0.5f, 2}, SEED, new Epochs(new ShardLayout(ROWS, shards), ROWS));
    }

    private static Network linear(int inputs) {
        return Network.of(inputs, List.of(), CLASSES, Activations.IDENTITY);
    }

    private static Rows rows(int percent) {
        return Rows.random(ROWS, INPUTS, targets(), null).thinned(percent);
    }

    private static float[][] targets() {
        return IntStream.range(0, ROWS)
                .mapToObj(row -> new float[] {row * 7 % CLASSES})
                .toArray(float[][]::new);
    }
}
