package dev.lockstep.data;

import java.util.function.IntToDoubleFunction;

/**
 * Rows of unit length: each row of inputs is divided by its Euclidean norm √Σx², and a row of zeros stays as it is. The
 * squares are added in double, by ascending input, so sparse and dense rows have the same bits.
 */
public final class UnitLength {

    private UnitLength() {}

    /** The divisor of a row. @param squares the sum of the squares of its inputs */
    public static double divisor(double squares) {
        return squares == 0 ? 1 : Math.sqrt(squares);
    }

    /**
     * Scales the values of a row to unit length.
     *
     * @param values before scaling
     * @param scales the divisor of each value by its place
     * @param to scaled values from {@code at} on
     */
    public static void scale(double[] values, IntToDoubleFunction scales, float[] to, int at) {
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            double scaled = values[i] / scales.applyAsDouble(i);
            squares += scaled * scaled;
        }
        double divisor = divisor(squares);
        for (int i = 0; i < values.length; i++) {
            to[at + i] = (float) (values[i] / scales.applyAsDouble(i) / divisor);
        }
    }
}
