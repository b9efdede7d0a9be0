package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.math.RandomStream;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseFeaturesTest {

    private static final int ROWS = 40;
    private static final int WIDTH = 130;

    /** Chunks smaller than a row, than a few rows, and larger than all. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 1 << 20})
    void rowsComeOutAsTheyWentIn(int mostPairs) {
        float[][] rows = rows();
        SparseFeatures features = packed(rows, mostPairs);
        float[] row = new float[WIDTH + 2];
        long nonZeros = 0;
        for (int i = 0; i < ROWS; i++) {
            row[0] = 7;
            row[WIDTH + 1] = 8;
            features.copyRow(i, row, 1);
            assertEquals(7, row[0]);
            assertEquals(8, row[WIDTH + 1]);
            for (int j = 0; j < WIDTH; j++) {
                assertEquals(rows[i][j], row[1 + j], "row " + i + ", feature " + j);
            }
            nonZeros += assertPairs(rows[i], features, i);
        }
        assertEquals(nonZeros, features.nonZeros());
        assertEquals(WIDTH, features.width());
    }

    private static int assertPairs(float[] expected, SparseFeatures features, int row) {
        int count = features.nonZeros(row);
        int[] indexes = new int[count + 1];
        float[] values = new float[count + 1];
        assertEquals(count + 1, features.copyPairs(row, indexes, values, 1));
        long[] marks = new long[(WIDTH + 63) / 64];
        features.markIndexes(row, marks);
        int at = 1;
        for (int i = 0; i < WIDTH; i++) {
            assertEquals(expected[i] != 0, (marks[i / 64] >> i % 64 & 1) == 1);
            if (expected[i] != 0) {
                assertEquals(i, indexes[at]);
                assertEquals(expected[i], values[at++]);
            }
        }
        assertEquals(count + 1, at);
        return count;
    }

    @Test
    void everyValueAndItsPlaceCountInTheFingerprint() {
        Set<Long> fingerprints = new HashSet<>();
        float[][] rows = new float[3][4];
        fingerprints.add(packed(rows, 100).fingerprint());
        for (int i = 0; i < 12; i++) {
            for (float value : new float[] {1, 2}) {
                rows[i / 4][i % 4] = value;
                fingerprints.add(packed(rows, 100).fingerprint());
            }
            rows[i / 4][i % 4] = 0;
        }
        assertEquals(25, fingerprints.size());
        assertEquals(packed(rows(), 100).fingerprint(), packed(rows(), 100).fingerprint());
        assertNotEquals(
                new SparseFeatures.Builder(0, 3).build().fingerprint(),
                new SparseFeatures.Builder(0, 4).build().fingerprint());
    }

    /** Otherwise equal rows could have different content. */
    @Test
    void zerosAreNotKept() {
        SparseFeatures.Builder builder = new SparseFeatures.Builder(1, 5);
        builder.add(1, 0f);
        builder.add(2, -0f);
        builder.add(2, 3f);
        builder.endRow();
        assertEquals(1, builder.build().nonZeros(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 2, 5})
    void indexesMustAscendAndBeInTheRow(int index) {
        SparseFeatures.Builder builder = new SparseFeatures.Builder(1, 5);
        builder.add(2, 1f);
        assertEquals(
                "index must ascend and be in [0, 5) but is " + index + " in row 0",
                assertThrows(IllegalArgumentException.class, () -> builder.add(index, 1f))
                        .getMessage());
    }

    @Test
    void everyAnnouncedRowMustCome() {
        SparseFeatures.Builder builder = new SparseFeatures.Builder(2, 5);
        builder.endRow();
        assertThrows(IllegalStateException.class, builder::build);
    }

    /** A thousand rows of a hundred thousand features, fifty not zero: 400 MB if they were dense. */
    @Test
    void memoryIsThatOfThePairsAndAnIntARow() throws IllegalAccessException {
        RandomStream random = RandomStream.of(1, RandomStream.Purpose.CANARY, 5);
        SparseFeatures.Builder builder = new SparseFeatures.Builder(1000, 100_000);
        for (int row = 0; row < 1000; row++) {
            for (int i = 0; i < 50; i++) {
                builder.add(i * 2000 + random.below(row * 50 + i, 2000), 1 + i);
            }
            builder.endRow();
        }
        SparseFeatures features = builder.build();
        assertEquals(50_000, features.nonZeros());
        long bytes = 0;
        for (Field field : SparseFeatures.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                bytes += bytes(field.get(features));
            }
        }
        assertTrue(bytes >= 50_000 * 8 && bytes <= 50_000 * 8 + 1000 * 4 + 100, bytes + " bytes");
    }

    private static long bytes(Object value) {
        if (!value.getClass().isArray()) {
            return Integer.BYTES;
        }
        long bytes = 0;
        for (int i = 0; i < Array.getLength(value); i++) {
            bytes += bytes(Array.get(value, i));
        }
        return bytes;
    }

    private static SparseFeatures packed(float[][] rows, int mostPairs) {
        SparseFeatures.Builder builder = new SparseFeatures.Builder(rows.length, rows[0].length, mostPairs);
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                builder.add(i, row[i]);
            }
            builder.endRow();
        }
        return builder.build();
    }

    /** Empty rows, full rows, and what is between. */
    private static float[][] rows() {
        RandomStream random = RandomStream.of(9, RandomStream.Purpose.CANARY, 1);
        float[][] rows = new float[ROWS][WIDTH];
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < WIDTH; i++) {
                boolean there = random.below((row * WIDTH + i) * 2L, 10) < row % 11;
                rows[row][i] = there ? (float) random.normal((row * WIDTH + i) * 2L + 1) : 0;
            }
        }
        return rows;
    }
}
