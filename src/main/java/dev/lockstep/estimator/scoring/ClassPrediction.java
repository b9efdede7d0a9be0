package dev.lockstep.estimator.scoring;

import dev.lockstep.objective.Loss;
import dev.lockstep.objective.MemberMean;
import dev.lockstep.scoring.TrainedNetwork;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/**
 * Class predictions from raw outputs: a single output z gives (−z, z) for no and yes. Scores of a loss without
 * probabilities are mapped to the range from 0 to 1 like those of the cross-entropy of its task, which keeps their
 * order but is not calibrated.
 */
public final class ClassPrediction implements ScoredRows.Prediction {

    private static final long serialVersionUID = 1;

    private final Columns columns;
    /** The divisors of the class probabilities, or null. */
    private final double[] thresholds;

    /** The columns to compute. */
    public record Columns(boolean raw, boolean probability, boolean prediction, boolean uncertainty)
            implements java.io.Serializable {

        public static final Columns ALL = new Columns(true, true, true, false);
    }

    public ClassPrediction(Columns columns, double[] thresholds) {
        this.columns = columns;
        this.thresholds = thresholds;
    }

    @Override
    public void append(TrainedNetwork network, MemberMean mean, List<Object[]> rows, int at) {
        float[] raw = mean.raw();
        float[] probabilities = probabilities(network, mean, raw);
        int units = network.outputs();
        for (int row = 0; row < rows.size(); row++) {
            Object[] cells = rows.get(row);
            int next = at;
            if (columns.raw()) {
                cells[next++] = raw(raw, row, units);
            }
            if (columns.probability()) {
                cells[next++] = Vectors.dense(probability(probabilities, row, units));
            }
            double predicted = prediction(network, raw, probabilities, row);
            if (columns.prediction()) {
                cells[next++] = predicted;
            }
            if (columns.uncertainty()) {
                // The probabilities of yes and of no deviate equally.
                cells[next] = mean.deviation(units == 1 ? row : row * units + (int) predicted);
            }
        }
    }

    /** The probabilities of a block, those of an ensemble to the last digit. */
    private static float[] probabilities(TrainedNetwork network, MemberMean mean, float[] raw) {
        return network.loss().givesProbabilities() ? mean.predictions() : probabilities(network, raw, mean.rows());
    }

    /** The probabilities of one row. */
    public static double[] probability(TrainedNetwork network, MemberMean mean) {
        return probability(probabilities(network, mean, mean.raw()), 0, network.outputs());
    }

    /** For one row's raw prediction. */
    public double prediction(TrainedNetwork network, Vector raw) {
        float[] outputs = outputs(network, raw);
        return prediction(network, outputs, probabilities(network, outputs, 1), 0);
    }

    /** For one row's raw prediction. */
    public static double[] probability(TrainedNetwork network, Vector raw) {
        return probability(probabilities(network, outputs(network, raw), 1), 0, network.outputs());
    }

    public static Vector raw(float[] raw, int row, int units) {
        if (units == 1) {
            return Vectors.dense(new double[] {-raw[row], raw[row]});
        }
        return Vectors.dense(doubles(raw, row, units));
    }

    /** The raw outputs of a raw prediction. */
    private static float[] outputs(TrainedNetwork network, Vector raw) {
        if (raw.size() != network.classes()) {
            throw new IllegalArgumentException("the raw prediction must have " + network.classes()
                    + " elements, one a class, but has " + raw.size());
        }
        float[] outputs = new float[network.outputs()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = (float) raw.apply(outputs.length == 1 ? 1 : i);
        }
        return outputs;
    }

    private static float[] probabilities(TrainedNetwork network, float[] raw, int rows) {
        float[] probabilities = raw.clone();
        network.loss().givingProbabilities().predict(probabilities, rows, network.outputs());
        return probabilities;
    }

    private static double[] probability(float[] probabilities, int row, int units) {
        return units == 1
                ? new double[] {1 - (double) probabilities[row], probabilities[row]}
                : doubles(probabilities, row, units);
    }

    private double prediction(TrainedNetwork network, float[] raw, float[] probabilities, int row) {
        int units = network.outputs();
        if (thresholds != null) {
            double[] divided = probability(probabilities, row, units);
            for (int i = 0; i < divided.length; i++) {
                divided[i] = thresholds[i] == 0 ? Double.POSITIVE_INFINITY : divided[i] / thresholds[i];
            }
            return largest(divided);
        }
        if (units == 1) {
            Loss loss = network.loss();
            return (loss.givesProbabilities() ? probabilities : raw)[row] >= loss.decidesAt() ? 1 : 0;
        }
        return largest(doubles(raw, row, units));
    }

    private static double[] doubles(float[] values, int row, int units) {
        double[] doubles = new double[units];
        Arrays.setAll(doubles, i -> values[row * units + i]);
        return doubles;
    }

    /** The index of the largest value, the first of equal ones. */
    private static int largest(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
