package dev.lockstep.spark.engine;

import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.plan.EnginePlan;
import dev.lockstep.spark.shard.ShardedRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The engine that runs one Spark job per step, on the partitions that have rows in it. */
public final class JobEngine implements Engine {

    /** Bytes of sums that the driver receives and adds in about the time of a second stage. */
    public static final long DRIVER_BYTES = 128L << 20;

    private final ClusterRows on;
    private final ShardGradient gradient;
    private final long mostBytes;

    public JobEngine(ClusterRows on, ShardGradient gradient) {
        this(on, gradient, DRIVER_BYTES);
    }

    /** @param mostBytes of sums per step for the driver; above it, executors add them */
    JobEngine(ClusterRows on, ShardGradient gradient, long mostBytes) {
        this.on = on;
        this.gradient = gradient;
        this.mostBytes = mostBytes;
    }

    @Override
    public List<GradientSum> at(int[] members, float[] parameters, Step step) {
        List<StepWork> works = StepWork.of(gradient, members, step);
        int[] touched = on.touched(gradient.epochs(), step);
        long bytes = members.length * bytes(on.rows(), gradient.network(), touched.length, step.to() - step.from());
        return bytes > mostBytes
                ? sliced(works, parameters)
                : on.totals(works.size(), on.run(works, touched, parameters));
    }

    /** One job for each network: its sums alone are large. */
    private List<GradientSum> sliced(List<StepWork> works, float[] parameters) {
        int count = parameters.length / works.size();
        List<GradientSum> sums = new ArrayList<>(works.size());
        for (int i = 0; i < works.size(); i++) {
            float[] own = works.size() == 1 ? parameters : Arrays.copyOfRange(parameters, i * count, (i + 1) * count);
            sums.addAll(on.totals(1, on.runSliced(works.get(i), own)));
        }
        return sums;
    }

    /** Approximate bytes of the partial sums of a step, one per partition. */
    public static long bytes(ShardedRows rows, Network network, int partitions, long stepRows) {
        Layer first = network.layers().get(0);
        boolean some = rows.featuresPerRow() < first.inputs();
        double columns = some ? rows.featuresPerRow() * ((stepRows + partitions - 1) / partitions) : first.inputs();
        double ofColumns = columns * (first.outputs() + 1) + network.parameterCount() - first.weightCount();
        return (long) (partitions * Math.min(ofColumns, network.parameterCount()) * Float.BYTES);
    }

    @Override
    public String taken() {
        return EnginePlan.JOB;
    }

    @Override
    public void close() {}
}
