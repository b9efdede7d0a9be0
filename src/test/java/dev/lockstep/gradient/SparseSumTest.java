package dev.lockstep.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.math.Loops;
import dev.lockstep.math.RandomStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums with some columns are to the bit what they are with all: merged, cut, and sent. */
class SparseSumTest {

    private static final Loops[] LOOPS = {Loops.PLAIN, piecewise(1), piecewise(7), piecewise(64)};

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mergingHasTheSameBitsInEveryForm(long seed) {
        Case random = new Case(seed);
        for (Loops loops : LOOPS) {
            float[] expected = random.whole(0);
            double loss = 1;
            GradientSum sum = random.sum(0);
            for (int i = 1; i < random.count; i++) {
                float[] more = random.whole(i);
                for (int j = 0; j < expected.length; j++) {
                    expected[j] += more[j];
                }
                loss += i + 1;
                sum.merge(random.sum(i), loops);
            }
            assertSameBits(expected, sum.complete(loops).gradient());
            assertEquals(loss, sum.lossSum());
            assertEquals(random.count * 0.5, sum.weightSum());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mergingLeavesTheOtherSumAsItWas(long seed) {
        Case random = new Case(seed);
        GradientSum first = random.sum(0);
        GradientSum second = random.sum(1);
        first.merge(second).merge(first);
        assertSameBits(
                random.sum(1).complete(Loops.PLAIN).gradient(),
                second.complete(Loops.PLAIN).gradient());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void slicesAddUpToTheWhole(long seed) {
        Case random = new Case(seed);
        for (int slices : new int[] {1, 2, 5, 30}) {
            GradientSum whole = random.sum(0);
            GradientSum[] cut = new GradientSum[slices];
            for (int i = 0; i < slices; i++) {
                cut[i] = GradientSlices.of(whole, i, slices);
            }
            for (int i = 1; i < random.count; i++) {
                for (int j = 0; j < slices; j++) {
                    cut[j].merge(GradientSlices.of(random.sum(i), j, slices));
                }
            }
            for (int i = 1; i < random.count; i++) {
                whole.merge(random.sum(i));
            }
            GradientSum joined = GradientSlices.joined(cut);
            assertSameBits(whole.complete(Loops.PLAIN).gradient(), joined.gradient());
            assertEquals(whole.lossSum(), joined.lossSum());
            assertEquals(whole.weightSum(), joined.weightSum());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsWrittenIsReadToTheBit(long seed) {
        Case random = new Case(seed);
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            List<GradientSum> sums = new ArrayList<>();
            int size = 0;
            for (int i = 0; i < random.count; i++) {
                sums.add(random.sum(i));
                size += (int) GradientBytes.length(sums.get(i));
            }
            ByteBuffer bytes = ByteBuffer.allocate(size).order(order);
            sums.forEach(sum -> GradientBytes.write(sum, bytes));
            assertFalse(bytes.hasRemaining());
            bytes.flip();
            for (GradientSum sum : sums) {
                GradientSum read = GradientBytes.read(bytes);
                assertEquals(sum.lossSum(), read.lossSum());
                assertEquals(sum.weightSum(), read.weightSum());
                assertEquals(sum.isComplete(), read.isComplete());
                assertSameBits(sum.values(), read.values());
                assertSameBits(
                        sum.complete(Loops.PLAIN).gradient(),
                        read.complete(Loops.PLAIN).gradient());
            }
        }
    }

    @Test
    void aSumTakesTheSmallerForm() {
        int[] nine = IntStream.range(0, 9).toArray();
        GradientSum all = new GradientSum(0, 1, new float[9 * 4 + 2], new WeightColumns(10, 4, nine)).smaller();
        assertFalse(new GradientSum(0, 1, new float[7 * 4 + 2], new WeightColumns(10, 4, Arrays.copyOf(nine, 7)))
                .smaller()
                .isComplete());
        assertTrue(all.isComplete());
        assertEquals(10 * 4 + 2, all.gradient().length);
        GradientSum low = new GradientSum(0, 1, new float[4 * 4], new WeightColumns(10, 4, new int[] {0, 1, 2, 3}));
        GradientSum high = new GradientSum(0, 1, new float[4 * 4], new WeightColumns(10, 4, new int[] {6, 7, 8, 9}));
        assertTrue(low.merge(high).isComplete(), "eight of ten columns of four, with their indexes, are forty numbers");
    }

    /** A network's shape, and the columns and values of some sums. */
    private static final class Case {

        private final RandomStream random;
        private final int inputs;
        private final int units;
        private final int rest;
        private final int count;

        Case(long seed) {
            random = RandomStream.of(seed, RandomStream.Purpose.CANARY, 3);
            inputs = 1 + random.below(0, 40);
            units = 1 + random.below(1, 5);
            rest = random.below(2, 12);
            count = 2 + random.below(3, 4);
        }

        /** All elements of a sum: those left out are 0, and the rest may be −0. */
        float[] whole(int index) {
            float[] whole = new float[inputs * units + rest];
            for (int column : columns(index)) {
                for (int unit = 0; unit < units; unit++) {
                    whole[unit * inputs + column] = value(index, unit * inputs + column) + 0f;
                }
            }
            for (int i = inputs * units; i < whole.length; i++) {
                whole[i] = value(index, i);
            }
            return whole;
        }

        GradientSum sum(int index) {
            int[] columns = columns(index);
            float[] whole = whole(index);
            WeightColumns all = new WeightColumns(inputs, units, null);
            if (random.below(100 + index, 4) == 0) {
                return new GradientSum(index + 1, 0.5, whole, all);
            }
            float[] some = new float[columns.length * units + rest];
            for (int i = 0; i < columns.length; i++) {
                for (int unit = 0; unit < units; unit++) {
                    some[i * units + unit] = whole[unit * inputs + columns[i]];
                }
            }
            System.arraycopy(whole, inputs * units, some, columns.length * units, rest);
            return new GradientSum(index + 1, 0.5, some, new WeightColumns(inputs, units, columns));
        }

        private int[] columns(int index) {
            int percent = random.below(10 + index, 110);
            return IntStream.range(0, inputs)
                    .filter(column -> random.below(1000 + index * 100L + column, 100) < percent)
                    .toArray();
        }

        private float value(int index, int element) {
            long place = 10_000 + index * 1000L + element;
            int kind = random.below(place, 8);
            return kind == 0 ? -0f : kind == 1 ? Float.MIN_VALUE : (float) random.normal(place);
        }
    }

    private static Loops piecewise(int piece) {
        return (length, body) -> {
            for (int from = (length - 1) / piece * piece; from >= 0 && length > 0; from -= piece) {
                body.run(from, Math.min(length, from + piece));
            }
        };
    }

    private static void assertSameBits(float[] expected, float[] actual) {
        assertArrayEquals(bits(expected), bits(actual));
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }
}
