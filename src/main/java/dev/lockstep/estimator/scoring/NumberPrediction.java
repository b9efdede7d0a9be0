package dev.lockstep.estimator.scoring;

import dev.lockstep.objective.MemberMean;
import dev.lockstep.scoring.TrainedNetwork;
import java.util.List;
import org.apache.spark.ml.linalg.Vectors;

/**
 * Numeric predictions from raw outputs: a number, or a vector for several labels, in the unit of the labels.
 *
 * @param prediction whether to append the prediction
 * @param uncertainty whether to append the standard deviation over the members, in the form of the prediction
 */
public record NumberPrediction(boolean prediction, boolean uncertainty) implements ScoredRows.Prediction {

    @Override
    public void append(TrainedNetwork network, MemberMean mean, List<Object[]> rows, int at) {
        float[] predicted = mean.predictions();
        for (int row = 0; row < rows.size(); row++) {
            int next = at;
            if (prediction) {
                rows.get(row)[next++] = cell(values(network, predicted, row));
            }
            if (uncertainty) {
                rows.get(row)[next] = cell(deviations(network, mean, row));
            }
        }
    }

    private static Object cell(double[] values) {
        return values.length == 1 ? (Object) values[0] : Vectors.dense(values);
    }

    /** The predictions of a row, from the output of the loss. */
    public static double[] values(TrainedNetwork network, float[] predicted, int row) {
        double[] values = new double[network.outputs()];
        for (int i = 0; i < values.length; i++) {
            values[i] = network.unscaled(predicted[row * values.length + i], i);
        }
        return values;
    }

    private static double[] deviations(TrainedNetwork network, MemberMean mean, int row) {
        double[] deviations = new double[network.outputs()];
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = network.unscaledDistance(mean.deviation(row * deviations.length + i), i);
        }
        return deviations;
    }
}
