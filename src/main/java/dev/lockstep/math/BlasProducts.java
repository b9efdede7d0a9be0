package dev.lockstep.math;

import dev.ludovic.netlib.blas.BLAS;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Matrix products by a BLAS of {@code dev.ludovic.netlib}, the one that Spark and Breeze use.
 *
 * <p>BLAS is column-major: a row-major matrix is its own transpose there, so every product is written for the
 * transposes, {@code cᵀ = bᵀ · aᵀ}.
 */
final class BlasProducts implements Products {

    /** The maximum number of multiplications of a small product. */
    private static final long SMALL = 1_000_000;

    private static final int TILE_COLUMNS = 32;
    private static final int LANES = 16;

    /** The elements of the largest sum that is compared; a larger one is not worth the memory of a comparison. */
    private static final long LARGEST_CHECKED = 1 << 22;

    /** What was found of each shape in this process. */
    private static final Map<Shape, Boolean> ADDS_EXACTLY = new ConcurrentHashMap<>();

    private final BLAS blas;
    private final Size best;

    private record Shape(BLAS blas, int m, int n, int k) {}

    /** The size of products that a BLAS computes fastest. */
    enum Size {
        /** As large as possible. */
        LARGE,
        /**
         * Small ones, which it computes without packing a matrix first, as OpenBLAS does on AVX-512. A larger product
         * in small tiles takes half the time if it has few rows, and no more if it has many.
         */
        SMALL
    }

    BlasProducts(BLAS blas, Size best) {
        this.blas = blas;
        this.best = best;
    }

    @Override
    public void addTimesTransposed(int m, int n, int k, Slice a, Slice b, Slice c) {
        sgemm("T", "N", n, m, k, b, k, a, k, 1f, c);
    }

    @Override
    public void times(int m, int n, int k, Slice a, Slice b, Slice c) {
        sgemm("N", "N", n, m, k, b, n, a, k, 0f, c);
    }

    @Override
    public void transposedTimes(int m, int n, int k, Slice a, Slice b, Slice c) {
        sgemm("N", "T", n, m, k, b, n, a, m, 0f, c);
    }

    @Override
    public void addTransposedTimes(int m, int n, int k, Slice a, Slice b, Slice c) {
        sgemm("N", "T", n, m, k, b, n, a, m, 1f, c);
    }

    @Override
    public boolean addsExactly(int m, int n, int k) {
        return (long) m * n <= LARGEST_CHECKED
                && ADDS_EXACTLY.computeIfAbsent(new Shape(blas, m, n, k), shape -> isExact(m, n, k));
    }

    /** Compares both ways on numbers with all their bits. */
    private boolean isExact(int m, int n, int k) {
        Slice a = Slice.of(Canary.numbers(k * m, 0));
        Slice b = Slice.of(Canary.numbers(k * n, 1));
        float[] sum = Canary.numbers(m * n, 2);
        float[] product = new float[m * n];
        transposedTimes(m, n, k, a, b, Slice.of(product));
        for (int i = 0; i < product.length; i++) {
            product[i] += sum[i];
        }
        addTransposedTimes(m, n, k, a, b, Slice.of(sum));
        return Arrays.equals(product, sum);
    }

    /** {@code c = left · right + beta · c}, column-major, in tiles if that is faster. */
    private void sgemm(
            String opLeft,
            String opRight,
            int m,
            int n,
            int k,
            Slice left,
            int ldLeft,
            Slice right,
            int ldRight,
            float beta,
            Slice c) {
        int columns = n;
        int rows = m;
        if (best == Size.SMALL && (long) m * n * k > SMALL) {
            columns = Math.min(n, TILE_COLUMNS);
            long fitting = SMALL / ((long) columns * k);
            rows = fitting >= m ? m : (int) fitting / LANES * LANES;
            if (rows == 0) {
                rows = m;
                columns = n;
            }
        }
        int leftStep = opLeft.equals("T") ? ldLeft : 1;
        int rightStep = opRight.equals("N") ? ldRight : 1;
        for (int column = 0; column < n; column += columns) {
            for (int row = 0; row < m; row += rows) {
                blas.sgemm(
                        opLeft,
                        opRight,
                        Math.min(rows, m - row),
                        Math.min(columns, n - column),
                        k,
                        1f,
                        left.values(),
                        left.offset() + row * leftStep,
                        ldLeft,
                        right.values(),
                        right.offset() + column * rightStep,
                        ldRight,
                        beta,
                        c.values(),
                        c.offset() + column * m + row,
                        m);
            }
        }
    }
}
