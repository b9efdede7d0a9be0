package dev.lockstep.benchmark;

import dev.lockstep.benchmark.measurement.Memory;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.training.TrainingListener;
import java.util.List;

/** What is alive on the driver's heap in the middle of a training. */
final class HeapWhileTraining implements TrainingListener {

    /** Late enough that everything is allocated. */
    private static final int STEP = 10;

    private final Comparison on;
    private final String engine;
    private double live;

    HeapWhileTraining(Comparison on, String engine) {
        this.on = on;
        this.engine = engine;
    }

    @Override
    public void stepEnded(long step, double loss) {
        if (step == STEP) {
            live = Memory.live();
            throw new Stopwatch.EnoughException();
        }
    }

    /** Trains for some steps and returns MiB. */
    double live() {
        RunPlan plan = on.plan(engine, Comparison.USUAL_BATCH);
        try {
            new ClusterTraining(on.context(), plan.training(), plan.engine(), on.data()).train(List.of(this));
        } catch (Stopwatch.EnoughException e) {
            return live;
        }
        throw new IllegalStateException("the benchmark's training ended by itself");
    }
}
