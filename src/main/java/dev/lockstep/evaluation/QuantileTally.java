package dev.lockstep.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * Weighted errors of predicted quantiles, several for each label: RMSE, MAE and r2 of the quantile nearest to 0.5, the
 * first of equally near ones, and for every output the share of rows whose label is at most the prediction.
 */
public final class QuantileTally implements Tally {

    private static final long serialVersionUID = 1;

    private final int quantiles;
    private final int middle;
    private final RegressionTally errors;
    private final double[] covered;
    private double weightSum;

    /**
     * @param quantiles of each label
     * @param labelScale factor that undoes the scaling of each label's errors
     */
    public QuantileTally(double[] quantiles, double[] labelScale) {
        this.quantiles = quantiles.length;
        this.middle = middle(quantiles);
        this.errors = new RegressionTally(labelScale);
        this.covered = new double[quantiles.length * labelScale.length];
    }

    /** The place of the quantile nearest to 0.5, the first of equally near ones. */
    public static int middle(double[] quantiles) {
        int nearest = 0;
        for (int i = 1; i < quantiles.length; i++) {
            nearest = Math.abs(quantiles[i] - 0.5) < Math.abs(quantiles[nearest] - 0.5) ? i : nearest;
        }
        return nearest;
    }

    @Override
    public void add(Predictions block) {
        float[] middles = new float[block.rows() * block.targetWidth()];
        for (int i = 0; i < middles.length; i++) {
            middles[i] = block.values()[i * quantiles + middle];
        }
        errors.add(new Predictions(
                block.rows(),
                block.targetWidth(),
                middles,
                block.targetWidth(),
                block.targets(),
                block.weights(),
                block.lossSum()));
        for (int row = 0; row < block.rows(); row++) {
            double weight = block.weights()[row];
            weightSum += weight;
            for (int output = 0; output < covered.length; output++) {
                int at = row * covered.length + output;
                covered[output] += block.targets()[at / quantiles] <= block.values()[at] ? weight : 0;
            }
        }
    }

    @Override
    public Tally merge(Tally other) {
        QuantileTally that = (QuantileTally) other;
        errors.merge(that.errors);
        weightSum += that.weightSum;
        for (int i = 0; i < covered.length; i++) {
            covered[i] += that.covered[i];
        }
        return this;
    }

    @Override
    public Map<String, Double> metrics(DoubleBinaryOperator meanLoss) {
        return errors.metrics(meanLoss);
    }

    @Override
    public Map<String, String> undefined(List<String> classes) {
        return errors.undefined(classes);
    }

    @Override
    public Map<String, Object> details(List<String> classes) {
        Map<String, Object> details = new LinkedHashMap<>(errors.details(classes));
        details.put(
                "coverage",
                Arrays.stream(covered).mapToObj(weight -> weight / weightSum).toList());
        return details;
    }
}
