package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.job.ClusterRuns;
import dev.lockstep.job.RunFolder;
import dev.lockstep.job.TrainProcess;
import dev.lockstep.testing.MiniHdfs;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.SharedClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The clusters of {@code jobs/cluster.sh}, without and with encryption; plan, rows and output are on HDFS. */
@Tag("cluster")
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {

    private static final Path SPARK_HOME = Path.of(System.getProperty("lockstep.sparkHome"));
    private static final int WRONG = 2;
    private static final int DATA = 3;

    @TempDir
    private static Path folder;

    private ClusterRuns runs;
    private MiniHdfs hdfs;

    @BeforeAll
    void prepare() throws IOException {
        runs = new ClusterRuns(folder);
        hdfs = new MiniHdfs(Files.createDirectory(folder.resolve("hdfs")), 1);
        hdfs.put(runs.rows(), "rows.csv");
        hdfs.put(runs.plan(), "plan.yaml");
    }

    @AfterAll
    void stopHdfs() {
        if (hdfs != null) {
            hdfs.close();
        }
    }

    /** A cluster of two workers that ends with the test. */
    private final class Cluster implements AutoCloseable {

        private final Path state;
        private final Path properties;
        private String master;

        Cluster(String name, String settings) throws IOException {
            state = folder.resolve(name);
            properties = ClusterRuns.properties(folder, name, settings);
        }

        void start() throws IOException, InterruptedException {
            Script.Result started =
                    script("start", "2", "--cores", "2", "--memory", "3g", "--properties-file", properties);
            assertEquals(0, started.code(), started::toString);
            assertEquals("", started.err());
            master = started.out().strip();
            assertTrue(master.matches("spark://127\\.0\\.0\\.1:\\d+"), master);
        }

        Script.Result script(Object... arguments) throws IOException, InterruptedException {
            List<String> command =
                    new ArrayList<>(List.of(Project.path("jobs", "cluster.sh").toString()));
            for (Object argument : arguments) {
                command.add(argument.toString());
            }
            return Script.run(
                    Map.of("LOCKSTEP_CLUSTER", state.toString(), "SPARK_DAEMON_JAVA_OPTS", SharedClasses.options()),
                    command,
                    folder);
        }

        ProcessHandle process(String name) throws IOException {
            long id = Long.parseLong(
                    Files.readString(state.resolve(name + ".pid")).strip());
            return ProcessHandle.of(id).orElseThrow();
        }

        /** Submits the training of an engine: the plan on HDFS for jobs, and shipped for resident tasks. */
        TrainProcess submit(String deployMode, String engine, org.apache.hadoop.fs.Path output, String... more)
                throws IOException {
            List<String> command =
                    new ArrayList<>(List.of("--master", master, "--properties-file", properties.toString()));
            command.addAll(ClusterRuns.twoExecutors(deployMode));
            command.addAll(List.of(
                    "--conf",
                    "spark.hadoop.dfs.replication=1",
                    "--conf",
                    "spark.cores.max=2",
                    "--conf",
                    "spark.executor.cores=1",
                    "--conf",
                    "spark.standalone.submit.waitAppCompletion=true",
                    "--files",
                    runs.plan().toString(),
                    System.getProperty("lockstep.jar"),
                    "train",
                    engine.equals("job")
                            ? hdfs.path("plan.yaml").toString()
                            : runs.plan().getFileName().toString()));
            command.addAll(ClusterRuns.settings(engine, output.toString()));
            command.addAll(List.of("--set", "data.train.path=" + hdfs.path("rows.csv")));
            command.addAll(List.of(more));
            return TrainProcess.submit(folder, SPARK_HOME, command, Map.of());
        }

        void assertSameBits(String deployMode, String engine) throws IOException {
            org.apache.hadoop.fs.Path output = output(deployMode, engine);
            try (TrainProcess run = submit(deployMode, engine, output)) {
                assertUndisturbed(run, engine, output);
            }
        }

        org.apache.hadoop.fs.Path output(String deployMode, String engine) {
            return hdfs.path(state.getFileName() + "-" + deployMode + "-" + engine);
        }

        @Override
        public void close() throws IOException {
            try {
                Script.Result stopped = script("stop");
                assertEquals(0, stopped.code(), stopped::toString);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void assertUndisturbed(TrainProcess run, String engine, org.apache.hadoop.fs.Path output)
            throws IOException {
        assertEquals(0, run.exitCode(), () -> run + run.log());
        assertEquals(0, status(output).get("code").intValue());
        runs.assertSameBits(
                engine,
                hdfs.text(new org.apache.hadoop.fs.Path(output, "metrics.json")),
                hdfs.text(new org.apache.hadoop.fs.Path(output, "history.jsonl")));
    }

    private JsonNode status(org.apache.hadoop.fs.Path output) throws IOException {
        return RunFolder.parsed(hdfs.text(new org.apache.hadoop.fs.Path(output, "status.json")));
    }

    /** Waits for a checkpoint, and kills a process. */
    private void kill(TrainProcess run, org.apache.hadoop.fs.Path output, ProcessHandle process) {
        run.await(() -> hdfs.newest(output) > 0);
        assertTrue(process.destroyForcibly());
    }

    @Test
    void withoutEncryptionTheBitsAreThoseOfOneCore() throws IOException, InterruptedException {
        try (Cluster cluster = new Cluster("plain", "")) {
            cluster.start();
            cluster.assertSameBits("cluster", "job");
            theExitCodeThatTheClusterHidesIsInTheStatus(cluster);
            aKilledWorkerDoesNotMatter(cluster);
        }
    }

    private void theExitCodeThatTheClusterHidesIsInTheStatus(Cluster cluster) throws IOException {
        org.apache.hadoop.fs.Path output = hdfs.path("absent");
        try (TrainProcess run =
                cluster.submit("cluster", "job", output, "--set", "data.train.path=" + hdfs.path("absent.csv"))) {
            assertNotEquals(DATA, run.exitCode(), run::toString);
            assertEquals(DATA, status(output).get("code").intValue());
            assertTrue(status(output).get("message").textValue().contains("absent.csv"));
        }
    }

    /** Its executor ends with it, and the other worker starts another one. */
    private void aKilledWorkerDoesNotMatter(Cluster cluster) throws IOException {
        org.apache.hadoop.fs.Path output = cluster.output("client", "job");
        try (TrainProcess run = cluster.submit("client", "job", output)) {
            kill(run, output, cluster.process("worker-1"));
            assertFalse(hdfs.exists(new org.apache.hadoop.fs.Path(output, "metrics.json")), "the kill came too late");
            assertUndisturbed(run, "job", output);
            assertTrue(run.log().contains("Lost executor"), run::log);
        }
    }

    @Test
    void withEncryptionTheBitsAreThoseOfOneCore() throws IOException, InterruptedException {
        String secret = "spark.authenticate.secret a-secret\n";
        Path state;
        List<ProcessHandle> processes;
        try (Cluster cluster = new Cluster("encrypted", ClusterRuns.ENCRYPTED + secret)) {
            cluster.start();
            Script.Result second = cluster.script("start", "1");
            assertEquals(WRONG, second.code(), second::toString);
            assertTrue(second.err().contains("a cluster is running in " + cluster.state + ", at " + cluster.master));
            cluster.assertSameBits("cluster", "resident");
            aKilledExecutorDoesNotMatter(cluster);
            state = cluster.state;
            processes = List.of(cluster.process("master"), cluster.process("worker-1"), cluster.process("worker-2"));
        }
        assertFalse(Files.exists(state));
        assertTrue(processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    private void aKilledExecutorDoesNotMatter(Cluster cluster) throws IOException {
        org.apache.hadoop.fs.Path output = cluster.output("client", "resident");
        try (TrainProcess run = cluster.submit("client", "resident", output)) {
            run.await(() -> hdfs.newest(output) > 0);
            List<ProcessHandle> executors =
                    TrainProcess.running(cluster.process("worker-1"), "CoarseGrainedExecutorBackend");
            assertEquals(1, executors.size());
            kill(run, output, executors.get(0));
            assertUndisturbed(run, "resident", output);
            assertTrue(run.log().contains("Lost executor"), run::log);
        }
    }
}
