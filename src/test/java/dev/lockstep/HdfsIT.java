package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.job.InProcess;
import dev.lockstep.job.PublishedNight;
import dev.lockstep.job.RunFolder;
import dev.lockstep.job.SmallPlans;
import dev.lockstep.job.TrainProcess;
import dev.lockstep.job.Undisturbed;
import dev.lockstep.run.SavedRun;
import dev.lockstep.testing.MiniHdfs;
import dev.lockstep.testing.Script;
import dev.lockstep.tracking.tensorboard.ShownEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A run's folder on a real HDFS: one name node, two data nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("full")
class HdfsIT {

    private static final SmallPlans PLAN = SmallPlans.MOMENTUM_WITH_DROPOUT_AND_PLATEAU;
    private static final int STOPPED = 6;
    private static final int KILLED = 128 + 9;

    @TempDir
    private static java.nio.file.Path folder;

    private MiniHdfs hdfs;

    @BeforeAll
    void startCluster() throws IOException {
        hdfs = new MiniHdfs(folder, 2);
    }

    @AfterAll
    void stopCluster() {
        if (hdfs != null) {
            hdfs.close();
        }
    }

    private TrainProcess start(String output) throws IOException {
        List<String> plan = List.of(PLAN.write(folder, "unset").toString(), "--set", "output=" + output);
        List<String> spark = List.of("--", "--master", "local[2]", "--conf", "spark.hadoop.dfs.replication=2");
        return TrainProcess.start(
                folder, Stream.of(plan, spark).flatMap(List::stream).toList());
    }

    private Path inHdfs(String name) {
        return hdfs.path("runs/" + name);
    }

    @Test
    void aPlanOnItIsTrained() throws IOException {
        Path plan = hdfs.put(PLAN.write(folder, "unset"), "plan.yaml");
        Script.Result result = InProcess.run(
                "train", plan.toString(), "--set", "output=" + inHdfs("planned"), "--set", "training.epochs=0");
        assertEquals(0, result.code(), result.toString());
        Script.Result absent = InProcess.run("train", plan + ".absent");
        assertEquals(2, absent.code(), absent.toString());
        assertEquals("error: " + plan + ".absent: no such file\n", absent.err());
    }

    @Test
    void aRunThatIsKilledAfterADataNodeWasEndsWithTheBitsOfTheLocalFileSystem() throws IOException {
        Path output = inHdfs("killed");
        Script.Result stopped = InProcess.run(
                "train",
                PLAN.write(folder, "unset").toString(),
                "--set",
                "output=" + output,
                "--set",
                "training.stopAfterSeconds=0.000001");
        assertEquals(STOPPED, stopped.code(), stopped::toString);
        assertEquals(1, hdfs.newest(output));
        try (TrainProcess run = start(output.toString())) {
            run.await(() -> hdfs.newest(output) > 1);
            hdfs.stopDataNode(0);
            long then = hdfs.newest(output);
            run.await(() -> hdfs.newest(output) > then);
            run.kill();
            assertEquals(KILLED, run.exitCode(), "the kill came too late");
        }
        assertFalse(hdfs.exists(new Path(output, "metrics.json")), "the kill came too late");
        long saved = hdfs.newest(output);
        try (TrainProcess run = start(output.toString())) {
            assertEquals(0, run.exitCode(), run::toString);
            assertTrue(run.out().contains("resumes after step " + saved + "\n"), run::toString);
        }
        assertEquals(
                Undisturbed.of(PLAN).outcome(),
                RunFolder.outcome(
                        hdfs.text(new Path(output, "metrics.json")), hdfs.text(new Path(output, "history.jsonl"))));
    }

    @Test
    void eventFilesOnItHaveEveryEpochOfAResumedRunOnce() throws IOException {
        Path output = inHdfs("tracked");
        for (String stop : List.of("0.000001", "none")) {
            Script.Result result = InProcess.run(
                    "train",
                    PLAN.write(folder, "unset").toString(),
                    "--set",
                    "output=" + output,
                    "--set",
                    "report.tensorboard=scalars",
                    "--set",
                    "training.stopAfterSeconds=" + stop);
            assertEquals(stop.equals("none") ? 0 : STOPPED, result.code(), result::toString);
        }
        java.nio.file.Path local = folder.resolve("tracked");
        hdfs.get(new Path(output, "tensorboard"), local.resolve("tensorboard"));
        List<String> epochs = hdfs.text(new Path(output, "history.jsonl"))
                .lines()
                .map(line -> RunFolder.parsed(line).get("step") + " scalars")
                .toList();
        assertFalse(epochs.isEmpty());
        assertEquals(epochs, ShownEvents.of(local));
    }

    @Test
    void modelsArePublishedAndRolledBackWhileTheyAreRead() throws IOException, InterruptedException {
        PublishedNight night =
                PublishedNight.in(java.nio.file.Files.createDirectories(folder.resolve("nightly")), "file");
        String models = inHdfs("models").toString();
        Set<String> published = new HashSet<>();
        for (String seed : List.of("1", "2")) {
            night.train(
                    0,
                    "seed-" + seed,
                    "--set",
                    "seed=" + seed,
                    "--set",
                    "publish.to=" + models,
                    "--set",
                    "publish.notWorseBy=none");
            published.add(night.weights("seed-" + seed));
        }
        AtomicBoolean reading = new AtomicBoolean(true);
        List<Throwable> failures = new ArrayList<>();
        Set<String> read = new HashSet<>();
        Thread reader = new Thread(() -> {
            try {
                for (int i = 0; i < 1000; i++) {
                    read.add(SavedRun.in(models, new Configuration()).weightsSha256());
                }
            } catch (RuntimeException e) {
                failures.add(e);
            } finally {
                reading.set(false);
            }
        });
        reader.start();
        while (reading.get()) {
            Script.Result result = InProcess.run("publish", models, "--rollback");
            assertEquals(0, result.code(), result::toString);
        }
        reader.join();
        assertEquals(List.of(), failures);
        assertEquals(published, read);
    }
}
