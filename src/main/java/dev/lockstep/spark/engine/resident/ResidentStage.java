package dev.lockstep.spark.engine.resident;

import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.spark.engine.ClusterRows;
import dev.lockstep.spark.engine.Share;
import dev.lockstep.spark.engine.resident.Rendezvous.MissingException;
import dev.lockstep.spark.internals.DriverEndpoint;
import dev.lockstep.spark.shard.PartialSums;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.training.StepTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;

/** The driver's side of an epoch with resident tasks: one Spark job and its rendezvous. */
final class ResidentStage {

    private final int[] members;
    private final Rendezvous rendezvous;
    private final SlotLedger.Reservation slots;
    private final DriverEndpoint endpoint;
    private final JavaFutureAction<List<Integer>> job;
    private final Duration timeout;
    private final StepTimer timer;
    private final long startNanos = System.nanoTime();

    private ResidentStage(
            int[] members,
            Rendezvous rendezvous,
            SlotLedger.Reservation slots,
            DriverEndpoint endpoint,
            JavaFutureAction<List<Integer>> job,
            Duration timeout,
            StepTimer timer) {
        this.members = members;
        this.rendezvous = rendezvous;
        this.slots = slots;
        this.endpoint = endpoint;
        this.job = job;
        this.timeout = timeout;
        this.timer = timer;
    }

    /** Starts the tasks for some members of an ensemble; returns null if their slots are not free. */
    static ResidentStage start(
            ClusterRows on, ShardGradient gradient, int[] members, ResidentTask.Connection connection) {
        SparkContext context = on.context();
        ShardedRows rows = on.rows();
        Rendezvous rendezvous = new Rendezvous(rows.partitionCount());
        SlotLedger.Reservation slots = SlotLedger.of(context)
                .reserve(context, rows.partitionCount(), rendezvous::size)
                .orElse(null);
        if (slots == null) {
            return null;
        }
        DriverEndpoint endpoint = null;
        try {
            String name = "lockstep-" + UUID.randomUUID();
            endpoint = DriverEndpoint.open(context, name, new RendezvousEndpoint(rendezvous, connection.chunkBytes()));
            JavaFutureAction<List<Integer>> job = rows.partitions()
                    .mapPartitions(new ResidentTask(name, on, gradient, members, connection))
                    .collectAsync();
            return new ResidentStage(members, rendezvous, slots, endpoint, job, connection.timeout(), on.timer());
        } catch (RuntimeException | LinkageError e) {
            slots.close();
            if (endpoint != null) {
                endpoint.close();
            }
            throw e;
        }
    }

    /**
     * Runs a step on some partitions and returns their sums in partition order.
     *
     * @throws MissingException if some are missing; the stage can then no longer be used
     */
    List<PartialSums<GradientSum>> step(float[] parameters, Step step, int[] partitions) {
        long start = System.nanoTime();
        rendezvous.begin(new Assignment(step, parameters), partitions);
        long sent = System.nanoTime();
        timer.add(StepTimer.Phase.BROADCAST, sent - start);
        Object[] arrived = arrived();
        long waited = System.nanoTime() - sent;
        long compute = 0;
        List<PartialSums<GradientSum>> sums = new ArrayList<>(partitions.length);
        for (int partition : partitions) {
            @SuppressWarnings("unchecked")
            Share<GradientSum> share = (Share<GradientSum>) arrived[partition];
            compute = Math.max(compute, share.computeNanos());
            sums.add(share.sums());
        }
        timer.add(StepTimer.Phase.COMPUTE, Math.min(compute, waited));
        timer.add(StepTimer.Phase.WAIT, Math.max(0, waited - compute));
        return sums;
    }

    private Object[] arrived() {
        try {
            return rendezvous.shares(timeout, this::requireRunning);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the executors", e);
        }
    }

    private void requireRunning() {
        if (job.isDone()) {
            throw new MissingException("its Spark job ended" + cause());
        }
    }

    private String cause() {
        try {
            job.get(0, TimeUnit.SECONDS);
            return "";
        } catch (ExecutionException e) {
            String message = String.valueOf(e.getCause().getMessage());
            return ": " + message.lines().findFirst().orElse("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (TimeoutException | CancellationException e) {
            return "";
        }
    }

    /** Whether its tasks compute the gradients of exactly these members. */
    boolean isOf(int[] others) {
        return Arrays.equals(members, others);
    }

    /** The age of the stage. */
    long ageNanos() {
        return System.nanoTime() - startNanos;
    }

    /** Ends the tasks and waits until their slots are free, for a limited time. */
    void end() {
        rendezvous.end();
        try {
            job.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            job.cancel(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            job.cancel(true);
        } finally {
            release();
        }
    }

    /** Cancels the stage. */
    void abandon() {
        job.cancel(true);
        rendezvous.end();
        release();
    }

    private void release() {
        endpoint.close();
        slots.close();
    }
}
