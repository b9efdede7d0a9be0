package dev.lockstep.spark;

import dev.lockstep.data.Step;
import dev.lockstep.objective.GradientSum;
import dev.lockstep.spark.Meeting.MissingException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;

/**
 * The engine whose tasks stay for an epoch and exchange gradients for parameters with the driver, step by step. Where
 * that is not possible, or fails, the steps run as jobs: the bits are the same.
 *
 * <p>It holds one slot a partition during an epoch.
 */
final class ResidentEngine implements Engine {

    private static final int MOST_FAILURES = 3;

    private final SparkContext context;
    private final JobEngine jobs;
    private final EnginePlan plan;
    private final Consumer<String> notice;
    private ResidentStage stage;
    private int epoch = -1;
    private int failures;
    private boolean saidThatSlotsAreTaken;

    /**
     * @param jobs takes the steps that staying tasks cannot
     * @param notice told in a sentence when the engine cannot do what it is meant to
     */
    ResidentEngine(SparkContext context, JobEngine jobs, EnginePlan plan, Consumer<String> notice) {
        this.context = context;
        this.jobs = jobs;
        this.plan = plan;
        this.notice = notice;
    }

    @Override
    public GradientSum at(float[] parameters, Step step) {
        if (step.epoch() != epoch) {
            close();
            epoch = step.epoch();
            stage = failures < MOST_FAILURES ? start(step) : null;
        }
        if (stage == null) {
            return jobs.at(parameters, step);
        }
        try {
            List<PartialSums<GradientSum>> partials = stage.step(parameters, step, jobs.touched(step));
            if (step.to() == jobs.rows().rows()) {
                close();
            }
            return jobs.total(partials);
        } catch (MissingException e) {
            stage.abandon();
            stage = null;
            failed(e.getMessage(), step);
            return jobs.at(parameters, step);
        }
    }

    private ResidentStage start(Step step) {
        try {
            ResidentTask.Connection connection =
                    new ResidentTask.Connection(plan.residentTimeout(), plan.chunkBytes(context.getConf()));
            ResidentStage started = ResidentStage.start(context, jobs, connection);
            if (started == null && plan.kind() == EnginePlan.Kind.RESIDENT && !saidThatSlotsAreTaken) {
                saidThatSlotsAreTaken = true;
                notice.accept("the engine resident needs " + jobs.rows().partitionCount()
                        + " free slots, which the cluster has not; epoch " + (step.epoch() + 1) + " runs as jobs");
            }
            return started;
        } catch (LinkageError e) {
            failures = MOST_FAILURES - 1;
            failed("this Spark has not the internals it uses (" + e + ")", step);
            return null;
        }
    }

    private void failed(String why, Step step) {
        failures++;
        notice.accept("the engine resident gave up in epoch " + (step.epoch() + 1) + ": " + why + "; from step "
                + (step.number() + 1) + " on the run goes on as jobs"
                + (failures < MOST_FAILURES ? ", and tries again in the next epoch" : ""));
    }

    @Override
    public void close() {
        if (stage != null) {
            ResidentStage ending = stage;
            stage = null;
            ending.end();
        }
    }
}
