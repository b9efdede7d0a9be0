package dev.lockstep.diagnostics;

import dev.lockstep.data.Scaling;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Task;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How predictions of a task are judged.
 *
 * @param outputs of the network
 * @param labels the scaling of labels, undone in numbers
 */
record Outcomes(Loss loss, int outputs, Scaling labels) implements Serializable {

    Task task() {
        return loss.task(outputs);
    }

    boolean areNumbers() {
        return !task().hasClasses();
    }

    boolean haveProbabilities() {
        return task().hasClasses() && loss.givesProbabilities();
    }

    /** The number of labels of a row: columns of numbers, or of yes and no; otherwise one. */
    int labelCount() {
        return switch (task()) {
            case REGRESSION -> outputs / loss.outputSuffixes().size();
            case MULTI_LABEL -> outputs;
            case BINARY, MULTICLASS -> 1;
        };
    }

    /** The classes that have a score of their own: the second of two, otherwise all. */
    List<Integer> scoredClasses() {
        return switch (task()) {
            case REGRESSION -> List.of();
            case BINARY -> List.of(1);
            case MULTI_LABEL, MULTICLASS ->
                task() == Task.MULTICLASS && outputs == 2
                        ? List.of(1)
                        : IntStream.range(0, outputs).boxed().toList();
        };
    }

    /** Whether a row is of a class. */
    boolean is(PredictedRow row, int ofClass) {
        return switch (task()) {
            case REGRESSION -> false;
            case MULTI_LABEL -> row.target(ofClass) == 1f;
            case BINARY, MULTICLASS -> truth(row) == ofClass;
        };
    }

    /** The score of a class; a probability if the loss gives them. */
    float score(PredictedRow row, int ofClass) {
        if (row.units() == 1) {
            return row.prediction(0);
        }
        boolean isMargin = task() == Task.MULTICLASS && outputs == 2 && !loss.givesProbabilities();
        return isMargin ? row.prediction(1) - row.prediction(0) : row.prediction(ofClass);
    }

    /** The class of a row; the most probable one of a distribution. */
    int truth(PredictedRow row) {
        return row.targetWidth() == 1 ? (int) row.target(0) : largest(row::target, row.targetWidth());
    }

    /** The predicted class. */
    int predicted(PredictedRow row) {
        return row.units() == 1
                ? (row.prediction(0) >= loss.decidesAt() ? 1 : 0)
                : largest(row::prediction, row.units());
    }

    private static int largest(IntToDoubleFunction values, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values.applyAsDouble(i) > values.applyAsDouble(best)) {
                best = i;
            }
        }
        return best;
    }

    /** A predicted number in the unit of its label; the median where a label has several outputs. */
    double number(PredictedRow row, int label) {
        int perLabel = loss.outputSuffixes().size();
        return unscaled(row.prediction(label * perLabel + loss.middleOutput()), label);
    }

    /** A true number in its unit. */
    double trueNumber(PredictedRow row, int label) {
        return unscaled(row.target(label), label);
    }

    private double unscaled(double value, int label) {
        return value * labels.scale()[label] + labels.mean()[label];
    }

    /**
     * By what rows are sorted in {@link ErrorByScore}: the predicted number, the score of yes, the largest score of several
     * classes, or the mean score of several labels.
     */
    double score(PredictedRow row) {
        return switch (task()) {
            case REGRESSION -> number(row, 0);
            case BINARY -> score(row, 1);
            case MULTICLASS -> outputs == 2 ? score(row, 1) : row.prediction(predicted(row));
            case MULTI_LABEL -> {
                double sum = 0;
                for (int i = 0; i < outputs; i++) {
                    sum += row.prediction(i);
                }
                yield sum / outputs;
            }
        };
    }

    /** The error of a row: 1 for a wrong class, the share of wrong labels, or the mean absolute error of numbers. */
    double error(PredictedRow row) {
        return switch (task()) {
            case BINARY, MULTICLASS -> truth(row) == predicted(row) ? 0 : 1;
            case MULTI_LABEL -> {
                double wrong = 0;
                for (int i = 0; i < outputs; i++) {
                    boolean predicted = row.prediction(i) >= loss.decidesAt();
                    wrong += predicted == is(row, i) ? 0 : 1;
                }
                yield wrong / outputs;
            }
            case REGRESSION -> {
                double sum = 0;
                for (int i = 0; i < labelCount(); i++) {
                    sum += Math.abs(number(row, i) - trueNumber(row, i));
                }
                yield sum / labelCount();
            }
        };
    }
}
