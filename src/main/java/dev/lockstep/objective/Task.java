package dev.lockstep.objective;

import dev.lockstep.data.LabelKind;
import dev.lockstep.evaluation.ClassRule;
import dev.lockstep.evaluation.ClassTally;
import dev.lockstep.evaluation.MultiLabelTally;
import dev.lockstep.evaluation.RegressionTally;
import dev.lockstep.evaluation.Tally;
import java.util.List;

/** The task that a loss defines, with all that depends on it: labels, outputs, classes and metrics. */
public enum Task {
    /** Numbers: one output per label column, in the label's unit. */
    REGRESSION {
        @Override
        public boolean hasClasses() {
            return false;
        }

        @Override
        public boolean isOneClass() {
            return false;
        }

        @Override
        public LabelKind labelKind(int labelColumns) {
            return LabelKind.NUMBERS;
        }

        @Override
        public List<String> classes(List<String> labelColumns, List<String> labelValues) {
            return List.of();
        }

        @Override
        public int classCount(int outputs) {
            return 0;
        }

        @Override
        public Tally tally(Loss loss, int outputs, double[] labelScale, int top, long rows) {
            return new RegressionTally(labelScale);
        }
    },

    /** Yes or no: one output, whose target is 0 or 1. */
    BINARY {
        @Override
        public Task on(int labelColumns) {
            return labelColumns > 1 ? MULTI_LABEL : BINARY;
        }

        @Override
        public int mostClasses() {
            return YES_AND_NO;
        }

        @Override
        public List<String> classes(List<String> labelColumns, List<String> labelValues) {
            return labelValues;
        }

        @Override
        public int classCount(int outputs) {
            return YES_AND_NO;
        }

        @Override
        public Tally tally(Loss loss, int outputs, double[] labelScale, int top, long rows) {
            return new ClassTally(
                    new ClassRule(YES_AND_NO, loss.decidesAt(), loss.givesProbabilities(), YES_AND_NO, rows));
        }
    },

    /** Yes or no for each of several label columns: one output per column, whose target is 0 or 1. */
    MULTI_LABEL {
        @Override
        public boolean isOneClass() {
            return false;
        }

        @Override
        public int mostClasses() {
            return YES_AND_NO;
        }

        @Override
        public List<String> classes(List<String> labelColumns, List<String> labelValues) {
            return labelColumns;
        }

        @Override
        public Tally tally(Loss loss, int outputs, double[] labelScale, int top, long rows) {
            return new MultiLabelTally(outputs, loss.decidesAt());
        }
    },

    /**
     * One of several classes: one output per class. The target is the class's index, or with several label columns a
     * distribution, one probability per column.
     */
    MULTICLASS {
        @Override
        public LabelKind labelKind(int labelColumns) {
            return labelColumns == 1 ? LabelKind.CLASSES : LabelKind.DISTRIBUTION;
        }

        @Override
        public int outputs(List<String> labelColumns, List<String> labelValues) {
            return classes(labelColumns, labelValues).size();
        }

        @Override
        public List<String> classes(List<String> labelColumns, List<String> labelValues) {
            return labelColumns.size() == 1 ? labelValues : labelColumns;
        }

        @Override
        public Tally tally(Loss loss, int outputs, double[] labelScale, int top, long rows) {
            return new ClassTally(new ClassRule(outputs, loss.decidesAt(), loss.givesProbabilities(), top, rows));
        }
    };

    private static final int YES_AND_NO = 2;

    /** The task of the same loss with the given number of label columns. */
    public Task on(int labelColumns) {
        return this;
    }

    /** Whether labels are classes, not numbers. */
    public boolean hasClasses() {
        return true;
    }

    /** Whether a prediction is exactly one class. */
    public boolean isOneClass() {
        return true;
    }

    /** The maximum number of distinct labels per column. */
    public int mostClasses() {
        return Integer.MAX_VALUE;
    }

    /** The kind of the label cells. */
    public LabelKind labelKind(int labelColumns) {
        return LabelKind.CLASSES;
    }

    /**
     * The number of outputs of the network.
     *
     * @param labelValues the distinct labels
     */
    public int outputs(List<String> labelColumns, List<String> labelValues) {
        return labelColumns.size();
    }

    /**
     * The names of the classes; empty for numbers.
     *
     * @param labelValues the distinct labels
     */
    public abstract List<String> classes(List<String> labelColumns, List<String> labelValues);

    /** The number of classes of a network with the given number of outputs; 0 for numbers. */
    public int classCount(int outputs) {
        return outputs;
    }

    /**
     * An empty tally of the task's metrics.
     *
     * @param labelScale factor for differences of scaled labels, per output; for numbers
     * @param top the k of {@code top_k_accuracy}
     * @param rows total number of rows
     */
    public abstract Tally tally(Loss loss, int outputs, double[] labelScale, int top, long rows);
}
