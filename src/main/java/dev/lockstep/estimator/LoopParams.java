package dev.lockstep.estimator;

import dev.lockstep.format.Json;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.plan.yaml.YamlReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** How the training goes. */
public interface LoopParams extends Params {

    /** The batch size of batch gradient descent: all rows. */
    long FULL_BATCH = TrainingPlan.FULL_BATCH;

    /** What every random choice comes from. Default: 0. */
    default LongParam seed() {
        return Valid.wholeOf64Bits(this, "seed", Valid.doc("seed"));
    }

    default long getSeed() {
        return (Long) getOrDefault(seed());
    }

    /** Passes over the training rows; with 0 the model has the initial weights. Default: 30. */
    default IntParam epochs() {
        return Valid.whole(this, "epochs");
    }

    default int getEpochs() {
        return (Integer) getOrDefault(epochs());
    }

    /** Rows a step; {@link #FULL_BATCH}, or any number above the rows, is all of them. Default: 128, for lbfgs all. */
    default LongParam batchSize() {
        return Valid.wholeOf64Bits(
                this, "batchSize", "rows per step, " + FULL_BATCH + " for all; a whole number from 1");
    }

    default long getBatchSize() {
        return (Long) getOrDefault(batchSize());
    }

    /** The unit of parallelism and of arithmetic: a training uses at most as many tasks. Default: 8. */
    default IntParam shards() {
        return Valid.whole(this, "shards");
    }

    default int getShards() {
        return (Integer) getOrDefault(shards());
    }

    /**
     * How many networks are trained together, with the seeds {@code seed}, {@code seed + 1} and so on; the model averages
     * their predictions. Default: 1.
     */
    default IntParam ensemble() {
        return Valid.whole(this, "ensemble");
    }

    default int getEnsemble() {
        return (Integer) getOrDefault(ensemble());
    }

    /** How steps reach the executors, which does not change a bit of the result. Default: {@code auto}. */
    default Param<String> engine() {
        return Valid.words(this, "engine");
    }

    default String getEngine() {
        return getOrDefault(engine());
    }

    /** The heartbeat timeout of a task of the resident engine, in seconds. Default: 30. */
    default DoubleParam residentTimeout() {
        return Valid.number(this, "residentTimeout");
    }

    default double getResidentTimeout() {
        return (Double) getOrDefault(residentTimeout());
    }

    /**
     * When to stop before the last epoch, and return the best epoch's weights: {@code none}, or {@code {metric: loss,
     * patience: 5, minDelta: 0}} on the rows that {@code validationIndicatorCol} says; {@code patience: none} trains all
     * epochs. Default: {@code none}.
     */
    default Param<String> earlyStopping() {
        return Valid.words(this, "earlyStopping");
    }

    default String getEarlyStopping() {
        return getOrDefault(earlyStopping());
    }

    /**
     * Who computes matrix products in training; {@code java} gives the same bits on any processor. Default: {@code
     * auto}.
     */
    default Param<String> blas() {
        return Valid.words(this, "blas");
    }

    default String getBlas() {
        return getOrDefault(blas());
    }

    /**
     * Sets them, each on its own.
     *
     * @param <E> the estimator, which every setter returns
     */
    interface Setters<E> extends LoopParams {

        default E setSeed(long seed) {
            return Valid.with(this, seed(), seed);
        }

        default E setEpochs(int count) {
            return Valid.with(this, epochs(), count);
        }

        default E setBatchSize(long rows) {
            return Valid.with(this, batchSize(), rows);
        }

        default E setShards(int count) {
            return Valid.with(this, shards(), count);
        }

        default E setEnsemble(int count) {
            return Valid.with(this, ensemble(), count);
        }

        default E setEngine(String name) {
            return Valid.with(this, engine(), name);
        }

        default E setResidentTimeout(double seconds) {
            return Valid.with(this, residentTimeout(), seconds);
        }

        default E setEarlyStopping(String rule) {
            return Valid.with(this, earlyStopping(), rule);
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
            return Valid.with(this, blas(), name);
        }
    }
}
