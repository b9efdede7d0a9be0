package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.job.RunFolder;
import dev.lockstep.job.SmallPlans;
import dev.lockstep.job.TrainProcess;
import dev.lockstep.job.Undisturbed;
import dev.lockstep.spark.engine.FaultyTasks;
import dev.lockstep.spark.engine.WatchedTasks;
import dev.lockstep.spark.training.TwoHosts;
import dev.lockstep.testing.TestJar;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on a cluster while a run goes on, and how the cluster is set up, does not reach the bits. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultIT {

    private static final SmallPlans PLAN = SmallPlans.MOMENTUM_WITH_DROPOUT_AND_PLATEAU;
    private static final String TWO_EXECUTORS = "local-cluster[2,1,1024]";
    private static final String FETCH_FAILED = "task ended: FetchFailed";
    private static final String SPECULATIVE = "speculative task succeeded";
    private static final String ADDED = "executor added";
    private static final String RELEASED = "executor removed: Executor killed by driver.";

    @TempDir
    private Path folder;

    private RunFolder undisturbed;
    private RunFolder output;
    private Path jar;

    @BeforeAll
    void train() throws IOException {
        undisturbed = Undisturbed.of(PLAN);
        jar = Undisturbed.FOLDER.resolve("plugins.jar");
        TestJar.write(jar, List.of(FaultyTasks.class, WatchedTasks.class));
    }

    @BeforeEach
    void chooseOutput() {
        output = new RunFolder(folder.resolve("run"));
    }

    private TrainProcess start(String master, Class<?> plugin, String... configuration) throws IOException {
        // Two files, so that two tasks write the shuffle.
        Path plan = PLAN.write(folder, "unset");
        Path rows = SmallPlans.split(folder, 2);
        List<String> arguments = new ArrayList<>(List.of(
                plan.toString(),
                "--set",
                "output=" + output.path(),
                "--set",
                "data.train={path: " + rows + ", format: csv}",
                "--set",
                "training.engine=job"));
        arguments.addAll(List.of("--", "--master", master, "--jars", jar.toString()));
        Stream.concat(
                        Stream.of(configuration),
                        Stream.of(
                                "spark.plugins=" + plugin.getName(),
                                WatchedTasks.FOLDER + "=" + folder,
                                "spark.scheduler.minRegisteredResourcesRatio=1.0"))
                .forEach(one -> arguments.addAll(List.of("--conf", one)));
        return TrainProcess.start(folder, arguments);
    }

    private void assertUndisturbed(TrainProcess run) {
        assertEquals(0, run.exitCode(), run::toString);
        assertEquals(undisturbed.outcome(), output.outcome());
    }

    /** How often something happened on the cluster until now. */
    private long count(String event) {
        return WatchedTasks.count(folder, event);
    }

    private void awaitMore(TrainProcess run, String event, long than) {
        run.await(() -> count(event) > than);
    }

    private void awaitTraining(TrainProcess run) {
        long then = output.newest();
        run.await(() -> output.newest() > then);
    }

    /** Cached shards are lost, and the shuffle files to build them again from: one executor's with it, the other's alone. */
    @Test
    void anExecutorKilledWhileTrainingAndTheShuffleFilesOfAllDoNotMatter() throws IOException {
        try (TrainProcess run = start(TWO_EXECUTORS, WatchedTasks.class)) {
            awaitTraining(run);
            assertEquals(2, run.executors().size());
            assertTrue(removeShuffleFiles(run.folder()) >= 2, "two executors wrote shuffle files");
            long written = count("shuffle written");
            ProcessHandle executor = run.executors().get(0);
            assertTrue(executor.destroyForcibly());
            awaitMore(run, FETCH_FAILED, 0);
            awaitMore(run, "shuffle written", written);
            assertUndisturbed(run);
        }
    }

    private static int removeShuffleFiles(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.getFileName().toString().matches("shuffle_.*[.]data")) {
                    Files.delete(file);
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            /** The executors are at work: files come and go. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found.size();
    }

    @Tag("full")
    @Test
    void tasksThatFailTwiceDoNotMatter() throws IOException {
        try (TrainProcess run = start("local[2,4]", FaultyTasks.class)) {
            assertUndisturbed(run);
            assertTrue(run.log().contains("Lost task 0.1 in stage"), "no task failed twice");
        }
    }

    /** A task that is held is tried a second time, on the other host, and there it succeeds first. */
    @Tag("full")
    @Test
    @EnabledOnOs(OS.LINUX)
    void speculationAndTheSerializerDoNotMatter() throws IOException {
        try (TwoHosts cluster = new TwoHosts(folder);
                TrainProcess run = start(
                        cluster.master(),
                        WatchedTasks.class,
                        "spark.serializer=org.apache.spark.serializer.KryoSerializer",
                        "spark.speculation=true",
                        "spark.speculation.interval=10ms",
                        "spark.speculation.multiplier=1.1",
                        "spark.speculation.quantile=0.5")) {
            awaitTraining(run);
            holdUntilOneMore(run, SPECULATIVE);
            assertUndisturbed(run);
        }
    }

    /** While a task is held, the executor that has nothing to do is released with its shards; or one is added for the rest. */
    @Tag("full")
    @Test
    void executorsThatComeAndGoDoNotMatter() throws IOException {
        try (TrainProcess run = start(
                TWO_EXECUTORS,
                WatchedTasks.class,
                "spark.dynamicAllocation.enabled=true",
                "spark.dynamicAllocation.shuffleTracking.enabled=true",
                "spark.dynamicAllocation.shuffleTracking.timeout=1s",
                "spark.dynamicAllocation.executorIdleTimeout=1s",
                "spark.dynamicAllocation.cachedExecutorIdleTimeout=1s",
                "spark.dynamicAllocation.schedulerBacklogTimeout=1s",
                "spark.dynamicAllocation.initialExecutors=2",
                "spark.dynamicAllocation.minExecutors=1",
                "spark.dynamicAllocation.maxExecutors=2",
                "spark.locality.wait=0")) {
            awaitTraining(run);
            holdUntilOneMore(run, RELEASED);
            awaitTraining(run);
            holdUntilOneMore(run, ADDED);
            assertUndisturbed(run);
        }
    }

    private void holdUntilOneMore(TrainProcess run, String event) throws IOException {
        long then = count(event);
        Path hold = Files.createFile(folder.resolve(WatchedTasks.HOLD));
        awaitMore(run, event, then);
        Files.delete(hold);
    }
}
