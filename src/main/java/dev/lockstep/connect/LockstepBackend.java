package dev.lockstep.connect;

import java.util.Optional;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.sql.connect.plugin.MLBackendPlugin;

/**
 * Trains {@code MultilayerPerceptronClassifier} of clients with Lockstep, if the server has this class in {@code
 * spark.connect.ml.backend.classes}.
 */
public final class LockstepBackend implements MLBackendPlugin {

    @Override
    public Optional<String> transform(String operator) {
        return operator.equals(MultilayerPerceptronClassifier.class.getName())
                ? Optional.of(LockstepPerceptron.class.getName())
                : Optional.empty();
    }
}
