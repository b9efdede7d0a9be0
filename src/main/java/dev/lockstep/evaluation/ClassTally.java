package dev.lockstep.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * Weighted counts of correct and wrong classes. With one unit per class, the prediction is the class of the largest
 * value, the first of equal ones; a single unit means yes from a threshold.
 */
public final class ClassTally implements Tally {

    private static final long serialVersionUID = 1;
    /** The maximum size of a confusion matrix. */
    private static final int MOST_CONFUSED_CLASSES = 100;

    private static final String ROC = "area_under_roc";
    private static final String PRECISION_RECALL = "area_under_pr";

    private static final double SMALLEST_PROBABILITY = 1e-15;

    private final ClassRule rule;
    private final ClassCounts counts;
    private final double[][] confusion;
    private final ScoreCurve curve;
    private double weightSum;
    private double lossSum;
    private double logLossSum;
    private double right;
    private double rightInTop;

    public ClassTally(ClassRule rule) {
        this.rule = rule;
        counts = new ClassCounts(rule.classes());
        confusion = rule.classes() <= MOST_CONFUSED_CLASSES ? new double[rule.classes()][rule.classes()] : null;
        curve = rule.classes() == 2 ? new ScoreCurve(rule.rows()) : null;
    }

    @Override
    public void add(Predictions block) {
        lossSum += block.lossSum();
        for (int row = 0; row < block.rows(); row++) {
            double weight = block.weights()[row];
            int truth = truth(block, row);
            int prediction = prediction(block, row);
            weightSum += weight;
            right += truth == prediction ? weight : 0;
            counts.add(truth, prediction, weight);
            if (confusion != null) {
                confusion[truth][prediction] += weight;
            }
            if (curve != null) {
                curve.add(score(block, row), truth == 1, weight);
            }
            rightInTop += block.units() > 1 && isInTop(block, row, truth) ? weight : 0;
            logLossSum += rule.probabilities() ? weight * logLoss(block, row) : 0;
        }
    }

    private static int truth(Predictions block, int row) {
        return block.targetWidth() == 1
                ? (int) block.targets()[row]
                : largest(block.targets(), row * block.targetWidth(), block.targetWidth());
    }

    private int prediction(Predictions block, int row) {
        return block.units() == 1
                ? (block.values()[row] >= rule.decidesAt() ? 1 : 0)
                : largest(block.values(), row * block.units(), block.units());
    }

    private float score(Predictions block, int row) {
        if (block.units() == 1) {
            return block.values()[row];
        }
        float yes = block.values()[2 * row + 1];
        return rule.probabilities() ? yes : yes - block.values()[2 * row];
    }

    private boolean isInTop(Predictions block, int row, int truth) {
        int at = row * block.units();
        int better = 0;
        for (int i = 0; i < block.units(); i++) {
            float value = block.values()[at + i];
            float ofTruth = block.values()[at + truth];
            better += value > ofTruth || (value == ofTruth && i < truth) ? 1 : 0;
        }
        return better < rule.top();
    }

    private static double logLoss(Predictions block, int row) {
        if (block.units() == 1) {
            double yes = block.values()[row];
            return log(block.targets()[row] == 1f ? yes : 1 - yes);
        }
        if (block.targetWidth() == 1) {
            return log(block.values()[row * block.units() + (int) block.targets()[row]]);
        }
        double loss = 0;
        for (int i = row * block.units(); i < (row + 1) * block.units(); i++) {
            loss += block.targets()[i] * log(block.values()[i]);
        }
        return loss;
    }

    private static double log(double probability) {
        return -StrictMath.log(Math.max(probability, SMALLEST_PROBABILITY));
    }

    private static int largest(float[] values, int at, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[at + i] > values[at + best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public Tally merge(Tally other) {
        ClassTally that = (ClassTally) other;
        weightSum += that.weightSum;
        lossSum += that.lossSum;
        logLossSum += that.logLossSum;
        right += that.right;
        rightInTop += that.rightInTop;
        counts.merge(that.counts);
        if (curve != null) {
            curve.merge(that.curve);
        }
        for (int i = 0; confusion != null && i < confusion.length; i++) {
            for (int j = 0; j < confusion.length; j++) {
                confusion[i][j] += that.confusion[i][j];
            }
        }
        return this;
    }

    @Override
    public Map<String, Double> metrics(DoubleBinaryOperator meanLoss) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", meanLoss.applyAsDouble(lossSum, weightSum));
        metrics.put("accuracy", right / weightSum);
        if (rule.classes() > rule.top()) {
            metrics.put("top_k_accuracy", rightInTop / weightSum);
        }
        counts.putMacro(metrics);
        if (rule.probabilities()) {
            metrics.put("log_loss", logLossSum / weightSum);
        }
        if (curve != null) {
            boolean undefined = counts.lacks(0) || counts.lacks(1);
            metrics.put(ROC, undefined ? Double.NaN : curve.areaUnderRoc());
            metrics.put(PRECISION_RECALL, undefined ? Double.NaN : curve.areaUnderPrecisionRecall());
        }
        return metrics;
    }

    @Override
    public Map<String, String> undefined(List<String> classes) {
        if (curve == null || (!counts.lacks(0) && !counts.lacks(1))) {
            return Map.of();
        }
        int lacking = counts.lacks(0) ? 0 : 1;
        String why = "no row is of class " + (lacking < classes.size() ? classes.get(lacking) : lacking);
        return Map.of(ROC, why, PRECISION_RECALL, why);
    }

    @Override
    public Map<String, Object> details(List<String> classes) {
        Map<String, Object> details = counts.details(classes);
        if (confusion != null) {
            List<List<Double>> matrix = new ArrayList<>();
            for (double[] row : confusion) {
                matrix.add(Arrays.stream(row).boxed().toList());
            }
            details.put("confusion", matrix);
        }
        if (curve != null) {
            details.put("areasBinned", curve.binned());
        }
        return details;
    }
}
