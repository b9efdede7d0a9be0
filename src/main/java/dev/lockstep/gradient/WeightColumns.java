package dev.lockstep.gradient;

import dev.lockstep.math.Loops;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The columns of the first layer's weights in an array of gradients, and its layout: all columns, {@code
 * [units][inputs]}, or some, {@code [columns][units]}; followed by the rest of the gradient.
 *
 * <p>An omitted column is +0 everywhere, and no element of a column is −0. Therefore x + 0 = x to the bit, and omitted
 * columns do not affect sums.
 */
final class WeightColumns implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int TILE = 16;

    private final int inputs;
    private final int units;
    /** Ascending, or null for all. */
    private final int[] columns;

    WeightColumns(int inputs, int units, int[] columns) {
        this.inputs = inputs;
        this.units = units;
        this.columns = columns;
    }

    int inputs() {
        return inputs;
    }

    int units() {
        return units;
    }

    /** The array itself, null for all. */
    int[] columns() {
        return columns;
    }

    boolean areAll() {
        return columns == null;
    }

    /** The same layer with all columns. */
    WeightColumns all() {
        return new WeightColumns(inputs, units, null);
    }

    /** The number of elements of these columns, the offset of the rest. */
    int weights() {
        return Math.multiplyExact(areAll() ? inputs : columns.length, units);
    }

    /** Whether all columns need no more bytes than these with their indexes. */
    boolean areBetterAll() {
        return (long) columns.length * (units + 1) >= (long) inputs * units;
    }

    /** Whether these equal the others, which they contain, in the same layout. */
    boolean hasAsManyAs(WeightColumns others) {
        return !areAll() && columns.length == others.columns.length;
    }

    /** The union of two partial sets; all columns if that is smaller. */
    WeightColumns union(WeightColumns other) {
        int[] union = new int[Math.addExact(columns.length, other.columns.length)];
        int count = 0;
        int mine = 0;
        int others = 0;
        while (mine < columns.length || others < other.columns.length) {
            int left = mine < columns.length ? columns[mine] : Integer.MAX_VALUE;
            int right = others < other.columns.length ? other.columns[others] : Integer.MAX_VALUE;
            union[count++] = Math.min(left, right);
            mine += left <= right ? 1 : 0;
            others += right <= left ? 1 : 0;
        }
        WeightColumns some = new WeightColumns(inputs, units, Arrays.copyOf(union, count));
        return some.areBetterAll() ? some.all() : some;
    }

    /** Adds the weights of these columns to a sum with at least these columns. */
    void addWeights(float[] values, WeightColumns of, float[] sum, Loops loops) {
        loops.run(weights(), (from, to) -> {
            if (of.areAll()) {
                addToAll(values, sum, firstFrom(from), firstFrom(to));
            } else {
                addToSome(values, of.columns, sum, firstFrom(from), firstFrom(to));
            }
        });
    }

    /** The columns {@code columns[from .. to)}, in blocks that fit the first-level cache. */
    private void addToAll(float[] values, float[] sum, int from, int to) {
        for (int tile = from; tile < to; tile += TILE) {
            int end = Math.min(to, tile + TILE);
            for (int unit = 0; unit < units; unit++) {
                int row = unit * inputs;
                for (int i = tile; i < end; i++) {
                    sum[row + columns[i]] += values[i * units + unit];
                }
            }
        }
    }

    /** The columns {@code columns[from .. to)}. */
    private void addToSome(float[] values, int[] others, float[] sum, int from, int to) {
        int at = from == to ? 0 : Arrays.binarySearch(others, columns[from]);
        for (int i = from; i < to; i++) {
            while (others[at] < columns[i]) {
                at++;
            }
            for (int unit = 0; unit < units; unit++) {
                sum[at * units + unit] += values[i * units + unit];
            }
        }
    }

    /** The index of the first column that starts at or after an element. */
    private int firstFrom(int element) {
        return (int) (((long) element + units - 1) / units);
    }

    /** The number of columns below a bound. */
    int countBelow(int bound) {
        int found = Arrays.binarySearch(columns, bound);
        return found >= 0 ? found : -found - 1;
    }
}
