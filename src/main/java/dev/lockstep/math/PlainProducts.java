package dev.lockstep.math;

import java.util.Arrays;

/**
 * Matrix products as plain loops: every element is one chain of {@code fma} in the order of the summed index.
 *
 * <p>This defines the result exactly, so the bits are the same on any processor, for any blocking of rows and on any
 * Java version. The loops run along rows, which the JIT compiler can vectorize without reordering a chain. Memory: one
 * transposed copy of the largest {@code b} given to {@link #addTimesTransposed}.
 */
final class PlainProducts implements Products {

    private float[] transposed = new float[0];

    @Override
    public void addTimesTransposed(int m, int n, int k, Slice a, Slice b, Slice c) {
        transpose(n, k, b);
        for (int row = 0; row < m; row++) {
            addCombination(n, k, a.values(), a.offset() + row * k, 1, transposed, 0, c.values(), c.offset() + row * n);
        }
    }

    @Override
    public void times(int m, int n, int k, Slice a, Slice b, Slice c) {
        Arrays.fill(c.values(), c.offset(), c.offset() + m * n, 0f);
        for (int row = 0; row < m; row++) {
            addCombination(
                    n,
                    k,
                    a.values(),
                    a.offset() + row * k,
                    1,
                    b.values(),
                    b.offset(),
                    c.values(),
                    c.offset() + row * n);
        }
    }

    @Override
    public void transposedTimes(int m, int n, int k, Slice a, Slice b, Slice c) {
        Arrays.fill(c.values(), c.offset(), c.offset() + m * n, 0f);
        addTransposedTimes(m, n, k, a, b, c);
    }

    @Override
    public void addTransposedTimes(int m, int n, int k, Slice a, Slice b, Slice c) {
        for (int row = 0; row < m; row++) {
            addCombination(
                    n, k, a.values(), a.offset() + row, m, b.values(), b.offset(), c.values(), c.offset() + row * n);
        }
    }

    /** Every element continues its chain. */
    @Override
    public boolean addsExactly(int m, int n, int k) {
        return false;
    }

    /** {@code sum[0..n) += Σ_i factor_i · rows[i][0..n)}, the i-th factor is at {@code factorAt + i·stride}. */
    private static void addCombination(
            int n, int k, float[] factors, int factorAt, int stride, float[] rows, int rowsAt, float[] sum, int sumAt) {
        int i = 0;
        for (; i + 4 <= k; i += 4) {
            float f0 = factors[factorAt + i * stride];
            float f1 = factors[factorAt + (i + 1) * stride];
            float f2 = factors[factorAt + (i + 2) * stride];
            float f3 = factors[factorAt + (i + 3) * stride];
            int r0 = rowsAt + i * n;
            int r1 = r0 + n;
            int r2 = r1 + n;
            int r3 = r2 + n;
            for (int j = 0; j < n; j++) {
                float first = Math.fma(f1, rows[r1 + j], Math.fma(f0, rows[r0 + j], sum[sumAt + j]));
                sum[sumAt + j] = Math.fma(f3, rows[r3 + j], Math.fma(f2, rows[r2 + j], first));
            }
        }
        for (; i < k; i++) {
            float factor = factors[factorAt + i * stride];
            int row = rowsAt + i * n;
            for (int j = 0; j < n; j++) {
                sum[sumAt + j] = Math.fma(factor, rows[row + j], sum[sumAt + j]);
            }
        }
    }

    private void transpose(int n, int k, Slice b) {
        if (transposed.length < n * k) {
            transposed = new float[n * k];
        }
        float[] from = b.values();
        for (int row = 0; row < n; row++) {
            int start = b.offset() + row * k;
            for (int i = 0; i < k; i++) {
                transposed[i * n + row] = from[start + i];
            }
        }
    }
}
