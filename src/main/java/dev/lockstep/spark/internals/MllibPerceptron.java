package dev.lockstep.spark.internals;

import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationTrainingSummaryImpl;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Option;
import scala.Tuple3;

/** Models of MLlib's perceptron, whose constructors are not published. */
public final class MllibPerceptron {

    private MllibPerceptron() {}

    /** @param weights layer by layer: the weights column by column, then the biases */
    public static MultilayerPerceptronClassificationModel model(String uid, int[] layers, Vector weights) {
        MultilayerPerceptronClassificationModel model = new MultilayerPerceptronClassificationModel(uid, weights);
        model.set(model.layers(), layers);
        return model;
    }

    /** @param losses one per iteration */
    public static MultilayerPerceptronClassificationModel withSummary(
            MultilayerPerceptronClassificationModel model, Dataset<?> rows, String labelCol, double[] losses) {
        Tuple3<?, ?, ?> scoring = model.findSummaryModel();
        Dataset<Row> scored = ((ProbabilisticClassificationModel<?, ?>) scoring._1()).transform(rows);
        model.setSummary(Option.apply(new MultilayerPerceptronClassificationTrainingSummaryImpl(
                scored, (String) scoring._3(), labelCol, "", losses)));
        return model;
    }
}
