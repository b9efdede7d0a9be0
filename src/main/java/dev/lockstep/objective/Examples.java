package dev.lockstep.objective;

import java.util.Arrays;

/**
 * A block of rows for a loss: outputs of the network and targets.
 *
 * @param rows the number of rows
 * @param units outputs per row
 * @param outputs {@code [rows][units]}, raw
 * @param targetWidth targets per row
 * @param targets {@code [rows][targetWidth]}
 * @param weights one per row
 */
public record Examples(int rows, int units, float[] outputs, int targetWidth, float[] targets, float[] weights) {

    /** Copies a row's distribution over classes, or the one-hot vector of its class, to {@code [units]}. */
    void copyDistribution(int row, double[] to) {
        if (targetWidth == 1) {
            Arrays.fill(to, 0);
            to[(int) targets[row]] = 1;
            return;
        }
        for (int i = 0; i < units; i++) {
            to[i] = targets[row * units + i];
        }
    }
}
