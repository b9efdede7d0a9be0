package dev.lockstep.estimator;

import dev.lockstep.catalog.Domain;
import dev.lockstep.math.Backend;
import dev.lockstep.plan.EnginePlan;
import dev.lockstep.plan.TrainingPlan;
import java.util.List;
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
        return new LongParam(this, "seed", "random seed");
    }

    default long getSeed() {
        return (Long) getOrDefault(seed());
    }

    /** Passes over the training rows; with 0 the model has the initial weights. Default: 30. */
    default IntParam epochs() {
        return Valid.whole(this, "epochs", "passes over the training rows", Domain.WHOLE);
    }

    default int getEpochs() {
        return (Integer) getOrDefault(epochs());
    }

    /** Rows a step; {@link #FULL_BATCH}, or any number above the rows, is all of them. Default: 128, for lbfgs all. */
    default LongParam batchSize() {
        return new LongParam(
                this,
                "batchSize",
                "rows a step, " + FULL_BATCH + " for all; a whole number from 1",
                (Valid.Check<Object>) value -> {
                    if ((Long) value < 1) {
                        throw new IllegalArgumentException("batchSize must be a whole number from 1 but is " + value);
                    }
                });
    }

    default long getBatchSize() {
        return (Long) getOrDefault(batchSize());
    }

    /** The unit of parallelism and of arithmetic: a training uses at most as many tasks. Default: 8. */
    default IntParam shards() {
        return Valid.whole(this, "shards", "unit of parallelism and of arithmetic", Domain.whole(1, 65536));
    }

    default int getShards() {
        return (Integer) getOrDefault(shards());
    }

    /** How steps reach the executors, which does not change a bit of the result. Default: {@code auto}. */
    default Param<String> engine() {
        return Valid.oneOf(this, "engine", "how steps reach the executors", List.of(EnginePlan.Kind.values()));
    }

    default String getEngine() {
        return getOrDefault(engine());
    }

    /** Seconds for which a task of the resident engine may not be heard of. Default: 30. */
    default DoubleParam residentTimeout() {
        return Valid.number(
                this,
                "residentTimeout",
                "how long a task of the resident engine may not be heard of",
                Domain.between(1, Integer.MAX_VALUE, "a number of seconds from 1"));
    }

    default double getResidentTimeout() {
        return (Double) getOrDefault(residentTimeout());
    }

    /**
     * When to stop before the last epoch, and return the best epoch's weights: {@code none}, or {@code {metric: loss,
     * patience: 5, minDelta: 0}} on the rows that {@code validationIndicatorCol} says. Default: {@code none}.
     */
    default Param<String> earlyStopping() {
        return Valid.text(
                this,
                "earlyStopping",
                "none, or when to stop on the validation rows: {metric: loss, patience: 5, minDelta: 0}",
                Settings::earlyStopping);
    }

    default String getEarlyStopping() {
        return getOrDefault(earlyStopping());
    }

    /**
     * Who computes matrix products in training; {@code java} gives the same bits on any processor. Default: {@code
     * auto}.
     */
    default Param<String> blas() {
        return Valid.oneOf(this, "blas", "who computes matrix products", List.of(Backend.values()));
    }

    default String getBlas() {
        return getOrDefault(blas());
    }
}
