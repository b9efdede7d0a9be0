package dev.lockstep.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weighted counts of right and wrong classes. The prediction is the likeliest class, the first one of equals; a single
 * unit is a yes from 0.5 on. With several label columns every column counts on its own.
 */
public final class ClassTally implements Tally {

    private static final long serialVersionUID = 1;

    private final boolean oneOfSeveral;
    private double weightSum;
    private double lossSum;
    private double judged;
    private double right;

    /** @param oneOfSeveral whether a row's units are the classes of one label, or labels of their own */
    public ClassTally(boolean oneOfSeveral) {
        this.oneOfSeveral = oneOfSeveral;
    }

    @Override
    public void add(Predictions block) {
        lossSum += block.lossSum();
        for (int row = 0; row < block.rows(); row++) {
            double weight = block.weights()[row];
            weightSum += weight;
            if (oneOfSeveral) {
                judged += weight;
                right += likeliest(block, row) == (int) block.targets()[row] ? weight : 0;
            } else {
                for (int i = row * block.units(); i < (row + 1) * block.units(); i++) {
                    judged += weight;
                    right += block.values()[i] >= 0.5f == block.targets()[i] >= 0.5f ? weight : 0;
                }
            }
        }
    }

    private static int likeliest(Predictions block, int row) {
        int at = row * block.units();
        int best = 0;
        for (int i = 1; i < block.units(); i++) {
            if (block.values()[at + i] > block.values()[at + best]) {
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
        judged += that.judged;
        right += that.right;
        return this;
    }

    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", lossSum / weightSum);
        metrics.put("accuracy", right / judged);
        return metrics;
    }
}
