package dev.lockstep.math;

/**
 * The matrix products that a dense layer needs. All matrices are row-major and packed.
 *
 * <p>An instance may own scratch memory: it must be used by one thread at a time.
 */
public interface Products {

    /** {@code c[m][n] += a[m][k] · b[n][k]ᵀ}: the outputs of a layer, added to its bias. */
    void addTimesTransposed(int m, int n, int k, Slice a, Slice b, Slice c);

    /** {@code c[m][n] = a[m][k] · b[k][n]}: the gradient at a layer's inputs. */
    void times(int m, int n, int k, Slice a, Slice b, Slice c);

    /** {@code c[m][n] = a[k][m]ᵀ · b[k][n]}: the gradient of a layer's weights. */
    void transposedTimes(int m, int n, int k, Slice a, Slice b, Slice c);

    /** {@code c[m][n] += a[k][m]ᵀ · b[k][n]}: the same, added to the sum over other rows. */
    void addTransposedTimes(int m, int n, int k, Slice a, Slice b, Slice c);

    /** Whether {@link #addTransposedTimes} of a shape has the bits of {@link #transposedTimes} and an addition. */
    boolean addsExactly(int m, int n, int k);
}
