package dev.lockstep.spark.engine;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.Step;
import dev.lockstep.evaluation.Tally;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.math.Backend;
import dev.lockstep.spark.shard.PackedPartition;
import dev.lockstep.spark.shard.PartialSums;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.training.ChunkedLoops;
import dev.lockstep.training.ShardEvaluation;
import dev.lockstep.training.StepTimer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.immutable.List$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Computations of a cluster on sharded rows: parameters are broadcast, each partition returns its partial sums, and the
 * driver completes the tree. Used by engines and evaluations.
 */
public final class ClusterRows {

    private final JavaSparkContext context;
    private final ShardedRows rows;
    private final TaskGuard guard;
    private final StepTimer timer;

    /** @param timer records the cost of jobs and sums */
    public ClusterRows(JavaSparkContext context, ShardedRows rows, Backend backend, StepTimer timer) {
        this.context = context;
        this.rows = rows;
        this.guard = new TaskGuard(backend, rows);
        this.timer = timer;
    }

    public SparkContext context() {
        return context.sc();
    }

    public ShardedRows rows() {
        return rows;
    }

    public TaskGuard guard() {
        return guard;
    }

    public StepTimer timer() {
        return timer;
    }

    /** The partitions that have rows in a step. */
    public int[] touched(Epochs epochs, Step step) {
        int partitions = rows.partitionCount();
        return IntStream.range(0, partitions)
                .filter(partition -> IntStream.range(
                                rows.layout().firstShard(partition, partitions),
                                rows.layout().firstShard(partition + 1, partitions))
                        .anyMatch(shard -> epochs.touches(step, shard)))
                .toArray();
    }

    /** Completes the trees over the joined partial sums of a step, one for each network. */
    public List<GradientSum> totals(int networks, List<PartialSums<GradientSum>> partials) {
        List<GradientSum> totals = new ArrayList<>(networks);
        for (int i = 0; i < networks; i++) {
            int network = i;
            totals.add(total(partials.stream()
                    .map(partial -> partial.split(network, networks))
                    .toList()));
        }
        return totals;
    }

    private GradientSum total(List<PartialSums<GradientSum>> partials) {
        long start = System.nanoTime();
        GradientSum sum = PartialSums.total(
                        rows.tree(), partials, (left, right) -> left.mergeLater(right, ChunkedLoops.INSTANCE))
                .complete(ChunkedLoops.INSTANCE);
        timer.add(StepTimer.Phase.REDUCE, System.nanoTime() - start);
        return sum;
    }

    /**
     * Evaluates networks on all rows with one job.
     *
     * @param parameters those of the networks, one after the other
     */
    public List<Tally> tallies(ShardEvaluation evaluation, int networks, float[] parameters) {
        int blockRows = Math.min(BlockReader.ROWS, rows.layout().size(0));
        List<PartialSums<Tally>> partials = run(
                Collections.nCopies(networks, new EvaluationWork(evaluation, blockRows)), everyPartition(), parameters);
        return IntStream.range(0, networks)
                .mapToObj(network -> PartialSums.total(
                        rows.tree(),
                        partials.stream()
                                .map(partial -> partial.split(network, networks))
                                .toList(),
                        Tally::merge))
                .toList();
    }

    /** The sum of a work over all rows, with one job. */
    public <T> T total(ShardTask.Work<T> work, float[] parameters, BinaryOperator<T> add) {
        return PartialSums.total(rows.tree(), run(List.of(work), everyPartition(), parameters), add);
    }

    private int[] everyPartition() {
        return IntStream.range(0, rows.partitionCount()).toArray();
    }

    /** Runs works on some partitions in one job and returns their joined sums in partition order. */
    <T> List<PartialSums<T>> run(List<? extends ShardTask.Work<T>> works, int[] partitions, float[] parameters) {
        ShardTask<T> task = task(works);
        return run(parameters, broadcast -> collect(partitions, new OnPartition<>(task, broadcast)));
    }

    /** The same on all partitions, with sums added on the executors, in slices of the parameters. */
    List<PartialSums<GradientSum>> runSliced(ShardTask.Work<GradientSum> work, float[] parameters) {
        ShardTask<GradientSum> task = task(List.of(work));
        return run(parameters, broadcast -> List.of(SliceReduction.run(rows, task, broadcast)));
    }

    private <T> ShardTask<T> task(List<? extends ShardTask.Work<T>> works) {
        return new ShardTask<>(guard, rows.tree(), works);
    }

    private <T> List<PartialSums<T>> run(float[] parameters, Function<Broadcast<float[]>, List<Share<T>>> work) {
        long start = System.nanoTime();
        Broadcast<float[]> broadcast = context.broadcast(parameters);
        long sent = System.nanoTime();
        timer.add(StepTimer.Phase.BROADCAST, sent - start);
        try {
            List<Share<T>> shares = work.apply(broadcast);
            long compute = shares.stream().mapToLong(Share::computeNanos).max().orElse(0);
            timer.add(StepTimer.Phase.COMPUTE, compute);
            timer.add(StepTimer.Phase.WAIT, Math.max(0, System.nanoTime() - sent - compute));
            return shares.stream().map(Share::sums).toList();
        } finally {
            broadcast.destroy();
        }
    }

    private <T> List<Share<T>> collect(int[] partitions, OnPartition<T> function) {
        Object[] shares = new Object[partitions.length];
        // The one kind of list that Scala 2.12 and 2.13 both take here.
        scala.collection.immutable.List<Object> wanted = List$.MODULE$.empty();
        for (int i = partitions.length - 1; i >= 0; i--) {
            wanted = wanted.$colon$colon(partitions[i]);
        }
        SparkContext spark = context.sc();
        spark.runJob(rows.partitions().rdd(), function, wanted, new Keep(shares), shareTag());
        List<Share<T>> collected = new ArrayList<>(shares.length);
        for (Object share : shares) {
            @SuppressWarnings("unchecked")
            Share<T> typed = (Share<T>) Objects.requireNonNull(share);
            collected.add(typed);
        }
        return collected;
    }

    private static ClassTag<Object> shareTag() {
        return ClassTag$.MODULE$.Object();
    }

    /** The task on an executor. */
    private static final class OnPartition<T>
            extends AbstractFunction2<TaskContext, scala.collection.Iterator<PackedPartition>, Object>
            implements Serializable {

        private static final long serialVersionUID = 1;

        private final ShardTask<T> task;
        private final Broadcast<float[]> parameters;

        OnPartition(ShardTask<T> task, Broadcast<float[]> parameters) {
            this.task = task;
            this.parameters = parameters;
        }

        @Override
        public Object apply(TaskContext context, scala.collection.Iterator<PackedPartition> partition) {
            return task.run(partition.next(), parameters.value());
        }
    }

    /** Stores each result; Spark passes the index among the requested partitions. */
    private static final class Keep extends AbstractFunction2<Object, Object, BoxedUnit> {

        private final Object[] results;

        Keep(Object[] results) {
            this.results = results;
        }

        @Override
        public BoxedUnit apply(Object place, Object result) {
            results[(Integer) place] = result;
            return BoxedUnit.UNIT;
        }
    }
}
