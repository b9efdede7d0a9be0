package dev.lockstep.benchmark;

import dev.lockstep.benchmark.measurement.Rounds;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.training.StepTimer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains as {@code jobs/train.sh} does, for a while, from the same start every time.
 *
 * @param notice told when the engine was not what the plan wants
 */
record EngineSpeed(JavaSparkContext context, RunPlan plan, TrainingData data, double seconds, Consumer<String> notice)
        implements Rounds.Measurement {

    @Override
    public Map<String, Double> take() {
        StepTimer timer = new StepTimer();
        Stopwatch watch = new Stopwatch(seconds, timer, notice);
        try {
            new ClusterTraining(context, plan.training(), plan.engine(), data)
                    .train(List.of(watch), Optional.empty(), timer);
        } catch (Stopwatch.EnoughException e) {
            return watch.result();
        }
        throw new IllegalStateException("the benchmark's training ended by itself");
    }
}
