package dev.lockstep.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * {@code (float) ((x − mean) / scale)} per column, computed in double. A constant column has scale 1 and its value as
 * mean, so it becomes exactly 0.
 */
public record Scaling(double[] mean, double[] scale) implements Serializable {

    /** The identity. */
    public static Scaling none(int columns) {
        double[] ones = new double[columns];
        Arrays.fill(ones, 1);
        return new Scaling(new double[columns], ones);
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
        return (float) ((value - mean[column]) / scale[column]);
    }
}
