package dev.lockstep.objective;

import dev.lockstep.evaluation.QuantileTally;
import dev.lockstep.evaluation.Tally;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The pinball loss max(q·d, (q − 1)·d) with d = target − output, the mean over a row's outputs, one for each quantile q
 * of each label; its gradient is −q/n below the target, (1 − q)/n above, 0 at it. Predictions of a label are sorted.
 *
 * <p>Reference: R. Koenker, G. Bassett, "Regression quantiles" (1978); for sorting V. Chernozhukov, I. Fernández-Val,
 * A. Galichon, "Quantile and probability curves without crossing" (2010).
 *
 * @param quantiles in ascending order
 */
record QuantileLoss(double[] quantiles) implements Loss {

    @Override
    public Task task() {
        return Task.REGRESSION;
    }

    /** {@code _q10} for 0.1 and {@code _q2_5} for 0.025, if there are several. */
    @Override
    public List<String> outputSuffixes() {
        if (quantiles.length == 1) {
            return Loss.super.outputSuffixes();
        }
        List<String> suffixes = new ArrayList<>();
        for (double quantile : quantiles) {
            suffixes.add(suffix(quantile));
        }
        return suffixes;
    }

    private static String suffix(double quantile) {
        BigDecimal percent = BigDecimal.valueOf(quantile).movePointRight(2).stripTrailingZeros();
        return "_q" + percent.toPlainString().replace('.', '_');
    }

    @Override
    public Tally tally(int outputs, double[] labelScale, int top, long rows) {
        return new QuantileTally(quantiles, labelScale);
    }

    @Override
    public double sum(Examples examples, float[] gradient) {
        int units = examples.units();
        int count = quantiles.length;
        double sum = 0;
        for (int row = 0; row < examples.rows(); row++) {
            double weight = (double) examples.weights()[row] / units;
            double ofRow = 0;
            for (int i = 0; i < units; i++) {
                int at = row * units + i;
                double share = quantiles[i % count];
                double distance = (double) examples.targets()[at / count] - examples.outputs()[at];
                ofRow += Math.max(share * distance, (share - 1) * distance);
                gradient[at] = (float) (weight * (distance > 0 ? -share : distance < 0 ? 1 - share : 0));
            }
            sum += weight * ofRow;
        }
        return sum;
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {
        for (int at = 0; at < rows * units; at += quantiles.length) {
            Arrays.sort(outputs, at, at + quantiles.length);
        }
    }
}
