package dev.lockstep.spark.shard;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.LabelSpelling;
import dev.lockstep.data.Labels;
import dev.lockstep.data.Shard;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Hints about settings that probably do not suit the rows, each with the key that helps. */
record Hints(TrainingPlan plan, RowPlan rows) {

    /** Values with this root mean square train slowly with usual learning rates. */
    private static final double LARGE = 10;
    /** Below this number of classes there is no hint, however few the rows. */
    private static final int MANY_CLASSES = 20;

    private static final int MOST_ROWS = 1000;
    private static final int MOST_VALUES = 4_000_000;

    /**
     * A sentence for each.
     *
     * @param train the rows as inputs of the network
     * @param names of the features
     */
    List<String> of(ShardedRows train, List<String> names) {
        boolean ofLabels = !plan.loss().value().ownsLink() && rows.scaleLabel() == RowPlan.Scale.NONE;
        boolean ofFeatures = !rows.scalesFeatures() && !rows.areUnit();
        boolean chosen = plan.network().initializeFrom().isPresent()
                || plan.optimizer().value().choosesStepLength();
        if (chosen || !(ofLabels || ofFeatures)) {
            return List.of();
        }
        Sample sample = Sample.of(
                train, ofFeatures ? names.size() : 0, ofLabels ? rows.label().size() : 0);
        List<String> hints = new ArrayList<>();
        for (int i = 0; i < sample.labels.length; i++) {
            if (sample.labels[i] > LARGE) {
                hints.add("label " + rows.label().get(i) + " is about " + number(sample.labels[i])
                        + " in magnitude, while networks train best near 1; try " + key("data.scaleLabel: standard"));
                break;
            }
        }
        if (sample.feature > LARGE) {
            hints.add("feature " + names.get(sample.largest) + " is about " + number(sample.feature)
                    + " in magnitude, while networks train best near 1; try " + key("data.scale: standard or minmax"));
        }
        return hints;
    }

    /** The hints about class labels. */
    List<String> ofClasses(Labels labels, Map<String, Long> counts, long rowCount) {
        List<String> hints = new ArrayList<>();
        String column = String.join(", ", rows.label());
        if (labels.areText() && counts.size() == labels.classes().size()) {
            LabelSpelling.doubt(counts)
                    .ifPresent(
                            doubt -> hints.add("label " + column + ": " + doubt + ", and count as different classes"));
        }
        if (labels.areClasses() && !labels.areText() && counts.size() > Math.max(MANY_CLASSES, rowCount / 2)) {
            hints.add("label " + column + " has " + counts.size() + " classes in " + rowCount
                    + " rows; for numbers use a regression loss such as mse");
        }
        return hints;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value));
    }

    /** Root mean squares of some rows, which are a sample because rows are ordered by hash. */
    private static final class Sample {

        private final double[] labels;
        private double feature;
        private int largest;

        private Sample(int labels) {
            this.labels = new double[labels];
        }

        static Sample of(ShardedRows rows, int features, int labels) {
            double[] found = rows.partitions()
                    .map(partition -> squares(partition, features, labels))
                    .first();
            Sample sample = new Sample(labels);
            for (int i = 0; i < labels; i++) {
                sample.labels[i] = Math.sqrt(found[i]);
            }
            sample.feature = Math.sqrt(found[labels]);
            sample.largest = (int) found[labels + 1];
            return sample;
        }

        /** The mean square of each label, the largest mean square of a feature, and its index. */
        private static double[] squares(PackedPartition partition, int features, int labels) {
            double[] sums = new double[labels + features];
            int most = Math.max(1, Math.min(MOST_ROWS, MOST_VALUES / Math.max(1, features)));
            int count = 0;
            for (Shard shard : partition.shards()) {
                float[] row = new float[features];
                float[] targets = new float[shard.targetWidth()];
                for (int i = 0; i < shard.rows() && count < most; i++) {
                    count++;
                    if (labels > 0) {
                        shard.copyTargets(i, targets, 0);
                        addSquares(targets, labels, sums, 0);
                    }
                    if (features > 0) {
                        shard.features().copyRow(i, row, 0);
                        addSquares(row, features, sums, labels);
                    }
                }
            }
            double[] found = new double[labels + 2];
            for (int i = 0; i < sums.length && count > 0; i++) {
                double mean = sums[i] / count;
                if (i < labels) {
                    found[i] = mean;
                } else if (mean > found[labels]) {
                    found[labels] = mean;
                    found[labels + 1] = i - labels;
                }
            }
            return found;
        }

        private static void addSquares(float[] values, int count, double[] sums, int at) {
            for (int i = 0; i < count; i++) {
                sums[at + i] += (double) values[i] * values[i];
            }
        }
    }
}
