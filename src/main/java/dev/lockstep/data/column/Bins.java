package dev.lockstep.data.column;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The piecewise-linear encoding of a column: the value itself, then for t = 1 … m how far it is through bin t, e_t =
 * clamp((x − b_(t−1))/(b_t − b_(t−1)), 0, 1), then whether it is missing. Immutable.
 *
 * <p>Reference: Y. Gorishniy, I. Rubachev, A. Babenko, "On embeddings for numerical features in tabular deep learning"
 * (2022), equation 1.
 */
public final class Bins implements Serializable {

    private static final long serialVersionUID = 1;

    private final double[] edges;
    private final boolean value;
    private final boolean missing;

    /**
     * @param edges b_0 to b_m, ascending; a single one for a constant column
     * @param value whether the value itself is an input
     * @param missing whether an input says that the value is missing
     */
    public Bins(double[] edges, boolean value, boolean missing) {
        for (int i = 1; i < edges.length; i++) {
            if (!(edges[i] > edges[i - 1])) {
                throw new IllegalArgumentException("edges must ascend but " + edges[i] + " follows " + edges[i - 1]);
            }
        }
        if (edges.length == 0) {
            throw new IllegalArgumentException("edges must not be empty");
        }
        this.edges = edges.clone();
        this.value = value;
        this.missing = missing;
    }

    public double[] edges() {
        return edges.clone();
    }

    /** Whether the value itself is an input. */
    public boolean hasValue() {
        return value;
    }

    /** Whether an input says that the value is missing. */
    public boolean hasMissing() {
        return missing;
    }

    /** The number of bins. */
    public int count() {
        return edges.length - 1;
    }

    /** The number of inputs. */
    public int inputs() {
        return (value ? 1 : 0) + count() + (missing ? 1 : 0);
    }

    /** How far a number is through a bin, from 0. */
    public double share(int bin, double x) {
        return Math.max(0, Math.min(1, (x - edges[bin]) / (edges[bin + 1] - edges[bin])));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bins bins
                && Arrays.equals(edges, bins.edges)
                && value == bins.value
                && missing == bins.missing;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(edges) + Boolean.hashCode(value) + 2 * Boolean.hashCode(missing);
    }
}
