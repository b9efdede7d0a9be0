package dev.lockstep.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.estimator.MlpRegressionModel;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Transformer;
import org.junit.jupiter.api.Test;

/** The classes that the server of Spark Connect finds. */
class ServicesTest {

    @Test
    void sparkConnectFindsEveryClass() {
        assertEquals(Set.of("MlpClassifier", "MlpRegressor", "LockstepPerceptron"), found(Estimator.class));
        assertEquals(
                Set.of("MlpClassificationModel", "MlpRegressionModel", "TableFeatures", "ServerVersion"),
                found(Transformer.class));
        assertEquals(
                "a model is made by fit or load",
                assertThrows(UnsupportedOperationException.class, MlpRegressionModel::new)
                        .getMessage());
    }

    private static Set<String> found(Class<?> type) {
        return ServiceLoader.load(type).stream()
                .map(ServiceLoader.Provider::type)
                .filter(provider -> provider.getName().startsWith("dev.lockstep."))
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
    }
}
