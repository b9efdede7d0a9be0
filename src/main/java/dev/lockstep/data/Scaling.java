package dev.lockstep.data;

import dev.lockstep.data.column.Curve;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * {@code (float) curve((x − mean) / scale)} per column, computed in double. A constant column has scale 1 and its value
 * as mean, so it becomes exactly 0.
 *
 * @param curve what follows the affine part, if anything
 */
public record Scaling(double[] mean, double[] scale, Curve curve) implements Serializable {

    public Scaling(double[] mean, double[] scale) {
        this(mean, scale, Curve.NONE);
    }

    /** The identity. */
    public static Scaling none(int columns) {
        return dividing(columns, 1);
    }

    /** The same divisor for all columns. */
    public static Scaling dividing(int columns, double divisor) {
        double[] divisors = new double[columns];
        Arrays.fill(divisors, divisor);
        return new Scaling(new double[columns], divisors);
    }

    /** The scaling of so many columns; where it has another number, each is scaled like its first column. */
    public Scaling over(int columns) {
        if (columns == mean.length) {
            return this;
        }
        double[] means = new double[columns];
        double[] scales = new double[columns];
        Arrays.fill(means, mean[0]);
        Arrays.fill(scales, scale[0]);
        return new Scaling(means, scales);
    }

    public float apply(double value, int column) {
        return (float) scaled(value, column);
    }

    /** The same before it is rounded. */
    public double scaled(double value, int column) {
        return curve.apply((value - mean[column]) / scale[column], column);
    }

    /** What {@link #uncentred} lacks: scaled values are uncentred ones minus it. */
    public double centre(int column) {
        return curve.isNone() ? mean[column] / scale[column] : -scaled(0, column);
    }

    /** A scaled value as sparse rows have it: 0 for 0. */
    public float uncentred(double value, int column) {
        return (float) (curve.isNone() ? value / scale[column] : scaled(value, column) - scaled(0, column));
    }

    /**
     * The scaling of other columns.
     *
     * @param columns their number
     * @param source the column of this scaling that one of them was, or −1 for one that is not scaled; ascending
     */
    Scaling of(int columns, IntUnaryOperator source) {
        Scaling moved = none(columns);
        for (int i = 0; i < columns; i++) {
            int from = source.applyAsInt(i);
            if (from >= 0) {
                moved.mean[i] = mean[from];
                moved.scale[i] = scale[from];
            }
        }
        return new Scaling(moved.mean, moved.scale, curve.of(columns, source));
    }
}
