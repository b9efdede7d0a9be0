package dev.lockstep.estimator.scoring;

import dev.lockstep.scoring.TrainedNetwork;
import java.util.List;
import org.apache.spark.ml.linalg.Vectors;

/** Numeric predictions from raw outputs: a number, or a vector for several labels, in the unit of the labels. */
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

    /** The predictions of a row, from the output of the loss. */
    public static double[] values(TrainedNetwork network, float[] predicted, int row) {
        double[] values = new double[network.outputs()];
        for (int i = 0; i < values.length; i++) {
            values[i] = network.unscaled(predicted[row * values.length + i], i);
        }
        return values;
    }
}
