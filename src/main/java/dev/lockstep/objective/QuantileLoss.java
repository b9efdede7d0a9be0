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

    @Override
    public int middleOutput() {
        return QuantileTally.middle(quantiles);
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
        int count = quantiles.length;
        return examples.sumOfMeans((at, share) -> {
            double quantile = quantiles[at % count];
            double distance = (double) examples.targets()[at / count] - examples.outputs()[at];
            gradient[at] = (float) (share * (distance > 0 ? -quantile : distance < 0 ? 1 - quantile : 0));
            return Math.max(quantile * distance, (quantile - 1) * distance);
        });
    }

    @Override
    public void predict(float[] outputs, int rows, int units) {
        for (int at = 0; at < rows * units; at += quantiles.length) {
            Arrays.sort(outputs, at, at + quantiles.length);
        }
    }
}
