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

    /** The loss of one output. */
    interface OutputLoss {

        /**
         * Returns the loss of an output and sets its gradient.
         *
         * @param at its place in the outputs, and in the targets if there is one per output
         * @param share what its gradient is multiplied by: the weight of its row, divided by the units
         */
        double at(int at, double share);
    }

    /** Σ wᵢ·lossᵢ of a loss that is the mean over a row's outputs. */
    double sumOfMeans(OutputLoss loss) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            double share = (double) weights[row] / units;
            double ofRow = 0;
            for (int i = row * units; i < (row + 1) * units; i++) {
                ofRow += loss.at(i, share);
            }
            sum += share * ofRow;
        }
        return sum;
    }
}
