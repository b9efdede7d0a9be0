package dev.lockstep.estimator;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Violation;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Losses;
import org.apache.spark.ml.param.Param;

/** The settings of a classifier. */
public interface MlpClassifierParams extends MlpParams {

    /**
     * The loss. {@code binary_cross_entropy} and {@code hinge} are for two classes. Default: {@code
     * cross_entropy}.
     */
    @Override
    default Param<String> loss() {
        return Valid.words(this, "loss", ParamKeys.key("loss").meaning() + "; a loss for classes", words -> {
            Choice<Loss> loss = Losses.CATALOG.fromWords(words);
            if (!loss.value().task().hasClasses()) {
                throw new Violation("", loss.name() + " is for numbers; use MlpRegressor, or a loss of classes");
            }
        });
    }

    /**
     * What rows of each class count: {@code none}, {@code balanced} or {@code {0: 1.0, 1: 5.0}}. Default: {@code none}.
     */
    default Param<String> classWeights() {
        return Valid.words(this, "classWeights");
    }

    default String getClassWeights() {
        return getOrDefault(classWeights());
    }
}
