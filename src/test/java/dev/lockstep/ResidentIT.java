package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.job.InProcess;
import dev.lockstep.job.RunFolder;
import dev.lockstep.job.SmallPlans;
import dev.lockstep.job.TrainProcess;
import dev.lockstep.job.Undisturbed;
import dev.lockstep.spark.engine.FaultyTasks;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.TestJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The engine resident in real processes that are killed, stopped and failing. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("full")
class ResidentIT {

    private static final SmallPlans PLAN = SmallPlans.MOMENTUM_WITH_DROPOUT_AND_PLATEAU;
    private static final String TWO_EXECUTORS = "local-cluster[2,1,1024]";
    /** Steps enough that whatever happens does so in the middle of an epoch. */
    private static final String STEPS = "epochs: 6, batchSize: 1, shards: 3";

    private static final String SAVING = "checkpoint={everySteps: 25, keep: 2}";

    @TempDir
    private static Path folder;

    private RunFolder undisturbed;

    @BeforeAll
    void trainWithJobs() throws IOException {
        undisturbed = runHere("undisturbed", "engine: resident", List.of());
        RunFolder jobs = runHere("jobs", "engine: job", List.of());
        assertEquals(jobs.outcome(), undisturbed.outcome());
        assertEquals("job", jobs.json("metrics.json").get("engine").textValue());
        assertEquals("resident", undisturbed.json("metrics.json").get("engine").textValue());
    }

    /** Trains in this process. */
    private static RunFolder runHere(String name, String engine, List<String> more) throws IOException {
        RunFolder output = new RunFolder(folder.resolve(name));
        List<String> command = new ArrayList<>(List.of("train"));
        command.addAll(arguments(output, engine, more));
        Script.Result result = InProcess.run(command.toArray(String[]::new));
        assertEquals(0, result.code(), result::toString);
        return output;
    }

    private static List<String> arguments(RunFolder output, String engine, List<String> more) throws IOException {
        Path plan = PLAN.write(Undisturbed.FOLDER, "unset");
        List<String> arguments = new ArrayList<>(List.of(
                plan.toString(),
                "--set",
                "output=" + output.path(),
                "--set",
                "training={" + STEPS + ", " + engine + "}",
                "--set",
                SAVING,
                "--set",
                "learningRate=0.001"));
        arguments.addAll(more);
        return arguments;
    }

    private static TrainProcess start(RunFolder output, String master, String engine, List<String> more)
            throws IOException {
        int spark = more.indexOf("--");
        List<String> arguments = new ArrayList<>(arguments(output, engine, spark < 0 ? more : more.subList(0, spark)));
        arguments.addAll(List.of("--", "--master", master));
        arguments.addAll(spark < 0 ? List.of() : more.subList(spark + 1, more.size()));
        return TrainProcess.start(folder, arguments);
    }

    private static void assertEnds(TrainProcess run) {
        assertEquals(0, run.exitCode(), run::toString);
    }

    private static void awaitSteps(TrainProcess run, RunFolder output) {
        long then = output.newest();
        run.await(() -> output.newest() > then);
    }

    /** A message has the parameters, or the sums, of all members. */
    @Test
    void anEnsembleBetweenProcessesHasTheBitsOfOneProcess() throws IOException {
        RunFolder here = runHere("ensemble-here", "engine: job, ensemble: 3", List.of());
        RunFolder output = new RunFolder(folder.resolve("ensemble"));
        try (TrainProcess run = start(output, TWO_EXECUTORS, "engine: resident, ensemble: 3", List.of())) {
            assertEnds(run);
        }
        assertEquals("resident", output.json("metrics.json").get("engine").textValue());
        assertEquals(here.outcome(), output.outcome());
    }

    /** The executor comes again, and its task is given the current step. */
    @Test
    void anExecutorKilledInTheMiddleOfAnEpochComesAgain() throws IOException {
        RunFolder output = new RunFolder(folder.resolve("killed"));
        try (TrainProcess run = start(output, TWO_EXECUTORS, "engine: resident, residentTimeout: 120", List.of())) {
            awaitSteps(run, output);
            ProcessHandle executor = run.executors().get(0);
            assertTrue(executor.destroyForcibly());
            run.await(() -> !executor.isAlive());
            awaitSteps(run, output);
            assertEnds(run);
            assertTrue(run.log().contains("Lost executor"), "no executor was lost");
            assertEquals("", run.err());
            assertEquals(undisturbed.outcome(), output.outcome());
        }
    }

    /** A driver that stood still does not take its tasks for lost; an executor that stands still is not waited for. */
    @Test
    void aDriverAndAnExecutorThatStandStillDoNotMatter() throws IOException {
        RunFolder output = new RunFolder(folder.resolve("stopped"));
        try (TrainProcess run = start(output, TWO_EXECUTORS, "engine: resident, residentTimeout: 2", List.of())) {
            awaitSteps(run, output);
            run.pause(run.driver());
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
            run.unpause(run.driver());
            awaitSteps(run, output);
            assertEquals("", run.err());

            ProcessHandle executor = run.executors().get(0);
            run.pause(executor);
            run.await(() -> run.err().contains("sent no heartbeat for 2.0 s; from step "));
            run.unpause(executor);
            assertEnds(run);
            assertEquals(1, run.err().lines().count(), run::err);
            assertEquals(undisturbed.outcome(), output.outcome());
        }
    }

    @Test
    void tasksThatFailTwiceDoNotMatter() throws IOException {
        Path jar = folder.resolve("plugins.jar");
        TestJar.write(jar, List.of(FaultyTasks.class));
        RunFolder output = new RunFolder(folder.resolve("failing"));
        List<String> plugin =
                List.of("--", "--jars", jar.toString(), "--conf", "spark.plugins=" + FaultyTasks.class.getName());
        try (TrainProcess run = start(output, "local[2,4]", "engine: resident", plugin)) {
            assertEnds(run);
            assertTrue(run.log().contains("Lost task 0.1 in stage"), "no task failed twice");
            assertEquals(undisturbed.outcome(), output.outcome());
        }
    }

    /** 210,001 parameters take two messages of half a megabyte. */
    @Test
    void aModelThatIsLargerThanAMessageTravelsInPieces() throws IOException {
        List<String> large = List.of(
                "--set", "network.hidden[0].units=30000",
                "--set", "training.batchSize=100",
                "--set", "learningRate=0.000001");
        RunFolder jobs = runHere("large-jobs", "engine: job", large);
        RunFolder output = new RunFolder(folder.resolve("large"));
        List<String> small = new ArrayList<>(large);
        small.addAll(List.of(
                "--",
                "--conf",
                "spark.rpc.message.maxSize=1",
                "--conf",
                "spark.serializer=org.apache.spark.serializer.KryoSerializer"));
        try (TrainProcess run = start(output, TWO_EXECUTORS, "engine: resident", small)) {
            assertEnds(run);
            assertEquals("", run.err());
            assertEquals("resident", output.json("metrics.json").get("engine").textValue());
            assertFalse(run.out().isEmpty());
            assertEquals(jobs.outcome(), output.outcome());
        }
    }
}
