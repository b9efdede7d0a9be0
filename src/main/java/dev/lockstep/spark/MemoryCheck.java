package dev.lockstep.spark;

import dev.lockstep.data.ShardLayout;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.apache.spark.network.util.JavaUtils;

/** Says before anything large is allocated that it cannot fit, with the numbers and the remedy. */
final class MemoryCheck {

    private static final double USABLE = 0.9;
    /** Parameters, gradient sum, the best epoch's copy, a checkpoint's or broadcast's pieces. */
    private static final int DRIVER_COPIES = 4;
    /** Parameters, and the sums of a tree's levels in the making. */
    private static final int TASK_COPIES = 4;

    private MemoryCheck() {}

    /**
     * Checks that the model fits the driver and the executors.
     *
     * @param vectors the optimizer's vectors
     * @param partitions how many shares of the gradient come back in a step
     */
    static void model(SparkContext context, long parameters, int vectors, int partitions) {
        long copies = (long) DRIVER_COPIES + vectors + partitions;
        require(
                parameters * Float.BYTES * copies,
                Runtime.getRuntime().maxMemory(),
                String.format(Locale.ROOT, "the network has %,d parameters: the driver", parameters),
                "a smaller network or a larger --driver-memory");
        require(
                parameters * Float.BYTES * TASK_COPIES * slots(context),
                executorMemory(context),
                String.format(Locale.ROOT, "the network has %,d parameters: an executor", parameters),
                "a smaller network, a larger --executor-memory or fewer --executor-cores");
    }

    /** Checks that the partitions which an executor packs at the same time fit it. */
    static void rows(SparkContext context, String name, ShardLayout layout, int partitions, int floatsPerRow) {
        int largestShards = (layout.shards() + partitions - 1) / partitions;
        long rows = (long) largestShards * layout.size(0);
        int together = Math.min(slots(context), partitions);
        require(
                rows * floatsPerRow * Float.BYTES * together,
                executorMemory(context),
                String.format(
                        Locale.ROOT, "%s has %,d rows of %,d numbers: an executor", name, layout.rows(), floatsPerRow),
                "a larger --executor-memory, more executors or more training.shards");
    }

    private static void require(long needed, long there, String who, String remedy) {
        if (needed > there * USABLE) {
            throw new IllegalArgumentException(
                    who + " needs about " + size(needed) + " for it but has " + size(there) + "; it takes " + remedy);
        }
    }

    private static int slots(SparkContext context) {
        return context.isLocal()
                ? context.defaultParallelism()
                : context.getConf().getInt("spark.executor.cores", 1);
    }

    private static long executorMemory(SparkContext context) {
        return context.isLocal()
                ? Runtime.getRuntime().maxMemory()
                : JavaUtils.byteStringAsBytes(context.getConf().get("spark.executor.memory", "1g"));
    }

    private static String size(long bytes) {
        return bytes < 1L << 30
                ? String.format(Locale.ROOT, "%,d MiB", bytes >> 20)
                : String.format(Locale.ROOT, "%,.1f GiB", bytes / (double) (1L << 30));
    }
}
