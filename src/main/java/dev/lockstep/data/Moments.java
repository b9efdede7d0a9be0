package dev.lockstep.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Weighted mean, sum of squared deviations and extremes of columns, over rows taken in order. Rows of weight 0 do not
 * count. {@link #add} and {@link #merge} change it in place.
 *
 * <p>Reference: T. Chan, G. Golub, R. LeVeque, "Updating formulae and a pairwise algorithm for computing sample
 * variances" (1979).
 */
public final class Moments implements Serializable {

    private static final long serialVersionUID = 1;

    private double weight;
    private final double[] mean;
    private final double[] squares;
    private final double[] minimum;
    private final double[] maximum;

    public Moments(int columns) {
        mean = new double[columns];
        squares = new double[columns];
        minimum = new double[columns];
        maximum = new double[columns];
        Arrays.fill(minimum, Double.POSITIVE_INFINITY);
        Arrays.fill(maximum, Double.NEGATIVE_INFINITY);
    }

    /** Adds the row {@code values[0 .. columns)}. */
    public void add(double[] values, double rowWeight) {
        if (rowWeight == 0) {
            return;
        }
        weight += rowWeight;
        double share = rowWeight / weight;
        for (int i = 0; i < mean.length; i++) {
            double distance = values[i] - mean[i];
            mean[i] += distance * share;
            squares[i] += rowWeight * distance * (values[i] - mean[i]);
            minimum[i] = Math.min(minimum[i], values[i]);
            maximum[i] = Math.max(maximum[i], values[i]);
        }
    }

    /** Adds the rows of another one, which follow this one's, and returns this. */
    public Moments merge(Moments other) {
        if (other.weight == 0) {
            return this;
        }
        double together = weight + other.weight;
        double share = other.weight / together;
        for (int i = 0; i < mean.length; i++) {
            double distance = other.mean[i] - mean[i];
            mean[i] += distance * share;
            squares[i] += other.squares[i] + distance * distance * weight * share;
            minimum[i] = Math.min(minimum[i], other.minimum[i]);
            maximum[i] = Math.max(maximum[i], other.maximum[i]);
        }
        weight = together;
        return this;
    }

    /** Σ w. */
    public double weight() {
        return weight;
    }

    /** The smallest value of a column. */
    public double minimum(int column) {
        return minimum[column];
    }

    /** The largest value of a column. */
    public double maximum(int column) {
        return maximum[column];
    }

    /**
     * Mean 0 and population deviation 1 for the columns {@code [from, to)}. The scale of a column whose deviation no
     * double can hold is not a positive finite number.
     */
    public Scaling standard(int from, int to) {
        double[] centre = new double[to - from];
        double[] scale = new double[to - from];
        for (int i = from; i < to; i++) {
            boolean constant = minimum[i] == maximum[i];
            double deviation = Math.sqrt(squares[i] / weight);
            centre[i - from] = constant ? minimum[i] : mean[i];
            scale[i - from] = constant ? 1 : deviation;
        }
        return new Scaling(centre, scale);
    }

    /** From 0 to 1 for the columns {@code [from, to)}. The scale of a column whose range no double can hold is infinite. */
    public Scaling minmax(int from, int to) {
        double[] centre = new double[to - from];
        double[] scale = new double[to - from];
        for (int i = from; i < to; i++) {
            double range = maximum[i] - minimum[i];
            centre[i - from] = minimum[i];
            scale[i - from] = range == 0 ? 1 : range;
        }
        return new Scaling(centre, scale);
    }
}
