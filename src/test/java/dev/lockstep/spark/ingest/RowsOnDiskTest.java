package dev.lockstep.spark.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class RowsOnDiskTest {

    /** From nothing to several blocks a row. */
    private static final int[] LENGTHS = {0, 1, 100, 5_000, 65_531, 65_532, 65_533, 131_072, 400_000, 7};

    @Test
    void rowsOfAnyLengthComeBackInOrder() {
        for (int count : new int[] {0, 1, 2, 10, 500}) {
            List<byte[]> rows = rows(count);
            Iterator<byte[]> read = new RowsOnDisk.Rows(new RowsOnDisk.Blocks(rows.iterator()));
            for (byte[] row : rows) {
                assertTrue(read.hasNext());
                assertArrayEquals(row, read.next());
            }
            assertThrows(NoSuchElementException.class, read::next);
        }
    }

    @Test
    void aBlockHasManyShortRows() {
        List<byte[]> rows = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            rows.add(new byte[100]);
        }
        List<byte[]> blocks = new ArrayList<>();
        new RowsOnDisk.Blocks(rows.iterator()).forEachRemaining(blocks::add);
        assertEquals((10_000 * 104 + RowsOnDisk.BLOCK_BYTES - 1) / RowsOnDisk.BLOCK_BYTES, blocks.size());
    }

    private static List<byte[]> rows(int count) {
        List<byte[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] row = new byte[LENGTHS[i % LENGTHS.length]];
            for (int at = 0; at < row.length; at++) {
                row[at] = (byte) (i + 31 * at);
            }
            rows.add(row);
        }
        return rows;
    }
}
