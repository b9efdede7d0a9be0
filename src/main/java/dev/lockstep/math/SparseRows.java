package dev.lockstep.math;

import java.util.Arrays;

/**
 * A block of sparse rows with ascending columns (CSR), and its products. Owned by its creator.
 *
 * <p>Every element of a product is one chain of {@code fma}, over the columns of a row in order, or over the rows in
 * order. Therefore the bits are the same on any processor and for any blocking of rows. The loops run along the rows of
 * the other factor, which the JIT compiler can vectorize.
 */
public final class SparseRows {

    private final int[] ends;
    private int rows;
    private int size;
    private int[] columns = new int[0];
    private float[] values = new float[0];

    /** @param rows maximum number of rows */
    public SparseRows(int rows) {
        ends = new int[rows];
    }

    public void clear() {
        rows = 0;
        size = 0;
    }

    /** Reserves space for more values after the {@link #size()} existing ones. */
    public void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > columns.length) {
            int length = Math.max(needed, (int) Math.min(2L * columns.length, Integer.MAX_VALUE - 8));
            columns = Arrays.copyOf(columns, length);
            values = Arrays.copyOf(values, length);
        }
    }

    /** Ends a row, whose values end at {@code newSize}. */
    public void endRow(int newSize) {
        ends[rows++] = newSize;
        size = newSize;
    }

    public int size() {
        return size;
    }

    /** The array itself, until the next {@link #reserve}. */
    public int[] columns() {
        return columns;
    }

    /** The array itself, until the next {@link #reserve}. */
    public float[] values() {
        return values;
    }

    /** {@code c[rows][n] += this · b[columns][n]}. */
    public void addTimes(int n, Slice b, float[] c) {
        int i = 0;
        for (int row = 0; row < rows; row++) {
            if (n == 1) {
                c[row] = chain(c[row], i, ends[row], b);
            } else {
                addCombination(i, ends[row], n, b.values(), b.offset(), c, row * n);
            }
            i = ends[row];
        }
    }

    private float chain(float first, int from, int to, Slice b) {
        float sum = first;
        for (int i = from; i < to; i++) {
            sum = Math.fma(values[i], b.values()[b.offset() + columns[i]], sum);
        }
        return sum;
    }

    private void addCombination(int from, int to, int n, float[] b, int bAt, float[] sum, int sumAt) {
        int i = from;
        for (; i + 4 <= to; i += 4) {
            float v0 = values[i];
            float v1 = values[i + 1];
            float v2 = values[i + 2];
            float v3 = values[i + 3];
            int r0 = bAt + columns[i] * n;
            int r1 = bAt + columns[i + 1] * n;
            int r2 = bAt + columns[i + 2] * n;
            int r3 = bAt + columns[i + 3] * n;
            for (int j = 0; j < n; j++) {
                float first = Math.fma(v1, b[r1 + j], Math.fma(v0, b[r0 + j], sum[sumAt + j]));
                sum[sumAt + j] = Math.fma(v3, b[r3 + j], Math.fma(v2, b[r2 + j], first));
            }
        }
        for (; i < to; i++) {
            addMultiple(n, values[i], b, bAt + columns[i] * n, sum, sumAt);
        }
    }

    /** {@code c[columns][n] += thisᵀ · b[rows][n]}. */
    public void addTransposedTimes(int n, float[] b, Slice c) {
        int i = 0;
        for (int row = 0; row < rows; row++) {
            for (; i < ends[row]; i++) {
                addMultiple(n, values[i], b, row * n, c.values(), c.offset() + columns[i] * n);
            }
        }
    }

    private static void addMultiple(int n, float factor, float[] row, int rowAt, float[] sum, int sumAt) {
        for (int j = 0; j < n; j++) {
            sum[sumAt + j] = Math.fma(factor, row[rowAt + j], sum[sumAt + j]);
        }
    }
}
