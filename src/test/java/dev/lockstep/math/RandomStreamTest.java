package dev.lockstep.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.math.RandomStream.Purpose;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomStreamTest {

    private static final int DRAWS = 1_000_000;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 42, -1, Long.MIN_VALUE})
    void uniformNumbersHaveTheirMeanAndVariance(long seed) {
        RandomStream random = RandomStream.of(seed, Purpose.INITIAL_WEIGHTS, 0);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < DRAWS; i++) {
            double x = random.uniform(i);
            assertTrue(x >= 0 && x < 1);
            sum += x - 0.5;
            squares += (x - 0.5) * (x - 0.5);
        }
        assertWithin(3 * Math.sqrt(1.0 / 12 / DRAWS), 0, sum / DRAWS, "mean");
        assertWithin(3 * Math.sqrt(1.0 / 180 / DRAWS), 1.0 / 12, squares / DRAWS, "variance");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7})
    void normalNumbersHaveTheirFourMoments(long seed) {
        RandomStream random = RandomStream.of(seed, Purpose.INITIAL_WEIGHTS, 3);
        double[] sums = new double[5];
        for (int i = 0; i < DRAWS; i++) {
            double x = random.normal(i);
            for (int power = 1; power <= 4; power++) {
                sums[power] += StrictMath.pow(x, power);
            }
        }
        double error = 3 / Math.sqrt(DRAWS);
        assertWithin(error, 0, sums[1] / DRAWS, "mean");
        assertWithin(error * Math.sqrt(2), 1, sums[2] / DRAWS, "variance");
        assertWithin(error * Math.sqrt(15), 0, sums[3] / DRAWS, "skewness");
        assertWithin(error * Math.sqrt(96), 3, sums[4] / DRAWS, "kurtosis");
    }

    @Test
    void neighboursAreNotCorrelated() {
        RandomStream random = RandomStream.of(0, Purpose.DROPOUT, 0, 0);
        double uniform = 0;
        double normal = 0;
        for (int i = 0; i < DRAWS; i++) {
            uniform += (random.uniform(i) - 0.5) * (random.uniform(i + 1) - 0.5);
            normal += i < 100_000 ? random.normal(i) * random.normal(i + 1) : 0;
        }
        assertWithin(3 * Math.sqrt(1.0 / 144 / DRAWS), 0, uniform / DRAWS, "uniform");
        assertWithin(3 / Math.sqrt(100_000), 0, normal / 100_000, "normal");
    }

    /** The 99.9 % quantile of χ² with bound − 1 degrees of freedom, by Wilson and Hilferty. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 10, 64, 1000})
    void numbersBelowABoundAreUniform(int bound) {
        RandomStream random = RandomStream.of(9, Purpose.ROW_ORDER, bound);
        int draws = 200_000;
        long[] counts = new long[bound];
        for (int i = 0; i < draws; i++) {
            counts[random.below(i, bound)]++;
        }
        double expected = (double) draws / bound;
        double chiSquare = 0;
        for (long count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        double freedom = bound - 1;
        double root = 1 - 2 / (9 * freedom) + 3.09 * Math.sqrt(2 / (9 * freedom));
        assertTrue(chiSquare < freedom * root * root * root, "chi square is " + chiSquare);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1 << 30, Integer.MAX_VALUE})
    void numbersBelowABoundAreBelowIt(int bound) {
        RandomStream random = RandomStream.of(1, Purpose.ROW_ORDER);
        int largest = 0;
        for (int i = 0; i < 10_000; i++) {
            int number = random.below(i, bound);
            assertTrue(number >= 0 && number < bound);
            largest = Math.max(largest, number);
        }
        assertTrue(largest >= 0.99 * (bound - 1));
    }

    @Test
    void everySeedPurposeEpochAndShardHasAStreamOfItsOwn() {
        Set<Long> keys = new HashSet<>();
        Set<Long> firstBits = new HashSet<>();
        int streams = 0;
        for (long seed = -2; seed < 6; seed++) {
            for (Purpose purpose : Purpose.values()) {
                for (long epoch = 0; epoch < 12; epoch++) {
                    for (long shard = 0; shard < 12; shard++) {
                        RandomStream random = RandomStream.of(seed, purpose, epoch, shard);
                        keys.add(random.key());
                        firstBits.add(random.bits(0));
                        streams++;
                    }
                }
            }
        }
        assertEquals(streams, keys.size());
        assertEquals(streams, firstBits.size());
    }

    @Test
    void streamsOfDifferentUseDoNotMeetInShiftedPlaces() {
        List<RandomStream> streams = Stream.of(
                        RandomStream.of(0, Purpose.ROW_ORDER, 0, 0),
                        RandomStream.of(0, Purpose.ROW_ORDER, 0, 1),
                        RandomStream.of(0, Purpose.ROW_ORDER, 1, 0),
                        RandomStream.of(0, Purpose.DROPOUT, 0, 0),
                        RandomStream.of(1, Purpose.ROW_ORDER, 0, 0))
                .toList();
        Set<Long> bits = new HashSet<>();
        for (RandomStream stream : streams) {
            for (int i = 0; i < 10_000; i++) {
                bits.add(stream.bits(i));
            }
        }
        assertEquals(50_000, bits.size());
    }

    @Test
    void aNumberIsAValueOfItsStreamAndIndex() {
        RandomStream random = RandomStream.of(5, Purpose.DROPOUT, 1, 2);
        double later = random.normal(1000);
        for (int i = 0; i < 10; i++) {
            random.normal(i);
        }
        assertEquals(later, random.normal(1000));
        assertEquals(random, RandomStream.of(5, Purpose.DROPOUT, 1, 2));
        assertNotEquals(random, RandomStream.of(5, Purpose.DROPOUT, 2, 1));
        assertNotEquals(random, RandomStream.of(5, Purpose.DROPOUT, 1));
    }

    /** Every trained model depends on these: they may never change. */
    @ParameterizedTest
    @MethodSource("firstBits")
    void theFirstNumberOfAStreamIsWhatItAlwaysWas(Purpose purpose, long bits) {
        assertEquals(bits, RandomStream.of(42, purpose, 3, 5).bits(0));
    }

    static Stream<Arguments> firstBits() {
        return Stream.of(
                Arguments.of(Purpose.INITIAL_WEIGHTS, 0x88f12f459ad16803L),
                Arguments.of(Purpose.ROW_ORDER, 0xedad386107d76ed5L),
                Arguments.of(Purpose.DROPOUT, 0x15a88e5fe15b196aL),
                Arguments.of(Purpose.CANARY, 0xa30dc498ecd1e7d4L),
                Arguments.of(Purpose.SAMPLE_ROWS, 0x523d9622a6c8d9d4L),
                Arguments.of(Purpose.INITIAL_BIASES, 0x11aa951de89b69b7L),
                Arguments.of(Purpose.IMPORTANCE, 0xb1950eec2d0f9cefL));
    }

    @Test
    void everyPurposeHasAFirstNumberHere() {
        assertEquals(Purpose.values().length, firstBits().count());
    }

    private static void assertWithin(double tolerance, double expected, double actual, String what) {
        assertTrue(Math.abs(actual - expected) <= tolerance, what + " is " + actual + ", not " + expected);
    }
}
