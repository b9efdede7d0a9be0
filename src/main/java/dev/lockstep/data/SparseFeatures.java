package dev.lockstep.data;

import dev.lockstep.math.Canary;
import dev.lockstep.math.Hash;
import java.util.Arrays;

/**
 * Sparse features: pairs of index and value, ascending by index, row after row (CSR), in chunks of at most 64 MiB so
 * that arrays stay far below their maximum length. A row is in one chunk.
 *
 * <p>Memory: 8 bytes per pair and 4 per row.
 */
public final class SparseFeatures implements Features {

    private static final long serialVersionUID = 1;
    private static final int CHUNK_PAIRS = 64 * 1024 * 1024 / Float.BYTES;

    private final int width;
    /** Where each row ends in its chunk. */
    private final int[] ends;
    /** The first row of each chunk. */
    private final int[] firstRows;

    private final int[][] indexes;
    private final float[][] values;

    private SparseFeatures(int width, int[] ends, int[] firstRows, int[][] indexes, float[][] values) {
        this.width = width;
        this.ends = ends;
        this.firstRows = firstRows;
        this.indexes = indexes;
        this.values = values;
    }

    @Override
    public int width() {
        return width;
    }

    /** The number of non-zero values of a row. */
    public int nonZeros(int row) {
        return ends[row] - start(row, chunk(row));
    }

    /** The number of non-zero values of all rows. */
    public long nonZeros() {
        long sum = 0;
        for (int[] chunk : indexes) {
            sum += chunk.length;
        }
        return sum;
    }

    /**
     * Writes a row's pairs to {@code toIndexes[at ..]} and {@code toValues[at ..]}, ascending by index, and returns
     * where they end.
     */
    public int copyPairs(int row, int[] toIndexes, float[] toValues, int at) {
        int chunk = chunk(row);
        int start = start(row, chunk);
        int length = ends[row] - start;
        System.arraycopy(indexes[chunk], start, toIndexes, at, length);
        System.arraycopy(values[chunk], start, toValues, at, length);
        return at + length;
    }

    /** Sets bit {@code index % 64} of {@code bits[index / 64]} for each non-zero value of a row. */
    public void markIndexes(int row, long[] bits) {
        int chunk = chunk(row);
        int[] ofChunk = indexes[chunk];
        for (int i = start(row, chunk); i < ends[row]; i++) {
            bits[ofChunk[i] >> 6] |= 1L << ofChunk[i];
        }
    }

    @Override
    public void copyRow(int row, float[] to, int at) {
        Arrays.fill(to, at, at + width, 0f);
        int chunk = chunk(row);
        for (int i = start(row, chunk); i < ends[row]; i++) {
            to[at + indexes[chunk][i]] = values[chunk][i];
        }
    }

    @Override
    public long fingerprint() {
        long hash = Hash.append(width, hashOf(ends));
        for (int chunk = 0; chunk < indexes.length; chunk++) {
            hash = Hash.append(hash, hashOf(indexes[chunk]));
            hash = Hash.append(hash, Canary.hashOf(values[chunk]));
        }
        return hash;
    }

    private static long hashOf(int[] numbers) {
        long hash = numbers.length;
        for (int number : numbers) {
            hash = Hash.append(hash, number);
        }
        return hash;
    }

    private int chunk(int row) {
        if (firstRows.length == 1) {
            return 0;
        }
        int found = Arrays.binarySearch(firstRows, row);
        return found >= 0 ? found : -found - 2;
    }

    private int start(int row, int chunk) {
        return row == firstRows[chunk] ? 0 : ends[row - 1];
    }

    /** Builds the features, pair by pair. */
    public static final class Builder {

        private static final int FIRST_PAIRS = 1 << 10;

        private final int width;
        private final int mostPairs;
        private final int[] ends;
        private int[] firstRows = {0};
        private int[][] indexes = {new int[FIRST_PAIRS]};
        private float[][] values = {new float[FIRST_PAIRS]};
        private int row;
        private int start;
        private int end;

        /** For the given number of rows, each of which must be ended. */
        public Builder(int rows, int width) {
            this(rows, width, CHUNK_PAIRS);
        }

        /** @param mostPairs per chunk, except for a longer row */
        Builder(int rows, int width, int mostPairs) {
            this.width = width;
            this.mostPairs = mostPairs;
            this.ends = new int[rows];
        }

        /** The next pair of the current row; a zero is ignored. Indexes must ascend. */
        public void add(int index, float value) {
            if (value == 0f) {
                return;
            }
            int chunk = indexes.length - 1;
            if (index >= width || index <= (end == start ? -1 : indexes[chunk][end - 1])) {
                throw new IllegalArgumentException(
                        "index must ascend and be in [0, " + width + ") but is " + index + " in row " + row);
            }
            if (end >= mostPairs && start > 0) {
                beginChunk();
                chunk++;
            }
            if (end == indexes[chunk].length) {
                int most = end < mostPairs ? mostPairs : Integer.MAX_VALUE - 8;
                resize((int) Math.min(2L * end, most));
            }
            indexes[chunk][end] = index;
            values[chunk][end] = value;
            end++;
        }

        /** Ends the current row. */
        public void endRow() {
            ends[row] = end;
            start = end;
            row++;
        }

        /** The features, after the last row. */
        public SparseFeatures build() {
            if (row != ends.length) {
                throw new IllegalStateException(ends.length + " rows were announced but " + row + " came");
            }
            resize(end);
            return new SparseFeatures(width, ends, firstRows, indexes, values);
        }

        /** Ends the chunk before the current row and moves the pairs of that row to a new one. */
        private void beginChunk() {
            int chunk = indexes.length - 1;
            int[] rowIndexes = Arrays.copyOfRange(indexes[chunk], start, end);
            float[] rowValues = Arrays.copyOfRange(values[chunk], start, end);
            int pairs = end - start;
            resize(start);
            firstRows = Arrays.copyOf(firstRows, chunk + 2);
            firstRows[chunk + 1] = row;
            indexes = Arrays.copyOf(indexes, chunk + 2);
            values = Arrays.copyOf(values, chunk + 2);
            indexes[chunk + 1] = Arrays.copyOf(rowIndexes, Math.max(FIRST_PAIRS, pairs));
            values[chunk + 1] = Arrays.copyOf(rowValues, Math.max(FIRST_PAIRS, pairs));
            start = 0;
            end = pairs;
        }

        private void resize(int pairs) {
            int chunk = indexes.length - 1;
            indexes[chunk] = Arrays.copyOf(indexes[chunk], pairs);
            values[chunk] = Arrays.copyOf(values[chunk], pairs);
        }
    }
}
