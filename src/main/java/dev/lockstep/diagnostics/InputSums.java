package dev.lockstep.diagnostics;

import dev.lockstep.data.Shard;
import dev.lockstep.data.SparseFeatures;
import java.util.Arrays;

/** Sums over the inputs of some rows, as they are stored. */
final class InputSums {

    private final int rows;
    private final float[] lows;
    private final float[] highs;
    private final int[] nonZeros;
    private final double[] sums;
    private final double[] squares;

    InputSums(Shard of) {
        int inputs = of.features().width();
        rows = of.rows();
        lows = new float[inputs];
        highs = new float[inputs];
        Arrays.fill(lows, Float.POSITIVE_INFINITY);
        Arrays.fill(highs, Float.NEGATIVE_INFINITY);
        nonZeros = new int[inputs];
        sums = new double[inputs];
        squares = new double[inputs];
        float[] values = new float[inputs];
        for (int row = 0; row < rows; row++) {
            if (of.features() instanceof SparseFeatures sparse) {
                int[] indexes = new int[sparse.nonZeros(row)];
                sparse.copyPairs(row, indexes, values, 0);
                for (int i = 0; i < indexes.length; i++) {
                    add(indexes[i], values[i]);
                }
            } else {
                of.features().copyRow(row, values, 0);
                for (int i = 0; i < inputs; i++) {
                    add(i, values[i]);
                }
            }
        }
        for (int i = 0; i < inputs; i++) {
            if (nonZeros[i] < rows) {
                lows[i] = Math.min(lows[i], 0);
                highs[i] = Math.max(highs[i], 0);
            }
        }
    }

    private void add(int input, float value) {
        lows[input] = Math.min(lows[input], value);
        highs[input] = Math.max(highs[input], value);
        nonZeros[input] += value == 0 ? 0 : 1;
        sums[input] += value;
        squares[input] += (double) value * value;
    }

    float low(int input) {
        return lows[input];
    }

    float high(int input) {
        return highs[input];
    }

    /** The share of rows in which an input is not 0. */
    double density(int input) {
        return nonZeros[input] / (double) Math.max(1, rows);
    }

    double mean(int input) {
        return sums[input] / Math.max(1, rows);
    }

    double variance(int input) {
        return Math.max(0, squares[input] / Math.max(1, rows) - mean(input) * mean(input));
    }
}
