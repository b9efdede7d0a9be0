package dev.lockstep.spark.engine;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.plan.EnginePlan;
import dev.lockstep.spark.shard.PartialSums;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.training.ChunkedLoops;
import dev.lockstep.training.StepTimer;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/** The engine that runs one Spark job per step, on the partitions that have rows in it. */
public final class JobEngine implements Engine {

    /** Sums of a step that the driver receives and adds up in about the time of a second stage. */
    public static final long DRIVER_BYTES = 128L << 20;

    private final long mostBytes;
    private final ShardedRows rows;
    private final ShardGradient gradient;
    private final TaskGuard guard;
    private final ShardJob job;
    private final StepTimer timer;
    private final int blockRows;
    private final long batchSize;

    public JobEngine(JavaSparkContext context, ShardedRows rows, ShardGradient gradient, TaskGuard guard, Pace pace) {
        this.mostBytes = pace.mostBytes();
        this.rows = rows;
        this.gradient = gradient;
        this.guard = guard;
        this.job = new ShardJob(context, pace.timer());
        this.timer = pace.timer();
        this.batchSize = Math.min(pace.batchSize(), rows.rows());
        this.blockRows = gradient.blockRows(batchSize);
    }

    /** About how many bytes one sum of a step from each of some partitions has. */
    public static long bytes(ShardedRows rows, Network network, int partitions, long stepRows) {
        Layer first = network.layers().get(0);
        boolean some = rows.featuresPerRow() < first.inputs();
        double columns = some ? rows.featuresPerRow() * ((stepRows + partitions - 1) / partitions) : first.inputs();
        double ofColumns = columns * (first.outputs() + 1) + network.parameterCount() - first.weightCount();
        return (long) (partitions * Math.min(ofColumns, network.parameterCount()) * Float.BYTES);
    }

    /**
     * How large steps are, and who counts what they cost.
     *
     * @param mostBytes of sums a step for the driver; above it the executors add them up
     */
    public record Pace(long batchSize, StepTimer timer, long mostBytes) {

        public Pace(long batchSize, StepTimer timer) {
            this(batchSize, timer, DRIVER_BYTES);
        }
    }

    @Override
    public GradientSum at(float[] parameters, Step step) {
        ShardTask<GradientSum> task =
                new ShardTask<>(guard, rows, gradient.network(), blockRows, new StepWork(gradient, step));
        int[] touched = touched(step);
        boolean tooMuchForTheDriver =
                bytes(rows, gradient.network(), touched.length, step.to() - step.from()) > mostBytes;
        return total(
                tooMuchForTheDriver
                        ? job.runSliced(rows, task, parameters, rows.partitionCount())
                        : job.run(rows, touched, task, parameters));
    }

    /** Completes the tree over the shares of a step. */
    public GradientSum total(List<PartialSums<GradientSum>> partials) {
        long start = System.nanoTime();
        GradientSum sum = PartialSums.total(
                        rows.tree(), partials, (left, right) -> left.merge(right, ChunkedLoops.INSTANCE))
                .complete(ChunkedLoops.INSTANCE);
        timer.add(StepTimer.Phase.REDUCE, System.nanoTime() - start);
        return sum;
    }

    public ShardedRows rows() {
        return rows;
    }

    /** The same work, for tasks that stay. */
    public StepTasks work() {
        return new StepTasks(guard, rows.tree(), gradient, new Epochs(rows.rows(), batchSize), blockRows);
    }

    public StepTimer timer() {
        return timer;
    }

    @Override
    public String taken() {
        return EnginePlan.JOB;
    }

    @Override
    public void close() {}

    /** The partitions that have rows in a step. */
    public int[] touched(Step step) {
        int partitions = rows.partitionCount();
        int shards = rows.layout().shards();
        return IntStream.range(0, partitions)
                .filter(partition -> IntStream.range(
                                rows.layout().firstShard(partition, partitions),
                                rows.layout().firstShard(partition + 1, partitions))
                        .anyMatch(shard -> step.touches(shard, shards)))
                .toArray();
    }
}
