package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.DeadLease;
import dev.lockstep.testing.FaultyFiles;
import dev.lockstep.testing.FaultyFiles.Disk;
import dev.lockstep.testing.FaultyFiles.Failure;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code train} that is killed at any operation on its files while it publishes: readers get the old or the new model, whole,
 * and the same command publishes the run.
 */
class KilledPublishTest {

    /** Of so many operations one is tried; {@code PublicationTest} tries each one of a publication alone. */
    private static final int STRIDE = 5;

    private static final int AT_LEAST = 25;

    @TempDir
    Path folder;

    private PublishedNight night;
    private Path start;
    private String before;
    private String after;

    /** A published run, and another finished one. */
    private void write(String scheme) throws IOException {
        Path origin = Files.createDirectories(folder.resolve("origin"));
        night = PublishedNight.in(origin, scheme);
        FaultyFiles.disk();
        night.train(0, "old");
        night.grow(150);
        night.train(0, "new", "--set", "publish=none");
        before = night.weights("old");
        after = night.weights("new");
        start = origin;
    }

    @ParameterizedTest
    @ValueSource(strings = {"faulty", "store"})
    void aKillLeavesTheOldOrTheNewModel(String scheme) throws IOException {
        write(scheme);
        for (int operation : new int[] {4, 13, 19}) {
            assertTrue(dies(operation, operation % 2 == 0 ? Failure.BEFORE : Failure.HALF), "no such operation");
        }
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"faulty", "store"})
    void killsAtManyOperationsLeaveTheOldOrTheNewModel(String scheme) throws IOException {
        write(scheme);
        int operation = 0;
        for (boolean more = true; more; operation += STRIDE) {
            more = dies(operation, operation % 2 == 0 ? Failure.BEFORE : Failure.HALF);
        }
        assertTrue(operation > AT_LEAST, "only " + operation + " operations");
    }

    /** Whether there is an operation of that number. */
    private boolean dies(int operation, Failure failure) throws IOException {
        Disk disk = FaultyFiles.disk();
        Path copy = folder.resolve(failure + "-" + operation);
        new RunFolder(start).copiedTo(copy);
        PublishedNight here = new PublishedNight(copy, night.scheme());
        String to = "publish.to=" + here.models();
        disk.failAt(operation, failure);
        Script.Result killed = here.trained("new", "--set", to, "--set", "publish.notWorseBy=1");
        boolean dead = disk.isDead() || (operation == 0 && killed.code() != 0);
        disk.heal();
        String moment = night.scheme() + ", " + failure + " at operation " + operation + ": " + killed;
        assertTrue(dead || killed.code() == 0, moment);
        DeadLease.mark(copy.resolve("new/lease.json"));
        DeadLease.mark(copy.resolve("models/lease.json"));
        assertTrue(List.of(before, after).contains(here.currentWeights()), moment);
        here.train(0, "new", "--set", to, "--set", "publish.notWorseBy=1");
        assertEquals(after, here.currentWeights(), moment);
        assertEquals("published", here.verdict("new").get("verdict").textValue(), moment);
        String version = here.currentVersion();
        assertEquals(version, here.verdict("new").get("version").textValue(), moment);
        assertEquals(2, copy.resolve("models/versions").toFile().list().length, moment);
        assertEquals(
                3,
                PipelineModel.load(here.models() + "/versions/" + version + "/model")
                        .stages()
                        .length);
        InProcess.done("publish", here.models(), "--rollback");
        assertEquals(before, here.currentWeights(), moment);
        return dead;
    }
}
