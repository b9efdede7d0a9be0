package dev.lockstep.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * Weighted counts over rows that may have several labels at once, with one unit and one target (0 or 1) per label.
 * Accuracy is over all labels of all rows.
 */
public final class MultiLabelTally implements Tally {

    private static final long serialVersionUID = 1;

    private final float decidesAt;
    private final ClassCounts counts;
    private double weightSum;
    private double lossSum;
    private double judged;
    private double right;

    /** @param decidesAt threshold above which a unit means yes */
    public MultiLabelTally(int labels, float decidesAt) {
        this.decidesAt = decidesAt;
        this.counts = new ClassCounts(labels);
    }

    @Override
    public void add(Predictions block) {
        lossSum += block.lossSum();
        for (int row = 0; row < block.rows(); row++) {
            double weight = block.weights()[row];
            weightSum += weight;
            for (int label = 0; label < block.units(); label++) {
                int at = row * block.units() + label;
                boolean truth = block.targets()[at] == 1f;
                boolean prediction = block.values()[at] >= decidesAt;
                judged += weight;
                right += truth == prediction ? weight : 0;
                counts.addLabel(label, truth, prediction, weight);
            }
        }
    }

    @Override
    public Tally merge(Tally other) {
        MultiLabelTally that = (MultiLabelTally) other;
        weightSum += that.weightSum;
        lossSum += that.lossSum;
        judged += that.judged;
        right += that.right;
        counts.merge(that.counts);
        return this;
    }

    @Override
    public Map<String, Double> metrics(DoubleBinaryOperator meanLoss) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", meanLoss.applyAsDouble(lossSum, weightSum));
        metrics.put("accuracy", right / judged);
        counts.putMacro(metrics);
        return metrics;
    }

    @Override
    public Map<String, Object> details(List<String> classes) {
        return counts.details(classes);
    }
}
