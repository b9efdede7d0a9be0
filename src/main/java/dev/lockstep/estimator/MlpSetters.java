package dev.lockstep.estimator;

import dev.lockstep.format.Json;
import dev.lockstep.plan.yaml.YamlReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.param.Param;

/**
 * Sets what {@link MlpParams} has, each on its own.
 *
 * @param <E> the estimator, which every setter returns
 */
public interface MlpSetters<E extends MlpSetters<E>> extends MlpParams {

    default E setHiddenLayers(int... units) {
        return with(hiddenLayers(), units);
    }

    default E setActivation(String... names) {
        return with(activation(), names);
    }

    default E setDropout(double... probabilities) {
        return with(dropout(), probabilities);
    }

    default E setMaxNorm(double... limits) {
        return with(maxNorm(), limits);
    }

    default E setInitializer(String name) {
        return with(initializer(), name);
    }

    default E setInitializeFrom(String path) {
        return with(initializeFrom(), path);
    }

    default E setLoss(String name) {
        return with(loss(), name);
    }

    default E setL1(double cost) {
        return with(l1(), cost);
    }

    default E setL2(double cost) {
        return with(l2(), cost);
    }

    default E setOptimizer(String name) {
        return with(optimizer(), name);
    }

    default E setLearningRate(double rate) {
        return with(learningRate(), rate);
    }

    default E setSchedule(String name) {
        return with(schedule(), name);
    }

    default E setClipNorm(double limit) {
        return with(clipNorm(), limit);
    }

    default E setClipValue(double limit) {
        return with(clipValue(), limit);
    }

    default E setSeed(long seed) {
        return with(seed(), seed);
    }

    default E setEpochs(int count) {
        return with(epochs(), count);
    }

    default E setBatchSize(long rows) {
        return with(batchSize(), rows);
    }

    default E setShards(int count) {
        return with(shards(), count);
    }

    default E setEngine(String name) {
        return with(engine(), name);
    }

    default E setResidentTimeout(double seconds) {
        return with(residentTimeout(), seconds);
    }

    default E setEarlyStopping(String rule) {
        return with(earlyStopping(), rule);
    }

    /** Stops when a metric has not improved by more than {@code minDelta} for {@code patience} epochs. */
    default E setEarlyStopping(String metric, int patience, double minDelta) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("metric", YamlReader.line(metric));
        rule.put("patience", patience);
        rule.put("minDelta", minDelta);
        return setEarlyStopping(Json.line(rule));
    }

    default E setBlas(String name) {
        return with(blas(), name);
    }

    default E setWeightCol(String column) {
        return with(weightCol(), column);
    }

    default E setValidationIndicatorCol(String column) {
        return with(validationIndicatorCol(), column);
    }

    default E setStandardization(boolean on) {
        return with(standardization(), on);
    }

    default E setStorage(String name) {
        return with(storage(), name);
    }

    @SuppressWarnings("unchecked")
    private <T> E with(Param<T> param, T value) {
        set(param, value);
        return (E) this;
    }
}
