package dev.lockstep.estimator;

import dev.lockstep.optimizer.Schedules;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The loss, its penalties and the optimizer. */
public interface OptimizerParams extends Params {

    /** The loss, such as {@code huber} or {@code {name: huber, delta: 2}}. */
    Param<String> loss();

    default String getLoss() {
        return getOrDefault(loss());
    }

    /** The coefficient of the L1 penalty on weights, never biases. Default: 0. */
    default DoubleParam l1() {
        return Valid.number(this, "l1");
    }

    default double getL1() {
        return (Double) getOrDefault(l1());
    }

    /** The coefficient of the L2 penalty on weights, never biases. Default: 0. */
    default DoubleParam l2() {
        return Valid.number(this, "l2");
    }

    default double getL2() {
        return (Double) getOrDefault(l2());
    }

    /** The update rule, such as {@code {name: momentum, nesterov: true}}. Default: {@code adam}. */
    default Param<String> optimizer() {
        return Valid.words(this, "optimizer");
    }

    default String getOptimizer() {
        return getOrDefault(optimizer());
    }

    /**
     * The learning rate, or the first one where a schedule changes it. Not to be set for {@code lbfgs}. Default: 0.001.
     */
    default DoubleParam learningRate() {
        return Valid.number(
                this, "learningRate", "learning rate, or the first one of a schedule; 0 or a positive number");
    }

    default double getLearningRate() {
        return (Double) getOrDefault(learningRate());
    }

    /**
     * How the learning rate changes, such as {@code {name: cosine, over: 30}}; what plans call {@code initial} is
     * {@link #learningRate}. Default: {@code constant}.
     */
    default Param<String> schedule() {
        return Valid.words(
                this,
                ParamKeys.SCHEDULE,
                "schedule of the learning rate; " + Valid.names(Schedules.CATALOG),
                words ->
                        ParamKeys.key(ParamKeys.SCHEDULE).type().read(Settings.schedule(words, ParamKeys.usualRate())));
    }

    default String getSchedule() {
        return getOrDefault(schedule());
    }

    /** The largest norm of a gradient. Default: undefined, no limit. */
    default DoubleParam clipNorm() {
        return Valid.number(this, "clipNorm");
    }

    default double getClipNorm() {
        return (Double) getOrDefault(clipNorm());
    }

    /** The largest absolute value of a gradient's element. Default: undefined, no limit. */
    default DoubleParam clipValue() {
        return Valid.number(this, "clipValue");
    }

    default double getClipValue() {
        return (Double) getOrDefault(clipValue());
    }

    /**
     * Sets them, each on its own.
     *
     * @param <E> the estimator, which every setter returns
     */
    interface Setters<E> extends OptimizerParams {

        default E setLoss(String name) {
            return Valid.with(this, loss(), name);
        }

        default E setL1(double cost) {
            return Valid.with(this, l1(), cost);
        }

        default E setL2(double cost) {
            return Valid.with(this, l2(), cost);
        }

        default E setOptimizer(String name) {
            return Valid.with(this, optimizer(), name);
        }

        default E setLearningRate(double rate) {
            return Valid.with(this, learningRate(), rate);
        }

        default E setSchedule(String name) {
            return Valid.with(this, schedule(), name);
        }

        default E setClipNorm(double limit) {
            return Valid.with(this, clipNorm(), limit);
        }

        default E setClipValue(double limit) {
            return Valid.with(this, clipValue(), limit);
        }
    }
}
