package dev.lockstep.estimator;

import dev.lockstep.catalog.Choice;
import dev.lockstep.format.ModelDescription;
import dev.lockstep.format.ModelDescription.Hidden;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.Weights;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Losses;
import dev.lockstep.spark.internals.MllibPerceptron;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/** Networks of Spark MLlib: sigmoid layers under a softmax; a layer's weights column by column, then its biases. */
final class MllibNetwork {

    private MllibNetwork() {}

    static SavedModel of(MultilayerPerceptronClassificationModel model) {
        int[] layers = model.getLayers();
        Choice<Activation> sigmoid = Activations.CATALOG.choose("sigmoid");
        List<Hidden> hidden = Arrays.stream(layers, 1, layers.length - 1)
                .mapToObj(units -> new Hidden(units, sigmoid, 0, Double.POSITIVE_INFINITY))
                .toList();
        ModelDescription description = new ModelDescription(
                layers[0],
                hidden,
                layers[layers.length - 1],
                Activations.CATALOG.choose("identity"),
                Losses.CATALOG.choose("cross_entropy"),
                new ModelDescription.Scaled(false, false),
                ModelDescription.Names.NONE);
        Network network = description.network();
        Weights weights =
                new Weights(network, parameters(network, model.weights()), Optional.empty(), Optional.empty());
        return SavedModel.of(description, weights);
    }

    private static float[] parameters(Network network, Vector weights) {
        float[] parameters = new float[network.parameterCount()];
        for (Layer layer : network.layers()) {
            for (int out = 0; out < layer.outputs(); out++) {
                for (int in = 0; in < layer.inputs(); in++) {
                    parameters[layer.offset() + out * layer.inputs() + in] =
                            (float) weights.apply(layer.offset() + in * layer.outputs() + out);
                }
                parameters[layer.biasOffset() + out] = (float) weights.apply(layer.biasOffset() + out);
            }
        }
        return parameters;
    }

    /**
     * The same network in MLlib.
     *
     * @throws IllegalStateException if MLlib has no such network
     */
    static MultilayerPerceptronClassificationModel toMllib(String uid, VectorNetwork vectors) {
        SavedModel saved = vectors.saved();
        ModelDescription description = saved.description();
        boolean fits = description.hidden().stream()
                        .allMatch(layer -> layer.activation().name().equals("sigmoid"))
                && description.outputActivation().name().equals("identity")
                && description.loss().name().equals("cross_entropy")
                && !description.scaling().inputs()
                && !description.scaling().unit()
                && description.members() == 1
                && vectors.table().isEmpty();
        if (!fits) {
            throw new IllegalStateException("MLlib has only networks of sigmoid layers under a softmax, without"
                    + " standardization, encoding and ensembles, but the model is " + description.toJson());
        }
        Network network = saved.network().network();
        IntStream units = IntStream.concat(
                IntStream.of(description.inputs()),
                description.hidden().stream().mapToInt(Hidden::units));
        return MllibPerceptron.model(
                uid,
                IntStream.concat(units, IntStream.of(description.outputs())).toArray(),
                weights(network, saved.network().parameters()));
    }

    private static Vector weights(Network network, float[] parameters) {
        double[] weights = new double[parameters.length];
        for (Layer layer : network.layers()) {
            for (int out = 0; out < layer.outputs(); out++) {
                for (int in = 0; in < layer.inputs(); in++) {
                    weights[layer.offset() + in * layer.outputs() + out] =
                            parameters[layer.offset() + out * layer.inputs() + in];
                }
                weights[layer.biasOffset() + out] = parameters[layer.biasOffset() + out];
            }
        }
        return Vectors.dense(weights);
    }

    /** The columns and the description of the network. */
    static void copyParams(MultilayerPerceptronClassificationModel from, MlpClassificationModel to) {
        int[] layers = from.getLayers();
        to.set(to.hiddenLayers(), Arrays.copyOfRange(layers, 1, layers.length - 1));
        to.set(to.activation(), new String[] {"sigmoid"});
        to.set(to.standardization(), false);
        to.setFeaturesCol(from.getFeaturesCol());
        to.setPredictionCol(from.getPredictionCol());
        to.setProbabilityCol(from.getProbabilityCol());
        to.setRawPredictionCol(from.getRawPredictionCol());
        if (from.isDefined(from.thresholds())) {
            to.setThresholds(from.getThresholds());
        }
    }
}
