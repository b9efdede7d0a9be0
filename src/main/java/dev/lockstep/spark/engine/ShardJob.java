package dev.lockstep.spark.engine;

import dev.lockstep.gradient.GradientSum;
import dev.lockstep.spark.shard.PackedPartition;
import dev.lockstep.spark.shard.PartialSums;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.training.StepTimer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.immutable.ArraySeq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job over cached shards: parameters out by broadcast, one share a partition back.
 */
final class ShardJob {

    private final JavaSparkContext context;
    private final StepTimer timer;

    /** @param timer told what the job costs */
    ShardJob(JavaSparkContext context, StepTimer timer) {
        this.context = context;
        this.timer = timer;
    }

    /** Runs a task on some partitions and returns their sums in partition order. */
    <T> List<PartialSums<T>> run(ShardedRows rows, int[] partitions, ShardTask<T> task, float[] parameters) {
        return run(parameters, broadcast -> collect(rows, partitions, new OnPartition<>(task, broadcast)));
    }

    /** The same on all partitions, with the sums added up on the executors, in slices of the parameters. */
    List<PartialSums<GradientSum>> runSliced(
            ShardedRows rows, ShardTask<GradientSum> task, float[] parameters, int slices) {
        return run(parameters, broadcast -> List.of(SliceReduction.run(rows, task, broadcast, slices)));
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

    private <T> List<Share<T>> collect(ShardedRows rows, int[] partitions, OnPartition<T> function) {
        Object[] shares = new Object[partitions.length];
        List<Object> wanted = new ArrayList<>(partitions.length);
        Arrays.stream(partitions).forEach(wanted::add);
        SparkContext spark = context.sc();
        spark.runJob(
                rows.partitions().rdd(),
                function,
                ArraySeq.unsafeWrapArray(wanted.toArray()),
                new Keep(shares),
                shareTag());
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

    /** What runs on an executor. */
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

    /** Puts each result in its place; Spark calls it with the place among the wanted partitions. */
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
