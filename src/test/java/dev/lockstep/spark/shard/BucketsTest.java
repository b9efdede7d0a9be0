package dev.lockstep.spark.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.testing.LocalSpark;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketsTest {

    private static final int BINS = 1 << 14;

    /** Spark writes more than 200 buckets in another way. */
    @ParameterizedTest
    @ValueSource(longs = {1, 20, 1_000})
    void rowsAreSortedByHashAndContent(long most) {
        List<byte[]> rows = rows();
        long[] ranks = ranks(rows);
        Buckets buckets = Buckets.of(new int[][] {{0, 5_000}, {5_000, 5_000}, {1, 0}, {5_001, BINS - 1}}, ranks, most);
        assertEquals(most == 1, buckets.numPartitions() > 200);

        List<List<byte[]>> sorted =
                buckets.sort(LocalSpark.context().parallelize(rows, 3)).glom().collect();
        assertEquals(4, sorted.size());
        assertRows(rows, 0, 5_000, sorted.get(0));
        assertRows(rows, 5_000, 5_000, sorted.get(1));
        assertTrue(sorted.get(2).isEmpty());
        assertRows(rows, 5_001, BINS - 1, sorted.get(3));
    }

    private static void assertRows(List<byte[]> rows, int firstBin, int lastBin, List<byte[]> sorted) {
        byte[][] wanted = rows.stream()
                .filter(row -> CanonicalOrder.bin(row) >= firstBin && CanonicalOrder.bin(row) <= lastBin)
                .sorted(CanonicalRow::compare)
                .toArray(byte[][]::new);
        assertTrue(wanted.length > 1);
        assertArrayEquals(wanted, sorted.toArray());
    }

    /** Rows in most bins, many of them with equal or nearly equal hashes, and some equal. */
    private static List<byte[]> rows() {
        Random random = new Random(7);
        List<byte[]> rows = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            long hash = random.nextInt(4) == 0 ? 5_000L << 50 | random.nextInt(20) : random.nextLong();
            rows.add(ByteBuffer.allocate(Long.BYTES + 1 + i % 3)
                    .putLong(hash)
                    .put((byte) random.nextInt(4))
                    .array());
        }
        return rows;
    }

    private static long[] ranks(List<byte[]> rows) {
        long[] ranks = new long[BINS + 1];
        rows.forEach(row -> ranks[CanonicalOrder.bin(row) + 1]++);
        for (int bin = 0; bin < BINS; bin++) {
            ranks[bin + 1] += ranks[bin];
        }
        return ranks;
    }
}
