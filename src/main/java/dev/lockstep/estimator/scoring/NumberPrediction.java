package dev.lockstep.estimator.scoring;

import dev.lockstep.scoring.TrainedNetwork;
import java.util.List;
import org.apache.spark.ml.linalg.Vectors;

/** What raw outputs mean for label columns: a number, or a vector of several, in the labels' unit. */
public final class NumberPrediction implements ScoredRows.Prediction {

    private static final long serialVersionUID = 1;

    @Override
    public void append(TrainedNetwork network, float[] raw, List<Object[]> rows, int at) {
        network.predict(raw, rows.size());
        for (int row = 0; row < rows.size(); row++) {
            double[] values = values(network, raw, row);
            rows.get(row)[at] = values.length == 1 ? (Object) values[0] : Vectors.dense(values);
        }
    }

    /** The predictions of a row, given what the loss makes of raw outputs. */
    public static double[] values(TrainedNetwork network, float[] predicted, int row) {
        double[] values = new double[network.outputs()];
        for (int i = 0; i < values.length; i++) {
            values[i] = network.unscaled(predicted[row * values.length + i], i);
        }
        return values;
    }
}
