package dev.lockstep.estimator;

import dev.lockstep.catalog.Domain;
import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.optimizer.Schedules;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** What is made small, and how. */
public interface OptimizerParams extends Params {

    /** The loss, such as {@code huber} or {@code {name: huber, delta: 2}}. */
    Param<String> loss();

    default String getLoss() {
        return getOrDefault(loss());
    }

    /** What the moduli of the weights cost. Default: 0. */
    default DoubleParam l1() {
        return Valid.number(this, "l1", "what the moduli of the weights cost", Domain.NOT_NEGATIVE);
    }

    default double getL1() {
        return (Double) getOrDefault(l1());
    }

    /** What the squares of the weights cost. Default: 0. */
    default DoubleParam l2() {
        return Valid.number(this, "l2", "what the squares of the weights cost", Domain.NOT_NEGATIVE);
    }

    default double getL2() {
        return (Double) getOrDefault(l2());
    }

    /** The update rule, such as {@code {name: momentum, nesterov: true}}. Default: {@code adam}. */
    default Param<String> optimizer() {
        return Valid.choice(this, "optimizer", "update rule", () -> Optimizers.CATALOG);
    }

    default String getOptimizer() {
        return getOrDefault(optimizer());
    }

    /**
     * The learning rate, or the first one where a schedule changes it. Not to be set for {@code lbfgs}. Default: 0.001.
     */
    default DoubleParam learningRate() {
        return Valid.number(this, "learningRate", "the first learning rate", Domain.NOT_NEGATIVE);
    }

    default double getLearningRate() {
        return (Double) getOrDefault(learningRate());
    }

    /**
     * How the learning rate changes, such as {@code {name: cosine, over: 30}}; what plans call {@code initial} is
     * {@link #learningRate}. Default: {@code constant}.
     */
    default Param<String> schedule() {
        return Valid.text(
                this,
                "schedule",
                "how the learning rate changes; " + String.join(", ", Schedules.CATALOG.names()),
                words -> Settings.schedule(words, 0.001));
    }

    default String getSchedule() {
        return getOrDefault(schedule());
    }

    /** The largest norm of a gradient. Default: undefined, no limit. */
    default DoubleParam clipNorm() {
        return Valid.number(this, "clipNorm", "largest norm of a gradient", Domain.POSITIVE);
    }

    default double getClipNorm() {
        return (Double) getOrDefault(clipNorm());
    }

    /** The largest modulus of a gradient's element. Default: undefined, no limit. */
    default DoubleParam clipValue() {
        return Valid.number(this, "clipValue", "largest modulus of a gradient's element", Domain.POSITIVE);
    }

    default double getClipValue() {
        return (Double) getOrDefault(clipValue());
    }
}
