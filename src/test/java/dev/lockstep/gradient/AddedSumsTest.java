package dev.lockstep.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Rows;
import dev.lockstep.data.Shard;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.data.Step;
import dev.lockstep.math.Backend;
import dev.lockstep.math.Loops;
import dev.lockstep.math.RandomArrays;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Losses;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums that are added in place, or later, have the bits of sums that are computed alone and merged. */
class AddedSumsTest {

    private static final int INPUTS = 83;
    private static final int SHARDS = 4;

    @ParameterizedTest
    @CsvSource({
        "AUTO, 1, 4",
        "AUTO, 1, 20",
        "AUTO, 1, 64",
        "AUTO, 1, 256",
        "AUTO, 10, 4",
        "AUTO, 10, 63",
        "AUTO, 10, 64",
        "AUTO, 10, 128",
        "AUTO, 10, 256",
        "AUTO, 10, 400",
        "JAVA, 1, 20",
        "JAVA, 10, 64"
    })
    void aSumAddedInPlaceHasTheBitsOfAMerge(Backend backend, int outputs, int batch) {
        int count = 400;
        Network network = network(outputs);
        Epochs epochs = new Epochs(new ShardLayout(count, SHARDS), batch);
        ShardGradient gradient =
                new ShardGradient(network, Losses.CATALOG.choose("mse").value(), null, 7, epochs);
        float[] parameters = RandomArrays.normal(network.parameterCount(), 1);
        Rows rows = rows(count, outputs);
        for (Shard[] shards : List.of(rows.pack(SHARDS), rows.packSparse(SHARDS))) {
            BlockReader reader = new BlockReader(network, backend.products(), gradient.blockRows());
            for (long number = 0; number < epochs.stepsPerEpoch(); number++) {
                Step step = epochs.step(number);
                GradientSum merged = null;
                GradientSum added = null;
                for (Shard shard : shards) {
                    if (gradient.touches(step, shard)) {
                        int[] order = RowOrder.of(7, 0, shard);
                        GradientSum alone = gradient.sum(reader, parameters, shard, order, step);
                        GradientSum first = gradient.sum(reader, parameters, shard, order, step);
                        merged = merged == null ? alone : merged.merge(alone);
                        added = added == null ? first : gradient.addTo(added, reader, parameters, shard, order, step);
                    }
                }
                assertSameBits(merged.complete(Loops.PLAIN), added.complete(Loops.PLAIN));
            }
        }
    }

    /** Otherwise the test above would prove nothing of products. */
    @Test
    void nativeProductsOfSmallBlocksAddInPlace() {
        if (Backend.AUTO.taken() == Backend.NATIVE) {
            for (int[] shape : new int[][] {{256, 784, 16}, {128, 256, 64}, {10, 128, 32}}) {
                assertEquals(
                        true,
                        Backend.NATIVE.products().addsExactly(shape[0], shape[1], shape[2]),
                        Arrays.toString(shape));
            }
        }
    }

    @Test
    void aSumAddedLaterHasTheBitsOfAMerge() {
        float[] left = RandomArrays.normal(100, 1);
        float[] right = RandomArrays.normal(100, 2);
        float[] third = RandomArrays.normal(100, 3);
        GradientSum merged = of(left).merge(of(right)).merge(of(third));
        GradientSum later = of(left).mergeLater(of(right), Loops.PLAIN).mergeLater(of(third), Loops.PLAIN);
        assertEquals(merged.weightSum(), later.weightSum());
        GradientSum scaled = of(left).merge(of(right)).merge(of(third));
        float[] product = scaled.gradient();
        for (int i = 0; i < product.length; i++) {
            product[i] *= 0.3f;
        }
        float[] seen = new float[100];
        later.scale(0.3, Loops.PLAIN, (values, from, to) -> System.arraycopy(values, from, seen, from, to - from));
        assertArrayEquals(product, later.gradient());
        assertArrayEquals(product, seen);
        assertSameBits(merged, of(left).mergeLater(of(right), Loops.PLAIN).merge(of(third)));
        assertSameBits(merged, of(left).mergeLater(of(right), Loops.PLAIN).mergeLater(of(third), Loops.PLAIN));
        GradientSum waiting = of(right).mergeLater(of(left), Loops.PLAIN);
        assertSame(waiting, waiting.merge(of(third)));
    }

    private static GradientSum of(float[] values) {
        return new GradientSum(1.5, 2, values.clone());
    }

    private static void assertSameBits(GradientSum expected, GradientSum actual) {
        assertEquals(expected.lossSum(), actual.lossSum());
        assertEquals(expected.weightSum(), actual.weightSum());
        assertArrayEquals(bits(expected.gradient()), bits(actual.gradient()));
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }

    private static Network network(int outputs) {
        return Network.of(
                INPUTS,
                List.of(
                        new Network.Hidden(
                                33, Activations.CATALOG.choose("prelu").value(), 0.2, Double.POSITIVE_INFINITY),
                        new Network.Hidden(
                                16, Activations.CATALOG.choose("tanh").value(), 0, Double.POSITIVE_INFINITY)),
                outputs,
                Activations.IDENTITY);
    }

    private static Rows rows(int count, int outputs) {
        float[] numbers = RandomArrays.normal(count * outputs, 4);
        float[][] targets = new float[count][];
        for (int row = 0; row < count; row++) {
            targets[row] = Arrays.copyOfRange(numbers, row * outputs, (row + 1) * outputs);
        }
        float[] weights = RandomArrays.normal(count, 5);
        for (int i = 0; i < count; i++) {
            weights[i] = Math.abs(weights[i]);
        }
        return Rows.random(count, INPUTS, targets, weights).thinned(40);
    }
}
