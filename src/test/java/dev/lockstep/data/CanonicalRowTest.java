package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.math.Hash;
import dev.lockstep.math.RandomStream;
import dev.lockstep.math.RandomStream.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalRowTest {

    @ParameterizedTest
    @ValueSource(ints = {4, 40, 4000})
    void aRowIsReadBackAsItWas(int features) {
        double[] numbers = new double[features + 2];
        System.arraycopy(new double[] {1, -2.5, 0, Double.NaN}, 0, numbers, features - 4, 4);
        numbers[features] = 7;
        numbers[features + 1] = 0.5;
        byte[] row = of(numbers, features, 0);
        RawRow read = new RawRow(1);
        CanonicalRow.read(row, read);
        double[] values = new double[features];
        read.copyFeatures(values);
        assertArrayEquals(Arrays.copyOf(numbers, features), values);
        assertEquals(3, read.count());
        assertEquals(7, read.target(0));
        assertEquals(7, CanonicalRow.target(row, 0));
        assertEquals(0.5, read.weight());
        assertTrue(row.length < 100, "what is 0 takes no room");
    }

    /** Without an offset the bytes are those of rows that cannot have one. */
    @ParameterizedTest
    @ValueSource(ints = {2, 40})
    void anOffsetIsReadBackAndPartOfTheContent(int features) {
        double[] numbers = new double[features + 2];
        numbers[features - 1] = 3;
        byte[] without = of(numbers, features, 0);
        RawRow row = RawRow.of(numbers, features);
        row.setOffset(-0.75);
        byte[] with = CanonicalRow.of(row, features, 0);
        RawRow read = new RawRow(1);
        CanonicalRow.read(with, read);
        assertEquals(-0.75, read.offset());
        assertEquals(3, read.at(features - 1));
        assertEquals(1, read.count());
        assertEquals(without.length + Double.BYTES, with.length);
        assertNotEquals(CanonicalRow.hash(without), CanonicalRow.hash(with));
        row.setOffset(0.25);
        assertNotEquals(CanonicalRow.hash(with), CanonicalRow.hash(CanonicalRow.of(row, features, 0)));
    }

    @Test
    void minusZeroIsZeroEverywhereInARow() {
        byte[] row = of(new double[] {-0.0, 1, -0.0, -0.0}, 2, 0);
        assertArrayEquals(of(new double[] {0.0, 1, 0.0, 0.0}, 2, 0), row);
        assertEquals(0, Double.doubleToRawLongBits(CanonicalRow.target(row, 0)) >>> 63);
    }

    /** Two categories of the same place differ by what they are called. */
    @Test
    void aCategoryCountsByItsName() {
        byte[] red = category("red");
        assertArrayEquals(red, category("red"));
        assertNotEquals(CanonicalRow.hash(red), CanonicalRow.hash(category("blue")));
    }

    private static byte[] category(String text) {
        RawRow row = new RawRow(1);
        row.begin(3);
        row.addCategory(1, 1, text);
        return CanonicalRow.of(row, 3, 0);
    }

    private static byte[] of(double[] numbers, int features, long labelHash) {
        return CanonicalRow.of(RawRow.of(numbers, features), features, labelHash);
    }

    @Test
    void everyMissingValueIsTheSame() {
        assertEquals(
                CanonicalRow.hash(of(new double[] {1, Double.NaN, 3}, 2, 9)),
                CanonicalRow.hash(of(new double[] {1, Double.longBitsToDouble(0x7ff8000000000001L), 3}, 2, 9)));
    }

    @Test
    void everyValuePlaceAndLabelChangesTheHash() {
        Set<Long> hashes = new HashSet<>();
        List<double[]> rows = List.of(
                new double[] {0, 0, 0, 0},
                new double[] {1, 0, 0, 0},
                new double[] {0, 1, 0, 0},
                new double[] {0, 0, 1, 0},
                new double[] {0, 0, 0, 1},
                new double[] {1, 1, 0, 0},
                new double[] {Double.NaN, 0, 0, 0},
                new double[] {0, Double.NaN, 0, 0},
                new double[] {Math.nextUp(1.0), 0, 0, 0},
                new double[] {-1, 0, 0, 0},
                new double[] {Double.MIN_VALUE, 0, 0, 0});
        int count = 0;
        for (double[] row : rows) {
            for (long label : new long[] {0, 1, Hash.of("yes"), Hash.of("no")}) {
                for (int features : new int[] {2, 3}) {
                    hashes.add(CanonicalRow.hash(of(row.clone(), features, label)));
                    count++;
                }
            }
        }
        assertEquals(count, hashes.size());
    }

    /** What is 0 may be left out: dense and sparse rows have one hash. */
    @Test
    void onlyNonZeroFeaturesAreHashed() {
        double[] row = {0, 5, 0, 0, 2, 0, 1, 1};
        long hash = 6;
        hash = Hash.append(Hash.append(hash, 1), Double.doubleToLongBits(5));
        hash = Hash.append(Hash.append(hash, 4), Double.doubleToLongBits(2));
        hash = Hash.append(hash, Double.doubleToLongBits(1));
        hash = Hash.append(hash, Double.doubleToLongBits(1));
        assertEquals(Hash.append(hash, 3), CanonicalRow.hash(of(row, 6, 3)));
    }

    @Test
    void rowsAreOrderedByHashAsUnsignedThenByContent() {
        List<byte[]> rows = new ArrayList<>();
        RandomStream random = RandomStream.of(6, Purpose.CANARY);
        for (int i = 0; i < 500; i++) {
            rows.add(of(new double[] {random.normal(i), 1, 1}, 1, 0));
        }
        rows.sort(CanonicalRow::compare);
        for (int i = 1; i < rows.size(); i++) {
            assertTrue(Long.compareUnsigned(CanonicalRow.hash(rows.get(i - 1)), CanonicalRow.hash(rows.get(i))) < 0);
        }
        byte[] low = of(new double[] {1, 1, 1}, 1, 0);
        byte[] high = low.clone();
        high[high.length - 1]++;
        assertEquals(CanonicalRow.hash(low), CanonicalRow.hash(high));
        assertTrue(CanonicalRow.compare(low, high) < 0);
        assertEquals(0, CanonicalRow.compare(low, low.clone()));
    }

    /** A model depends on the order of rows: this may never change. */
    @Test
    void theHashOfARowIsWhatItAlwaysWas() {
        byte[] row = of(new double[] {1.5, 0, -2, 3, 1}, 3, Hash.of("a"));
        assertEquals(0xbd04819fb9522a36L, CanonicalRow.hash(row));
    }
}
