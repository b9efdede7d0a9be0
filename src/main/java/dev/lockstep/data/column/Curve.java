package dev.lockstep.data.column;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * A monotonic function per column that follows the affine part of a scaling, or none: a soft limit, {@code z/√(1 +
 * (z/limit)²)}, or linear interpolation between knots, constant beyond the outer ones. Immutable.
 */
public final class Curve implements Serializable {

    /** The identity. */
    public static final Curve NONE = new Curve(null, null);

    /** The numbers of a knot in {@link #knots}: its column, where it is, and the value there. */
    public static final int KNOT = 3;

    private static final long serialVersionUID = 1;

    /** A soft limit is reached long before, and its square does not overflow. */
    public static final double FAR = 1e10;

    private final double[] limits;
    private final double[] knots;
    /** The first knot of each column, and the number of all; without knots only 0. */
    private final int[] starts;

    private Curve(double[] limits, double[] knots) {
        this.limits = limits;
        this.knots = knots;
        int last = knots == null ? -1 : (int) knots[knots.length - KNOT];
        this.starts = new int[last + 2];
        for (int i = 0; knots != null && i < knots.length; i += KNOT) {
            starts[(int) knots[i] + 1] = i / KNOT + 1;
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] = Math.max(starts[i], starts[i - 1]);
        }
    }

    /** @param limits per column, infinite where there is none */
    public static Curve limits(double[] limits) {
        return new Curve(limits.clone(), null);
    }

    /** @param knots {@value #KNOT} numbers each, ascending by column and place */
    public static Curve knots(double[] knots) {
        return knots.length == 0 ? NONE : new Curve(null, knots.clone());
    }

    public boolean isNone() {
        return limits == null && knots == null;
    }

    public Optional<double[]> limits() {
        return Optional.ofNullable(limits).map(double[]::clone);
    }

    public Optional<double[]> knots() {
        return Optional.ofNullable(knots).map(double[]::clone);
    }

    /** The places of a column's knots; none if the column has no knots. */
    public double[] places(int column) {
        return ofKnots(column, 1);
    }

    /** The values at a column's knots. */
    public double[] values(int column) {
        return ofKnots(column, 2);
    }

    private double[] ofKnots(int column, int number) {
        int from = column + 1 < starts.length ? starts[column] : 0;
        int to = column + 1 < starts.length ? starts[column + 1] : 0;
        double[] numbers = new double[to - from];
        Arrays.setAll(numbers, i -> knots[(from + i) * KNOT + number]);
        return numbers;
    }

    public double apply(double value, int column) {
        if (limits != null) {
            double z = Math.max(-FAR, Math.min(FAR, value));
            double share = z / limits[column];
            return z / Math.sqrt(1 + share * share);
        }
        if (column + 1 >= starts.length || starts[column] == starts[column + 1]) {
            return value;
        }
        return interpolated(value, starts[column], starts[column + 1] - 1);
    }

    private double interpolated(double value, int first, int last) {
        int low = first;
        int high = last;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (place(middle) <= value) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double width = place(high) - place(low);
        double share = width == 0 ? 0 : Math.max(0, Math.min(1, (value - place(low)) / width));
        return value(low) + share * (value(high) - value(low));
    }

    private double place(int knot) {
        return knots[knot * KNOT + 1];
    }

    private double value(int knot) {
        return knots[knot * KNOT + 2];
    }

    /**
     * The same for other columns.
     *
     * @param columns their number
     * @param source the column of this curve that one of them was, or −1; ascending
     */
    public Curve of(int columns, IntUnaryOperator source) {
        if (limits != null) {
            double[] moved = new double[columns];
            Arrays.setAll(
                    moved, i -> source.applyAsInt(i) < 0 ? Double.POSITIVE_INFINITY : limits[source.applyAsInt(i)]);
            return limits(moved);
        }
        List<Double> moved = new ArrayList<>();
        for (int i = 0; knots != null && i < columns; i++) {
            int from = source.applyAsInt(i);
            double[] places = from < 0 ? new double[0] : places(from);
            double[] values = from < 0 ? new double[0] : values(from);
            for (int knot = 0; knot < places.length; knot++) {
                moved.addAll(List.of((double) i, places[knot], values[knot]));
            }
        }
        return knots(moved.stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Curve curve && Arrays.equals(limits, curve.limits) && Arrays.equals(knots, curve.knots);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(limits) + Arrays.hashCode(knots);
    }
}
