package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.job.RunFolder;
import dev.lockstep.job.SmallPlans;
import dev.lockstep.job.TrainProcess;
import dev.lockstep.spark.FaultyTasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on a cluster while a run goes on, and how the cluster is set up, does not reach the bits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultIT {

    private static final SmallPlans PLAN = SmallPlans.MOMENTUM_WITH_DROPOUT_AND_PLATEAU;
    private static final String TWO_EXECUTORS = "local-cluster[2,1,1024]";
    private static final Path TEST_CLASSES = Path.of(System.getProperty("lockstep.basedir", ""), "target/test-classes");

    @TempDir
    private static Path folder;

    private RunFolder undisturbed;

    @BeforeAll
    void train() throws IOException {
        undisturbed = new RunFolder(folder.resolve("undisturbed"));
        try (TrainProcess run = start(undisturbed, "local[1]")) {
            assertEquals(0, run.exitCode(), run::toString);
        }
    }

    private TrainProcess start(RunFolder output, String master, String... more) throws IOException {
        Path file = PLAN.write(folder, "unset");
        List<String> arguments =
                new ArrayList<>(List.of(file.toString(), "--set", "output=" + output.path(), "--", "--master", master));
        arguments.addAll(List.of(more));
        return TrainProcess.start(folder, arguments);
    }

    private void assertUndisturbed(RunFolder output, TrainProcess run) {
        assertEquals(0, run.exitCode(), run::toString);
        assertEquals(undisturbed.outcome(), output.outcome());
    }

    @Test
    void anExecutorKilledWhileTrainingDoesNotMatter() throws IOException {
        RunFolder output = new RunFolder(folder.resolve("killed"));
        try (TrainProcess run = start(output, TWO_EXECUTORS)) {
            run.await(() -> output.newest() > 0 && run.executors().size() == 2);
            ProcessHandle executor = run.executors().get(0);
            assertTrue(executor.destroyForcibly());
            run.await(() -> !executor.isAlive());
            long then = output.newest();
            run.await(() -> output.newest() > then);
            assertUndisturbed(output, run);
            assertTrue(run.log().contains("Lost executor"), "no executor was lost");
        }
    }

    @Test
    void tasksThatFailTwiceDoNotMatter() throws IOException {
        RunFolder output = new RunFolder(folder.resolve("failing"));
        try (TrainProcess run = start(
                output,
                "local[2,4]",
                "--driver-class-path",
                TEST_CLASSES.toString(),
                "--conf",
                "spark.plugins=" + FaultyTasks.class.getName())) {
            assertUndisturbed(output, run);
            assertTrue(run.log().contains("Lost task 0.1 in stage"), "no task failed twice");
        }
    }

    @Test
    void speculationAndTheSerializerDoNotMatter() throws IOException {
        RunFolder output = new RunFolder(folder.resolve("kryo"));
        try (TrainProcess run = start(
                output,
                TWO_EXECUTORS,
                "--conf",
                "spark.serializer=org.apache.spark.serializer.KryoSerializer",
                "--conf",
                "spark.speculation=true",
                "--conf",
                "spark.speculation.interval=5ms",
                "--conf",
                "spark.speculation.quantile=0.5")) {
            assertUndisturbed(output, run);
        }
    }
}
