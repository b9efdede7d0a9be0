package dev.lockstep.estimator;

import dev.lockstep.format.SavedModel;
import dev.lockstep.format.TableDescription;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.spark.internals.SparkInternals;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.Identifiable;

/**
 * The Spark ML pipeline of a run: it takes raw rows and adds predictions, for classes with their names in the column
 * {@value #LABEL}.
 */
public final class RunModel {

    /** The name of the predicted class. */
    public static final String LABEL = "predictedLabel";

    /** The predicted number, or the index of the predicted class. */
    public static final String PREDICTION = "prediction";

    /** The probabilities of classes. */
    public static final String PROBABILITY = "probability";

    /** The standard deviation of the prediction over the members of an ensemble. */
    public static final String UNCERTAINTY = "uncertainty";

    private static final String FEATURES = "features";

    private RunModel() {}

    /** The stages: features, unless the table has them as one vector; network; class names. */
    public static PipelineModel of(SavedModel saved, FeatureEncoder encoder) {
        return of(saved, encoder, "", false);
    }

    /**
     * @param aside prefix of all added columns
     * @param uncertainty whether to add {@value #UNCERTAINTY}
     */
    public static PipelineModel of(SavedModel saved, FeatureEncoder encoder, String aside, boolean uncertainty) {
        List<Transformer> stages = new ArrayList<>();
        PredictionModel<Vector, ?> model = model(saved, aside);
        if (uncertainty) {
            model.set(((MlpParams) model).uncertaintyCol(), aside + UNCERTAINTY);
        }
        model.setPredictionCol(aside + PREDICTION);
        if (isOneVector(encoder.description())) {
            model.setFeaturesCol(encoder.columns().get(0));
        } else {
            String features = aside + (encoder.columns().contains(FEATURES) ? "inputs" : FEATURES);
            stages.add(new TableFeatures(encoder, features));
            model.setFeaturesCol(features);
        }
        stages.add(model);
        if (model instanceof MlpClassificationModel) {
            stages.add(new IndexToString()
                    .setInputCol(model.getPredictionCol())
                    .setOutputCol(aside + LABEL)
                    .setLabels(saved.description().names().classes().toArray(String[]::new)));
        }
        return SparkInternals.pipeline(Identifiable.randomUID("lockstep"), stages);
    }

    private static PredictionModel<Vector, ?> model(SavedModel saved, String aside) {
        if (!saved.description().task().isOneClass()) {
            return new MlpRegressionModel(Identifiable.randomUID("mlpRegressor"), VectorNetwork.of(saved), null);
        }
        MlpClassificationModel model =
                new MlpClassificationModel(Identifiable.randomUID("mlpClassifier"), VectorNetwork.of(saved), null);
        model.setRawPredictionCol(aside + model.getRawPredictionCol());
        model.setProbabilityCol(aside + PROBABILITY);
        return model;
    }

    /** Whether the table has the features as one vector. Spark ML would look for a struct if the name had a dot. */
    private static boolean isOneVector(TableDescription table) {
        return table.columns().size() == 1
                && table.columns().get(0).width() > 1
                && table.columns().get(0).bins().isEmpty()
                && !table.columns().get(0).name().matches(".*[.`].*")
                && !table.columns().get(0).traits().contains(TableDescription.Trait.ARRAY)
                && table.missing().equals("error");
    }
}
