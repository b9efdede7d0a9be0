package dev.lockstep.spark.engine.resident;

import dev.lockstep.data.Step;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.math.SumTree;
import dev.lockstep.network.Network;
import dev.lockstep.spark.engine.ClusterRows;
import dev.lockstep.spark.engine.ShardTask;
import dev.lockstep.spark.engine.Share;
import dev.lockstep.spark.engine.StepWork;
import dev.lockstep.spark.engine.TaskGuard;
import dev.lockstep.spark.engine.resident.ResidentMessages.Kind;
import dev.lockstep.spark.internals.DriverReference;
import dev.lockstep.spark.shard.PackedPartition;
import dev.lockstep.spark.shard.PartialSums;
import java.io.Serializable;
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

/**
 * A task that stays for an epoch: it gets step after step from the driver and returns its partial sums of the gradient.
 */
final class ResidentTask implements FlatMapFunction<Iterator<PackedPartition>, Integer> {

    private static final long serialVersionUID = 1;

    private final String endpoint;
    private final TaskGuard guard;
    private final SumTree tree;
    private final ShardGradient gradient;
    private final int[] members;
    private final Connection connection;

    /** The settings of the connection. */
    static final class Connection implements Serializable {

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

    /**
     * @param endpoint name of the driver's endpoint
     * @param members of an ensemble, whose gradients it computes
     */
    ResidentTask(String endpoint, ClusterRows on, ShardGradient gradient, int[] members, Connection connection) {
        this.endpoint = endpoint;
        this.guard = on.guard();
        this.tree = on.rows().tree();
        this.gradient = gradient;
        this.members = members;
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
        ScheduledExecutorService life = Executors.newSingleThreadScheduledExecutor(pulse -> {
            Thread thread = new Thread(pulse, "lockstep-life");
            thread.setDaemon(true);
            return thread;
        });
        long quarter = Math.max(1, connection.timeoutMillis / 4);
        life.scheduleAtFixedRate(link::showLife, quarter, quarter, TimeUnit.MILLISECONDS);
        Network network = gradient.network();
        BlockReader reader = partition.borrow(network, gradient.blockRows(), guard.backend()::products);
        try {
            stay(partition, reader, link);
            partition.giveBack(network, reader);
        } finally {
            life.shutdownNow();
        }
        return Collections.emptyIterator();
    }

    private void stay(PackedPartition partition, BlockReader reader, DriverLink link) throws InterruptedException {
        Assignment assignment = next(link.ask());
        while (!assignment.isEnd()) {
            long start = System.nanoTime();
            Step step = assignment.step();
            PartialSums<GradientSum> sums = sums(partition, reader, assignment);
            DriverLink.Next next = link.bring(step.number(), Share.of(sums, System.nanoTime() - start));
            gatherAhead(partition, reader, gradient.epochs().step(step.number() + 1), step.epoch());
            assignment = next(next);
            if (!assignment.isEnd()) {
                // At the end the driver may still add them, while another training reuses this reader.
                giveBack(sums, reader);
            }
        }
    }

    private static Assignment next(DriverLink.Next next) throws InterruptedException {
        Assignment assignment = next.await();
        if (assignment.isToLeave()) {
            throw new TaskKilledException("its stage was restarted");
        }
        return assignment;
    }

    private PartialSums<GradientSum> sums(PackedPartition partition, BlockReader reader, Assignment assignment) {
        return new ShardTask<>(guard, tree, StepWork.of(gradient, members, assignment.step()))
                .sums(reader, partition, assignment.parameters());
    }

    private static void giveBack(PartialSums<GradientSum> sums, BlockReader reader) {
        for (PartialSums.Partial<GradientSum> partial : sums.list()) {
            if (partial.sum() != null) {
                reader.gradients().giveBack(partial.sum());
            }
        }
    }

    /** Prepares the next step of the first network while the driver adds. */
    private void gatherAhead(PackedPartition partition, BlockReader reader, Step next, int epoch) {
        if (next.epoch() != epoch) {
            return;
        }
        for (int shard = partition.firstShard(); shard < partition.endShard(); shard++) {
            int[] order =
                    partition.order(gradient.ofMember(members[0]).seed(), epoch).of(shard);
            gradient.gatherAhead(reader, partition.shard(shard), order, next);
        }
    }

    private DriverLink link(TaskContext context) throws InterruptedException {
        DriverReference driver = DriverReference.to(endpoint);
        Rendezvous.Caller caller =
                new Rendezvous.Caller(context.partitionId(), context.taskAttemptId(), context.stageAttemptNumber());
        ResidentMessages messages = new ResidentMessages(caller);
        Runnable requireAlive = () -> requireAlive(context);
        while (true) {
            try {
                Object answer = driver.ask(messages.of(Kind.HELLO), connection.timeout())
                        .await(requireAlive);
                return answer instanceof Rendezvous rendezvous
                        ? new LocalLink(rendezvous, caller, requireAlive)
                        : new RpcLink(driver, messages, connection, requireAlive);
            } catch (TimeoutException e) {
                requireAlive.run();
            }
        }
    }

    private static void requireAlive(TaskContext context) {
        if (context.isInterrupted()) {
            throw new TaskKilledException("killed while waiting for the driver");
        }
    }
}
