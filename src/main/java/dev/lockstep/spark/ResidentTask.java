package dev.lockstep.spark;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.Step;
import dev.lockstep.math.SumTree;
import dev.lockstep.objective.BlockReader;
import dev.lockstep.objective.GradientSum;
import dev.lockstep.objective.ShardGradient;
import dev.lockstep.spark.ResidentMessages.Kind;
import dev.lockstep.spark.rpc.DriverReference;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.FlatMapFunction;

/** A task that stays for an epoch: it takes step after step from the driver and brings its shares of the gradient. */
final class ResidentTask implements FlatMapFunction<Iterator<PackedPartition>, Integer> {

    private static final long serialVersionUID = 1;

    private final String endpoint;
    private final TaskGuard guard;
    private final SumTree tree;
    private final ShardGradient gradient;
    private final Epochs epochs;
    private final int blockRows;
    private final Connection connection;

    /** How messages travel. */
    static final class Connection implements java.io.Serializable {

        private static final long serialVersionUID = 1;

        private final long timeoutMillis;
        private final int chunkBytes;

        Connection(Duration timeout, int chunkBytes) {
            this.timeoutMillis = timeout.toMillis();
            this.chunkBytes = chunkBytes;
        }

        Duration timeout() {
            return Duration.ofMillis(timeoutMillis);
        }

        int chunkBytes() {
            return chunkBytes;
        }
    }

    ResidentTask(
            String endpoint,
            TaskGuard guard,
            SumTree tree,
            ShardGradient gradient,
            Epochs epochs,
            int blockRows,
            Connection connection) {
        this.endpoint = endpoint;
        this.guard = guard;
        this.tree = tree;
        this.gradient = gradient;
        this.epochs = epochs;
        this.blockRows = blockRows;
        this.connection = connection;
    }

    @Override
    public Iterator<Integer> call(Iterator<PackedPartition> partitions) throws InterruptedException {
        PackedPartition partition = partitions.next();
        TaskContext context = TaskContext.get();
        DriverLink link = link(context);
        TaskGuard.Refusal refusal = guard.refusal(partition);
        if (refusal != null) {
            link.refuse(refusal);
            return Collections.emptyIterator();
        }
        ScheduledExecutorService life = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "lockstep-life");
            thread.setDaemon(true);
            return thread;
        });
        long quarter = Math.max(1, connection.timeoutMillis / 4);
        life.scheduleAtFixedRate(link::showLife, quarter, quarter, TimeUnit.MILLISECONDS);
        BlockReader reader = partition.borrow(gradient.network(), blockRows, guard.backend()::products);
        try {
            stay(partition, reader, link, () -> requireAlive(context));
            partition.giveBack(gradient.network(), reader);
        } finally {
            life.shutdownNow();
        }
        return Collections.emptyIterator();
    }

    private void stay(PackedPartition partition, BlockReader reader, DriverLink link, Runnable meanwhile)
            throws InterruptedException {
        Assignment work = link.ask().await(meanwhile);
        while (!work.isEnd()) {
            long start = System.nanoTime();
            Step step = work.step();
            PartialSums<GradientSum> sums = sums(partition, reader, work);
            DriverLink.Next next = link.bring(step.number(), Share.of(sums, System.nanoTime() - start));
            gatherAhead(partition, reader, epochs.step(step.number() + 1), step.epoch());
            work = next.await(meanwhile);
            if (!work.isEnd()) {
                // At the end the driver may still add them up, while another training takes this reader over.
                giveBack(sums, reader);
            }
        }
    }

    private PartialSums<GradientSum> sums(PackedPartition partition, BlockReader reader, Assignment assignment) {
        StepWork work = new StepWork(gradient, assignment.step());
        float[] parameters = assignment.parameters();
        return PartialSums.of(
                tree,
                partition.firstShard(),
                partition.endShard(),
                shard -> work.of(reader, parameters, partition, partition.shard(shard)),
                (left, right) -> work.add(reader, left, right));
    }

    private static void giveBack(PartialSums<GradientSum> sums, BlockReader reader) {
        for (PartialSums.Partial<GradientSum> partial : sums.list()) {
            if (partial.sum() != null) {
                reader.gradients().giveBack(partial.sum().gradient());
            }
        }
    }

    /** Uses the time in which the driver adds up. */
    private void gatherAhead(PackedPartition partition, BlockReader reader, Step next, int epoch) {
        if (next.epoch() != epoch) {
            return;
        }
        for (int shard = partition.firstShard(); shard < partition.endShard(); shard++) {
            int[] order = partition.order(gradient.seed(), epoch).of(shard);
            gradient.gatherAhead(reader, partition.shard(shard), order, next);
        }
    }

    private DriverLink link(TaskContext context) throws InterruptedException {
        DriverReference driver = DriverReference.to(endpoint);
        ResidentMessages messages = new ResidentMessages(context.partitionId(), context.taskAttemptId());
        while (true) {
            try {
                Object answer = driver.ask(messages.of(Kind.HELLO), connection.timeout())
                        .await(() -> requireAlive(context));
                return answer instanceof Meeting meeting
                        ? new LocalLink(meeting, context.partitionId(), context.taskAttemptId())
                        : new RpcLink(driver, messages, connection.timeout(), connection.chunkBytes());
            } catch (TimeoutException e) {
                requireAlive(context);
            }
        }
    }

    private static void requireAlive(TaskContext context) {
        if (context.isInterrupted()) {
            throw new TaskKilledException("killed while it waited for the driver");
        }
    }
}
