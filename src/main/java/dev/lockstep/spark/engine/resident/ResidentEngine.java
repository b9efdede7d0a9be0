package dev.lockstep.spark.engine.resident;

import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.plan.EnginePlan;
import dev.lockstep.spark.engine.ClusterRows;
import dev.lockstep.spark.engine.Engine;
import dev.lockstep.spark.engine.JobEngine;
import dev.lockstep.spark.engine.resident.Rendezvous.MissingException;
import dev.lockstep.spark.shard.PartialSums;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;

/**
 * The engine whose tasks stay for an epoch and exchange gradients for parameters with the driver at every step. If that
 * is not possible or fails, the steps run as jobs, with the same bits.
 *
 * <p>It holds one slot per partition during an epoch. Starting tasks costs as much as many steps of a small model. If
 * nothing else is known to need the slots between epochs, recently started tasks wait for the next epoch, but only for
 * a moment, so that other users of the slots get them.
 */
public final class ResidentEngine implements Engine {

    private static final int MEGABYTE = 1 << 20;
    private static final int LARGEST_CHUNK = 32 * MEGABYTE;

    private static final int MOST_FAILURES = 3;
    private static final long LINGER_MILLIS = 50;
    /** Tasks older than this leave at the end of an epoch, so that others get their turn. */
    private static final long LONG_NANOS = 1_000_000_000L;

    private final ClusterRows on;
    private final ShardGradient gradient;
    private final JobEngine jobs;
    private final EnginePlan plan;
    private final Consumer<String> notice;
    private final boolean lingers;
    private final ScheduledExecutorService clock;
    private ResidentStage stage;
    /** Whether the stage waits for a next epoch. */
    private boolean waiting;

    private int epoch = -1;
    private int failures;
    private boolean saidThatSlotsAreTaken;
    private long stepsByTasks;
    private long stepsByJobs;

    /**
     * @param notice receives a sentence when steps run as jobs
     * @param between the user of the slots between epochs
     */
    public ResidentEngine(
            ClusterRows on, ShardGradient gradient, EnginePlan plan, Consumer<String> notice, BetweenEpochs between) {
        this.on = on;
        this.gradient = gradient;
        this.jobs = new JobEngine(on, gradient);
        this.plan = plan;
        this.notice = notice;
        this.lingers = between == BetweenEpochs.NOBODY;
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "lockstep-linger");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The user of the slots between epochs. */
    public enum BetweenEpochs {
        NOBODY,
        /** The validation of the previous epoch. */
        VALIDATION
    }

    @Override
    public synchronized List<GradientSum> at(int[] members, float[] parameters, Step step) {
        waiting = false;
        boolean others = stage != null && !stage.isOf(members);
        if (others) {
            end();
        }
        if (step.epoch() != epoch || others) {
            epoch = step.epoch();
            if (stage == null && failures < MOST_FAILURES) {
                stage = start(members, step);
            }
        }
        if (stage != null) {
            try {
                return byTasks(members.length, parameters, step);
            } catch (MissingException e) {
                stage.abandon();
                stage = null;
                failed(e.getMessage(), step);
            }
        }
        stepsByJobs++;
        return jobs.at(members, parameters, step);
    }

    private List<GradientSum> byTasks(int networks, float[] parameters, Step step) {
        List<PartialSums<GradientSum>> partials = stage.step(parameters, step, on.touched(gradient.epochs(), step));
        if (step.to() == on.rows().rows()) {
            epochEnded();
        }
        stepsByTasks++;
        return on.totals(networks, partials);
    }

    private ResidentStage start(int[] members, Step step) {
        try {
            ResidentTask.Connection connection = new ResidentTask.Connection(
                    plan.residentTimeout(), chunkBytes(on.context().getConf()));
            ResidentStage started = ResidentStage.start(on, gradient, members, connection);
            if (started == null && plan.kind() == EnginePlan.Kind.RESIDENT && !saidThatSlotsAreTaken) {
                saidThatSlotsAreTaken = true;
                notice.accept("the engine resident needs " + on.rows().partitionCount()
                        + " free slots, which are not available; epoch " + (step.epoch() + 1) + " runs as jobs");
            }
            return started;
        } catch (LinkageError e) {
            failures = MOST_FAILURES - 1;
            failed("this Spark version lacks the internals it uses (" + e + ")", step);
            return null;
        }
    }

    /** The maximum bytes of parameters or sums in a message. */
    private static int chunkBytes(SparkConf conf) {
        long largest = conf.getLong("spark.rpc.message.maxSize", 128) * MEGABYTE;
        return (int) Math.min(LARGEST_CHUNK, largest / 2);
    }

    private void failed(String why, Step step) {
        failures++;
        notice.accept("the engine resident failed in epoch " + (step.epoch() + 1) + ": " + why + "; from step "
                + (step.number() + 1) + " the run continues as jobs"
                + (failures < MOST_FAILURES ? ", and tries resident again in the next epoch" : ""));
    }

    @Override
    public synchronized String taken() {
        if (stepsByJobs == 0) {
            return EnginePlan.RESIDENT;
        }
        return stepsByTasks == 0 ? jobs.taken() : EnginePlan.RESIDENT + " and " + jobs.taken();
    }

    private void epochEnded() {
        if (!lingers || stage.ageNanos() > LONG_NANOS) {
            end();
            return;
        }
        waiting = true;
        clock.schedule(this::endIfWaiting, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void endIfWaiting() {
        if (waiting) {
            end();
        }
    }

    @Override
    public synchronized void close() {
        clock.shutdownNow();
        end();
    }

    private void end() {
        if (stage != null) {
            ResidentStage ending = stage;
            stage = null;
            ending.end();
        }
    }
}
