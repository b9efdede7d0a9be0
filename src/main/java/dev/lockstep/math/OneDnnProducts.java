package dev.lockstep.math;

import dev.lockstep.math.OneDnn.Matrix;

/** Matrix products by oneDNN, each with one thread. */
final class OneDnnProducts implements Products {

    private static final ExactAdditions EXACT = new ExactAdditions();

    private final OneDnn library;
    /** The thread whose number of threads is set. */
    private Thread prepared;

    OneDnnProducts(OneDnn library) {
        this.library = library;
    }

    @Override
    public void addTimesTransposed(int m, int n, int k, Slice a, Slice b, Slice c) {
        sgemm(m, n, k, new Matrix(a, false, k), new Matrix(b, true, k), 1f, c);
    }

    @Override
    public void times(int m, int n, int k, Slice a, Slice b, Slice c) {
        sgemm(m, n, k, new Matrix(a, false, k), new Matrix(b, false, n), 0f, c);
    }

    @Override
    public void transposedTimes(int m, int n, int k, Slice a, Slice b, Slice c) {
        sgemm(m, n, k, new Matrix(a, true, m), new Matrix(b, false, n), 0f, c);
    }

    @Override
    public void addTransposedTimes(int m, int n, int k, Slice a, Slice b, Slice c) {
        sgemm(m, n, k, new Matrix(a, true, m), new Matrix(b, false, n), 1f, c);
    }

    @Override
    public boolean addsExactly(int m, int n, int k) {
        return EXACT.of(this, m, n, k);
    }

    private void sgemm(int m, int n, int k, Matrix a, Matrix b, float beta, Slice c) {
        Thread thread = Thread.currentThread();
        if (prepared != thread) {
            library.useOneThread();
            prepared = thread;
        }
        library.sgemm(m, n, k, a, b, beta, c);
    }
}
