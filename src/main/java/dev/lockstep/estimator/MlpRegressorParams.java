package dev.lockstep.estimator;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/** The settings of a regressor. */
public interface MlpRegressorParams extends MlpParams {

    /**
     * The loss. With {@link #labelCols} also a loss of yes and no a column, or of a distribution over the
     * columns; then predictions are probabilities. Default: {@code mse}.
     */
    @Override
    default Param<String> loss() {
        return Valid.words(this, "loss");
    }

    /**
     * The label columns, instead of {@code labelCol}; with several of them a prediction is a vector. Default:
     * undefined.
     */
    default StringArrayParam labelCols() {
        return new StringArrayParam(
                this, "labelCols", "label column names, instead of labelCol", (Valid.Check<String[]>) labels -> {
                    if (labels.length == 0) {
                        throw new IllegalArgumentException("labelCols must name at least one column but is empty");
                    }
                });
    }

    default String[] getLabelCols() {
        return getOrDefault(labelCols());
    }

    /**
     * A column of numbers that are added to the network's outputs, such as logarithms of exposures; with the losses
     * {@code poisson}, {@code gamma} and {@code tweedie}. Default: undefined, nothing is added.
     */
    default Param<String> offsetCol() {
        return new Param<>(this, "offsetCol", "offset column name; without it nothing is added to the outputs");
    }

    default String getOffsetCol() {
        return getOrDefault(offsetCol());
    }

    /** Activation of the outputs. Default: {@code identity}. */
    default Param<String> outputActivation() {
        return Valid.words(this, "outputActivation");
    }

    default String getOutputActivation() {
        return getOrDefault(outputActivation());
    }

    /**
     * Whether labels are standardized, to mean 0 and standard deviation 1, for training: {@code none} or {@code standard}. Default:
     * none.
     */
    default Param<String> scaleLabel() {
        return Valid.words(this, "scaleLabel");
    }

    default String getScaleLabel() {
        return getOrDefault(scaleLabel());
    }
}
