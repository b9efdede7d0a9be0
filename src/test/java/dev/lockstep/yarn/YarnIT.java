package dev.lockstep.yarn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.job.ClusterRuns;
import dev.lockstep.job.RunFolder;
import dev.lockstep.job.TrainProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On YARN: what is submitted, and what happens to its containers, does not reach the bits. */
@Tag("cluster")
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class YarnIT {

    private static final String EXECUTOR = ".YarnCoarseGrainedExecutorBackend";
    /** The driver of a run in cluster deploy mode. */
    private static final String MASTER = ".deploy.yarn.ApplicationMaster";

    @TempDir
    private static Path folder;

    private ClusterRuns runs;
    private MiniYarn yarn;
    private Path sparkHome;

    private enum Event {
        NOTHING("", true),
        EXECUTOR_KILLED(EXECUTOR, true),
        EXECUTOR_PREEMPTED(EXECUTOR, false),
        MASTER_KILLED(MASTER, true),
        MASTER_PREEMPTED(MASTER, false);

        private final String main;
        private final boolean forcibly;

        Event(String main, boolean forcibly) {
            this.main = main;
            this.forcibly = forcibly;
        }
    }

    @BeforeAll
    void start() throws IOException, InterruptedException {
        runs = new ClusterRuns(folder);
        yarn = new MiniYarn(folder);
        sparkHome = yarn.sparkHome();
    }

    @AfterAll
    void stop() {
        if (yarn != null) {
            yarn.close();
        }
    }

    private TrainProcess submit(String deployMode, String engine, boolean encrypted, RunFolder output)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "--master",
                "yarn",
                "--properties-file",
                ClusterRuns.properties(folder, "spark", encrypted ? ClusterRuns.ENCRYPTED : "")
                        .toString()));
        command.addAll(ClusterRuns.twoExecutors(deployMode));
        command.addAll(List.of(
                "--num-executors",
                "2",
                "--conf",
                "spark.yarn.am.memory=512m",
                "--conf",
                "spark.yarn.maxAppAttempts=2",
                "--conf",
                "spark.yarn.report.interval=200ms",
                "--conf",
                "spark.yarn.jars=local:" + sparkHome.resolve("jars") + "/*",
                "--conf",
                "spark.yarn.stagingDir=" + folder.resolve("staging").toUri(),
                "--files",
                runs.plan().toString(),
                System.getProperty("lockstep.jar"),
                "train",
                runs.plan().getFileName().toString()));
        command.addAll(ClusterRuns.settings(engine, output.path().toString()));
        return TrainProcess.submit(
                folder,
                sparkHome,
                command,
                Map.of("HADOOP_CONF_DIR", yarn.configuration().toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "client, job, false, EXECUTOR_PREEMPTED",
        "client, resident, true, EXECUTOR_KILLED",
        "cluster, job, false, MASTER_KILLED",
        "cluster, job, true, NOTHING",
        "cluster, resident, false, MASTER_PREEMPTED"
    })
    void theBitsAreThoseOfOneCore(String deployMode, String engine, boolean encrypted, Event event) throws IOException {
        RunFolder output = new RunFolder(folder.resolve(deployMode + "-" + engine + "-" + encrypted));
        long resumed = resumed();
        try (TrainProcess run = submit(deployMode, engine, encrypted, output)) {
            if (event != Event.NOTHING) {
                run.await(() -> output.newest() > 0);
                end(event);
                assertFalse(Files.exists(output.path().resolve("metrics.json")), "it came too late");
            }
            assertEquals(0, run.exitCode(), () -> run + run.log() + consoles());
        }
        assertEquals(0, output.json("status.json").get("code").intValue());
        runs.assertSameBits(
                engine,
                Files.readString(output.path().resolve("metrics.json")),
                Files.readString(output.path().resolve("history.jsonl")));
        assertEquals(event.main.equals(MASTER) ? resumed + 1 : resumed, resumed(), "the second attempt resumes");
    }

    private void end(Event event) {
        ProcessHandle process = TrainProcess.running(yarn.process(), event.main).get(0);
        assertTrue(event.forcibly ? process.destroyForcibly() : process.destroy());
    }

    /** How many drivers on the cluster have resumed a run. */
    private long resumed() {
        return consoles()
                .lines()
                .filter(line -> line.contains("resumes after step"))
                .count();
    }

    /** What the containers have said until now. */
    private String consoles() {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(Files.createDirectories(folder.resolve("target")))) {
            for (Path file : files.filter(path -> path.endsWith("stdout") || path.endsWith("stderr"))
                    .sorted()
                    .toList()) {
                text.append(file).append(":\n").append(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
