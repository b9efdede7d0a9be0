package dev.lockstep.estimator;

import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Losses;
import org.apache.spark.ml.param.Param;

/** The settings of a classifier. */
public interface MlpClassifierParams extends MlpParams {

    /**
     * What is made small. {@code binary_cross_entropy} and {@code hinge} are for two classes. Default: {@code
     * cross_entropy}.
     */
    @Override
    default Param<String> loss() {
        return Valid.text(this, "loss", "what is made small; a loss of classes", words -> {
            Loss loss = Losses.CATALOG.fromWords(Settings.parsed(words)).value();
            if (!loss.task().hasClasses()) {
                throw new IllegalArgumentException(words + " is for numbers; use MlpRegressor, or a loss of classes");
            }
        });
    }

    /**
     * What rows of each class count: {@code none}, {@code balanced} or {@code {0: 1.0, 1: 5.0}}. Default: {@code none}.
     */
    default Param<String> classWeights() {
        return Valid.text(
                this,
                "classWeights",
                "what rows of each class count: none, balanced or {label: weight}",
                Settings::classWeights);
    }

    default String getClassWeights() {
        return getOrDefault(classWeights());
    }
}
