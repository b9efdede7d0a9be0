package dev.lockstep.data.column;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How many values each column has, how many are missing, and the extremes. Rows are counted, not their weights.
 * {@link #begin}, {@link #add} and {@link #merge} change it in place.
 */
public final class ColumnCounts implements Serializable {

    private static final long serialVersionUID = 1;

    private long rows;
    /** The values added to each column, missing ones included; all others are 0. */
    private final long[] added;

    private final long[] missing;
    private final double[] minimum;
    private final double[] maximum;

    public ColumnCounts(int columns) {
        added = new long[columns];
        missing = new long[columns];
        minimum = new double[columns];
        maximum = new double[columns];
        Arrays.fill(minimum, Double.POSITIVE_INFINITY);
        Arrays.fill(maximum, Double.NEGATIVE_INFINITY);
    }

    /** Begins a row, in which a column without an added value is 0. */
    public void begin() {
        rows++;
    }

    /** Adds a value of the current row, NaN if it is missing. */
    public void add(int column, double value) {
        added[column]++;
        if (Double.isNaN(value)) {
            missing[column]++;
            return;
        }
        minimum[column] = Math.min(minimum[column], value + 0.0);
        maximum[column] = Math.max(maximum[column], value + 0.0);
    }

    /** Adds the rows of another instance and returns this. */
    public ColumnCounts merge(ColumnCounts other) {
        rows += other.rows;
        for (int i = 0; i < added.length; i++) {
            added[i] += other.added[i];
            missing[i] += other.missing[i];
            minimum[i] = Math.min(minimum[i], other.minimum[i]);
            maximum[i] = Math.max(maximum[i], other.maximum[i]);
        }
        return this;
    }

    /** The number of rows. */
    public long rows() {
        return rows;
    }

    /** The number of values of a column. */
    public long known(int column) {
        return rows - missing[column];
    }

    public long missing(int column) {
        return missing[column];
    }

    /** The smallest value of a column; infinite if it has none. */
    public double minimum(int column) {
        return added[column] < rows ? Math.min(minimum[column], 0) : minimum[column];
    }

    /** The largest value of a column; negative infinite if it has none. */
    public double maximum(int column) {
        return added[column] < rows ? Math.max(maximum[column], 0) : maximum[column];
    }
}
