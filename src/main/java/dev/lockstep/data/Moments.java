package dev.lockstep.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Weighted mean, sum of squared deviations and extremes of columns, over rows taken in order. Rows of weight 0 are
 * ignored; a missing value, NaN, affects only its own column. {@link #add} and {@link #merge} change it in place.
 *
 * <p>Reference: T. Chan, G. Golub, R. LeVeque, "Updating formulae and a pairwise algorithm for computing sample
 * variances" (1979).
 */
public final class Moments implements Serializable {

    private static final long serialVersionUID = 1;

    private double total;
    /** The total weight of the values of each column. */
    private final double[] weight;
    /** The total weight of missing values. */
    private final double[] missing;

    private final double[] mean;
    private final double[] squares;
    private final double[] minimum;
    private final double[] maximum;

    public Moments(int columns) {
        weight = new double[columns];
        missing = new double[columns];
        mean = new double[columns];
        squares = new double[columns];
        minimum = new double[columns];
        maximum = new double[columns];
        Arrays.fill(minimum, Double.POSITIVE_INFINITY);
        Arrays.fill(maximum, Double.NEGATIVE_INFINITY);
    }

    /** Adds the row {@code values[0 .. columns)}. */
    public void add(double[] values, double rowWeight) {
        begin(rowWeight);
        for (int i = 0; rowWeight != 0 && i < mean.length; i++) {
            addValue(i, values[i], rowWeight);
        }
    }

    /** Begins a sparse row, whose values are added by {@link #addValue}; see {@link #withZeros}. */
    public void begin(double rowWeight) {
        total += rowWeight;
    }

    /** Adds one value of the current row, whose weight is not 0. */
    public void addValue(int column, double value, double rowWeight) {
        if (Double.isNaN(value)) {
            missing[column] += rowWeight;
            return;
        }
        weight[column] += rowWeight;
        double distance = value - mean[column];
        mean[column] += distance * (rowWeight / weight[column]);
        squares[column] += rowWeight * distance * (value - mean[column]);
        minimum[column] = Math.min(minimum[column], value);
        maximum[column] = Math.max(maximum[column], value);
    }

    /** Adds the following rows of another instance and returns this. */
    public Moments merge(Moments other) {
        for (int i = 0; i < mean.length; i++) {
            merge(other, i);
        }
        total += other.total;
        return this;
    }

    /** Whether no values of a column were added. */
    public boolean isEmpty(int column) {
        return weight[column] == 0 && missing[column] == 0;
    }

    /** As {@link #merge}, for another instance in which all columns but these are empty; empties it. */
    public void take(Moments other, int[] columns, int count) {
        for (int i = 0; i < count; i++) {
            merge(other, columns[i]);
            other.empty(columns[i]);
        }
        total += other.total;
        other.total = 0;
    }

    private void empty(int column) {
        weight[column] = 0;
        missing[column] = 0;
        mean[column] = 0;
        squares[column] = 0;
        minimum[column] = Double.POSITIVE_INFINITY;
        maximum[column] = Double.NEGATIVE_INFINITY;
    }

    private void merge(Moments other, int column) {
        missing[column] += other.missing[column];
        merge(column, other.weight[column], other.mean[column], other.squares[column]);
        minimum[column] = Math.min(minimum[column], other.minimum[column]);
        maximum[column] = Math.max(maximum[column], other.maximum[column]);
    }

    private void merge(int column, double otherWeight, double otherMean, double otherSquares) {
        if (otherWeight == 0) {
            return;
        }
        double together = weight[column] + otherWeight;
        double share = otherWeight / together;
        double distance = otherMean - mean[column];
        mean[column] += distance * share;
        squares[column] += otherSquares + distance * distance * weight[column] * share;
        weight[column] = together;
    }

    /** Counts values that were not added in the columns {@code [0, to)} as 0; returns this. */
    public Moments withZeros(int to) {
        for (int i = 0; i < to; i++) {
            double zeros = total - weight[i] - missing[i];
            // Sums of the same weights in another order may differ in their last bits.
            if (zeros > total * 1e-12) {
                merge(i, zeros, 0, 0);
                minimum[i] = Math.min(minimum[i], 0);
                maximum[i] = Math.max(maximum[i], 0);
            }
        }
        return this;
    }

    /** Σ w. */
    public double weight() {
        return total;
    }

    /** The weighted mean of a column's values; NaN if all are missing. */
    public double mean(int column) {
        return weight[column] == 0 ? Double.NaN : minimum[column] == maximum[column] ? minimum[column] : mean[column];
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
     * Mean 0 and population standard deviation 1 for the columns {@code [from, to)}, with missing values at the mean.
     * The scale of a column is not a positive finite number if its deviation overflows or underflows.
     */
    public Scaling standard(int from, int to) {
        double[] centre = new double[to - from];
        double[] scale = new double[to - from];
        for (int i = from; i < to; i++) {
            boolean constant = minimum[i] == maximum[i];
            double deviation = Math.sqrt(squares[i] / (weight[i] + missing[i]));
            centre[i - from] = constant ? minimum[i] : mean[i];
            scale[i - from] = constant ? 1 : deviation;
        }
        return new Scaling(centre, scale);
    }

    /** From 0 to 1 for the columns {@code [from, to)}. The scale of a column is infinite if its range overflows. */
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
