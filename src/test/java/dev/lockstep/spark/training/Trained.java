package dev.lockstep.spark.training;

import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import dev.lockstep.training.TrainingResult;
import java.util.Arrays;
import java.util.List;

/** Trains what a plan says, on the shared session. */
public final class Trained {

    private Trained() {}

    static TrainingResult of(String yaml, TrainingListener... listeners) {
        return onSlots(LocalSpark.context().defaultParallelism(), yaml, listeners);
    }

    /** Trains on as many partitions as a cluster with that many slots would have. */
    static TrainingResult onSlots(int slots, String yaml, TrainingListener... listeners) {
        RunPlan plan = Plans.of(yaml);
        return LocalSpark.onSlots(slots, () -> {
            try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
                return cluster(plan, data).train(Arrays.asList(listeners));
            }
        });
    }

    public static ClusterTraining cluster(RunPlan plan, TrainingData data) {
        return new ClusterTraining(LocalSpark.context(), plan.training(), plan.engine(), data);
    }

    /** Keeps each epoch's report. */
    static TrainingListener keeping(List<EpochReport> reports) {
        return new TrainingListener() {
            @Override
            public void epochEnded(EpochReport report) {
                reports.add(report);
            }
        };
    }
}
