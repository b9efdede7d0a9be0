package dev.lockstep.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * Weighted errors of predicted numbers, in the unit of the label. RMSE and MAE are over all outputs together; r2 is the
 * mean over outputs of 1 − Σw(y − ŷ)²/Σw(y − ȳ)², 0 for an output that is constant, and undefined if all of them are.
 *
 * <p>Reference for merging deviations: T. Chan, G. Golub, R. LeVeque, "Updating formulae and a pairwise algorithm for
 * computing sample variances" (1979).
 */
public final class RegressionTally implements Tally {

    private static final long serialVersionUID = 1;

    private final double[] labelScale;
    private double weightSum;
    private double lossSum;
    private final double[] squares;
    private final double[] absoluteErrors;
    private final double[] means;
    private final double[] deviations;

    /** @param labelScale factor that undoes the scaling of each output's errors */
    public RegressionTally(double[] labelScale) {
        this.labelScale = labelScale;
        squares = new double[labelScale.length];
        absoluteErrors = new double[labelScale.length];
        means = new double[labelScale.length];
        deviations = new double[labelScale.length];
    }

    @Override
    public void add(Predictions block) {
        lossSum += block.lossSum();
        for (int row = 0; row < block.rows(); row++) {
            double weight = block.weights()[row];
            if (weight == 0) {
                continue;
            }
            weightSum += weight;
            double share = weight / weightSum;
            for (int output = 0; output < means.length; output++) {
                int at = row * means.length + output;
                double error = (block.values()[at] - (double) block.targets()[at]) * labelScale[output];
                squares[output] += weight * error * error;
                absoluteErrors[output] += weight * Math.abs(error);
                // From unscaled values, so that a constant label is exactly constant, even far from 0.
                double target = block.targets()[at];
                double distance = target - means[output];
                means[output] += distance * share;
                deviations[output] += weight * distance * (target - means[output]);
            }
        }
    }

    @Override
    public Tally merge(Tally other) {
        RegressionTally that = (RegressionTally) other;
        double together = weightSum + that.weightSum;
        double share = that.weightSum / together;
        for (int output = 0; output < means.length && that.weightSum > 0; output++) {
            squares[output] += that.squares[output];
            absoluteErrors[output] += that.absoluteErrors[output];
            double distance = that.means[output] - means[output];
            means[output] += distance * share;
            deviations[output] += that.deviations[output] + distance * distance * weightSum * share;
        }
        lossSum += that.lossSum;
        weightSum = together;
        return this;
    }

    @Override
    public Map<String, Double> metrics(DoubleBinaryOperator meanLoss) {
        double square = 0;
        double absoluteError = 0;
        double determined = 0;
        for (int output = 0; output < means.length; output++) {
            square += squares[output];
            absoluteError += absoluteErrors[output];
            double deviation = deviations[output] * labelScale[output] * labelScale[output];
            determined += deviation == 0 ? 0 : 1 - squares[output] / deviation;
        }
        double count = weightSum * means.length;
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", meanLoss.applyAsDouble(lossSum, weightSum));
        metrics.put("rmse", Math.sqrt(square / count));
        metrics.put("mae", absoluteError / count);
        metrics.put("r2", isConstant() ? Double.NaN : determined / means.length);
        return metrics;
    }

    private boolean isConstant() {
        return Arrays.stream(deviations).allMatch(deviation -> deviation == 0);
    }

    @Override
    public Map<String, String> undefined(List<String> classes) {
        return isConstant() ? Map.of("r2", "the label is the same in all rows") : Map.of();
    }

    @Override
    public Map<String, Object> details(List<String> classes) {
        return Map.of();
    }
}
