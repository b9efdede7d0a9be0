package dev.lockstep.spark.training;

import dev.lockstep.data.Epochs;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Names the jobs of a run in Spark's UI, such as {@code digits: epoch 3 of 30}, in a job group of the run. Names apply to
 * jobs of the calling thread, until {@link #close}.
 */
public final class JobNames implements TrainingListener, AutoCloseable {

    private final JavaSparkContext context;
    private final String run;
    private final Consumer<String> phases;
    private int epochs;

    /**
     * @param run the name of the run
     * @param phases receives every phase, in which the epochs are one
     */
    public JobNames(JavaSparkContext context, String run, Consumer<String> phases) {
        this.context = context;
        this.run = run;
        this.phases = phases;
    }

    /** Begins a phase. */
    public void next(String what) {
        phases.accept(what);
        name(what);
    }

    /** Names the next jobs, and their stages. */
    private void name(String what) {
        context.setJobGroup("lockstep: " + run, run + ": " + what);
        context.setCallSite(what);
    }

    @Override
    public void started(TrainingPlan plan, Epochs of, long firstStep) {
        epochs = plan.epochs();
        phases.accept("training");
        epoch((int) (firstStep / of.stepsPerEpoch()) + 1);
    }

    @Override
    public void epochEnded(EpochReport report) {
        epoch(report.epoch() + 1);
    }

    private void epoch(int epoch) {
        name("epoch " + Math.min(epoch, epochs) + " of " + epochs);
    }

    @Override
    public void close() {
        context.clearJobGroup();
        context.clearCallSite();
    }
}
