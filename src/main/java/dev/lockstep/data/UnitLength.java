package dev.lockstep.data;

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
}
