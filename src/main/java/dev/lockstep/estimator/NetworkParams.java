package dev.lockstep.estimator;

import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The shape of a network and what it starts with. */
public interface NetworkParams extends Params {

    /** Units of each hidden layer, from the inputs on; none for a linear model. Default: none. */
    default IntArrayParam hiddenLayers() {
        return Valid.wholes(
                this,
                "hiddenLayers",
                "units of each hidden layer, none for a linear model; each a whole number from 1");
    }

    default int[] getHiddenLayers() {
        return getOrDefault(hiddenLayers());
    }

    /**
     * Activation of the hidden layers: one for all, or one a layer; {@code {name: leaky_relu, slope: 0.1}} with
     * arguments.
     */
    default StringArrayParam activation() {
        return Valid.listOfWords(this, "activation");
    }

    default String[] getActivation() {
        return getOrDefault(activation());
    }

    /**
     * The probability that an output of a hidden layer is dropped in training: one for all, or one a layer. Default: 0.
     */
    default DoubleArrayParam dropout() {
        return Valid.numbers(this, "dropout");
    }

    default double[] getDropout() {
        return getOrDefault(dropout());
    }

    /**
     * The largest norm of a hidden unit's incoming weights: one for all, or one a layer. Default: undefined, no limit.
     */
    default DoubleArrayParam maxNorm() {
        return Valid.numbers(this, "maxNorm");
    }

    default double[] getMaxNorm() {
        return getOrDefault(maxNorm());
    }

    /** How weights start. Default: undefined, the usual way for each layer's activation. */
    default Param<String> initializer() {
        return Valid.words(this, "initializer");
    }

    default String getInitializer() {
        return getOrDefault(initializer());
    }

    /**
     * A run's or model's folder, or a safetensors or ONNX file, whose parameters training starts from. Default:
     * undefined.
     */
    default Param<String> initializeFrom() {
        return new Param<>(this, "initializeFrom", Valid.doc("initializeFrom"));
    }

    default String getInitializeFrom() {
        return getOrDefault(initializeFrom());
    }

    /**
     * Sets them, each on its own.
     *
     * @param <E> the estimator, which every setter returns
     */
    interface Setters<E> extends NetworkParams {

        default E setHiddenLayers(int... units) {
            return Valid.with(this, hiddenLayers(), units);
        }

        default E setActivation(String... names) {
            return Valid.with(this, activation(), names);
        }

        default E setDropout(double... probabilities) {
            return Valid.with(this, dropout(), probabilities);
        }

        default E setMaxNorm(double... limits) {
            return Valid.with(this, maxNorm(), limits);
        }

        default E setInitializer(String name) {
            return Valid.with(this, initializer(), name);
        }

        default E setInitializeFrom(String path) {
            return Valid.with(this, initializeFrom(), path);
        }
    }
}
