package dev.lockstep.spark.shard;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Violation;
import dev.lockstep.data.ShardLayout;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** Checks that data and model fit into memory before anything large is allocated. */
public final class MemoryCheck {

    private static final double USABLE = 0.9;
    /** Parameters, gradient sum, the best epoch's copy, a checkpoint's or broadcast's pieces. */
    private static final int DRIVER_COPIES = 4;
    /** The same, plus the parameters for uncentred inputs. */
    private static final int SPARSE_DRIVER_COPIES = 5;
    /** Parameters, and partial sums of the levels of the tree. */
    private static final int TASK_COPIES = 4;
    /** For sparse rows: parameters in memory and in transfer; the sums have few columns. */
    private static final int SPARSE_TASK_COPIES = 2;

    private MemoryCheck() {}

    /**
     * The available memory.
     *
     * @param driver bytes of the driver's heap
     * @param executor bytes of an executor's heap
     * @param slots number of concurrent tasks per executor
     */
    record Memory(long driver, long executor, int slots) {

        static Memory of(SparkContext context) {
            long driver = Runtime.getRuntime().maxMemory();
            return context.isLocal()
                    ? new Memory(driver, driver, context.defaultParallelism())
                    : ofExecutors(driver, context.getConf(), context.executorMemory());
        }

        /** @param mebibytes of an executor as determined by Spark, if the configuration does not set it */
        static Memory ofExecutors(long driver, SparkConf conf, int mebibytes) {
            long memory = conf.getSizeAsMb("spark.executor.memory", mebibytes + "m");
            return new Memory(driver, memory << 20, conf.getInt("spark.executor.cores", 1));
        }
    }

    /**
     * Checks that the model fits the driver and the executors.
     *
     * @param vectors the optimizer's vectors
     * @param partitions number of partial sums returned per step
     */
    public static void model(SparkContext context, long parameters, int vectors, int partitions) {
        model(Memory.of(context), parameters, vectors, partitions);
    }

    public static void model(Memory memory, long parameters, int vectors, int partitions) {
        require(memory, parameters, DRIVER_COPIES + vectors + partitions, TASK_COPIES);
    }

    /**
     * Checks that a model of sparse rows fits the driver and the executors.
     *
     * @param vectors the optimizer's vectors
     * @param sums size of all partial sums of a step and their total, as a multiple of the parameters
     */
    public static void sparseModel(SparkContext context, long parameters, int vectors, int sums) {
        sparseModel(Memory.of(context), parameters, vectors, sums);
    }

    public static void sparseModel(Memory memory, long parameters, int vectors, int sums) {
        require(memory, parameters, SPARSE_DRIVER_COPIES + vectors + sums, SPARSE_TASK_COPIES);
    }

    private static void require(Memory memory, long parameters, long driverCopies, int taskCopies) {
        require(
                parameters * Float.BYTES * driverCopies,
                memory.driver(),
                String.format(Locale.ROOT, "the model has %,d parameters: the driver", parameters),
                "a smaller network or a larger --driver-memory");
        require(
                parameters * Float.BYTES * taskCopies * memory.slots(),
                memory.executor(),
                String.format(Locale.ROOT, "the model has %,d parameters: an executor", parameters),
                "a smaller network, a larger --executor-memory or fewer --executor-cores");
    }

    /** Checks that the partitions packed concurrently by an executor fit its memory. */
    static void rows(SparkContext context, String name, ShardLayout layout, int partitions, int floatsPerRow) {
        rows(Memory.of(context), name, layout, partitions, floatsPerRow);
    }

    static void rows(Memory memory, String name, ShardLayout layout, int partitions, int floatsPerRow) {
        int largestShards = (layout.shards() + partitions - 1) / partitions;
        long rows = (long) largestShards * layout.size(0);
        int together = Math.min(memory.slots(), partitions);
        require(
                rows * floatsPerRow * Float.BYTES * together,
                memory.executor(),
                String.format(
                        Locale.ROOT, "%s has %,d rows of %,d numbers: an executor", name, layout.rows(), floatsPerRow),
                "a larger --executor-memory, more executors or more " + key("training.shards"));
    }

    private static void require(long needed, long there, String who, String remedy) {
        if (needed > there * USABLE) {
            throw new Violation(
                    "",
                    who + " needs about " + size(needed) + " for it but has " + size(there) + "; it needs " + remedy);
        }
    }

    private static String size(long bytes) {
        return bytes < 1L << 30
                ? String.format(Locale.ROOT, "%,d MiB", bytes >> 20)
                : String.format(Locale.ROOT, "%,.1f GiB", bytes / (double) (1L << 30));
    }
}
