package dev.lockstep.spark.shard;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.ShardLayout;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.Failure;
import dev.lockstep.spark.training.Trained;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Table;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What cannot fit is refused before it is tried, as a mistake of the plan: the numbers and the way out. */
class MemoryCheckTest {

    private static final long GIB = 1L << 30;

    @TempDir
    private Path folder;

    private static void assertRefused(String message, Executable check) {
        Throwable thrown = assertThrows(IllegalArgumentException.class, check);
        assertEquals(new Failure(ExitCode.PLAN, message), Failure.of(thrown));
    }

    /** Four copies, two vectors of the optimizer and eight shares of 4 bytes each: 56 bytes a parameter. */
    @Test
    void aModelTooLargeForTheDriver() {
        MemoryCheck.Memory memory = new MemoryCheck.Memory(GIB, 100 * GIB, 1);
        assertRefused(
                "the model has 100,000,000 parameters: the driver needs about 5.2 GiB for it but has 1.0 GiB; it"
                        + " needs a smaller network or a larger --driver-memory",
                () -> MemoryCheck.model(memory, 100_000_000, 2, 8));
        assertDoesNotThrow(() -> MemoryCheck.model(memory, 17_000_000, 2, 8));
    }

    /** Four copies of 4 bytes in each of two tasks: 32 bytes a parameter. */
    @Test
    void aModelTooLargeForAnExecutor() {
        MemoryCheck.Memory memory = new MemoryCheck.Memory(100 * GIB, GIB / 2, 2);
        assertRefused(
                "the model has 100,000,000 parameters: an executor needs about 3.0 GiB for it but has 512 MiB; it"
                        + " needs a smaller network, a larger --executor-memory or fewer --executor-cores",
                () -> MemoryCheck.model(memory, 100_000_000, 2, 8));
        assertDoesNotThrow(() -> MemoryCheck.model(memory, 15_000_000, 2, 8));
    }

    /** Five copies, two vectors and two sums of 4 bytes each on the driver; two copies in each of two tasks. */
    @Test
    void aModelOfSparseRowsNeedsNoWholeSums() {
        MemoryCheck.Memory driver = new MemoryCheck.Memory(GIB, 100 * GIB, 2);
        assertDoesNotThrow(() -> MemoryCheck.sparseModel(driver, 26_000_000, 2, 2));
        assertThrows(IllegalArgumentException.class, () -> MemoryCheck.sparseModel(driver, 28_000_000, 2, 2));
        MemoryCheck.Memory executor = new MemoryCheck.Memory(100 * GIB, GIB / 2, 2);
        assertDoesNotThrow(() -> MemoryCheck.sparseModel(executor, 30_000_000, 2, 2));
        assertRefused(
                "the model has 31,000,000 parameters: an executor needs about 473 MiB for it but has 512 MiB; it"
                        + " needs a smaller network, a larger --executor-memory or fewer --executor-cores",
                () -> MemoryCheck.sparseModel(executor, 31_000_000, 2, 2));
    }

    /** Of 8 partitions an executor packs two at the same time: a quarter of the rows. */
    @Test
    void tooManyRowsForAnExecutor() {
        MemoryCheck.Memory memory = new MemoryCheck.Memory(GIB, GIB, 2);
        assertRefused(
                "data.train has 40,000,000 rows of 101 numbers: an executor needs about 3.8 GiB for it but has 1.0"
                        + " GiB; it needs a larger --executor-memory, more executors or more training.shards",
                () -> MemoryCheck.rows(memory, "data.train", new ShardLayout(40_000_000, 8), 8, 101));
        assertDoesNotThrow(() -> MemoryCheck.rows(memory, "data.train", new ShardLayout(9_000_000, 8), 8, 101));
    }

    @Test
    void theMemoryOfExecutorsIsThatOfTheConfiguration() {
        SparkConf conf = new SparkConf(false);
        assertEquals(new MemoryCheck.Memory(GIB, 3 * GIB, 1), MemoryCheck.Memory.ofExecutors(GIB, conf, 3 * 1024));
        conf.set("spark.executor.memory", "2g").set("spark.executor.cores", "4");
        assertEquals(new MemoryCheck.Memory(GIB, 2 * GIB, 4), MemoryCheck.Memory.ofExecutors(GIB, conf, 1024));
        conf.set("spark.executor.memory", "2048");
        assertEquals(2 * GIB, MemoryCheck.Memory.ofExecutors(GIB, conf, 1024).executor(), "Spark counts in MiB");
    }

    @Test
    void aLocalMasterSharesTheDriversMemory() {
        long heap = Runtime.getRuntime().maxMemory();
        assertEquals(
                new MemoryCheck.Memory(heap, heap, 2),
                MemoryCheck.Memory.of(LocalSpark.session().sparkContext()));
    }

    /** A hidden layer of a hundred million units: neither arrays nor jobs are tried. */
    @Test
    void aTrainingAsksBeforeItAllocates() {
        RunPlan plan = Plans.of(String.join(
                "\n",
                "data: {train: " + Table.clusters(20, 3, 3).csv(folder.resolve("a.csv")) + ", label: y}",
                "network: {hidden: [{units: 100000000}]}",
                "loss: cross_entropy"));
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            Failure failure =
                    Failure.of(assertThrows(IllegalArgumentException.class, () -> Trained.cluster(plan, data)));
            assertEquals(ExitCode.PLAN, failure.code());
            assertTrue(
                    failure.message().startsWith("the model has 700,000,003 parameters: the driver needs about"),
                    failure.message());
        }
    }
}
