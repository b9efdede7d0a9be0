package dev.lockstep.math;

import dev.ludovic.netlib.blas.BLAS;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Matrix products by a BLAS of {@code dev.ludovic.netlib}, the one that Spark and Breeze use.
 *
 * <p>BLAS is column-major: a row-major matrix is its own transpose there, so every product is written for the
 * transposes, {@code cᵀ = bᵀ · aᵀ}.
 */
final class BlasProducts implements Products {

    private static final Map<BLAS, ExactAdditions> EXACT = new ConcurrentHashMap<>();

    private final BLAS blas;

    BlasProducts(BLAS blas) {
        this.blas = blas;
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
        return EXACT.computeIfAbsent(blas, of -> new ExactAdditions()).of(this, m, n, k);
    }

    /** {@code c = left · right + beta · c}, column-major. */
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
        blas.sgemm(
                opLeft,
                opRight,
                m,
                n,
                k,
                1f,
                left.values(),
                left.offset(),
                ldLeft,
                right.values(),
                right.offset(),
                ldRight,
                beta,
                c.values(),
                c.offset(),
                m);
    }
}
