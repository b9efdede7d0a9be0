package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.format.Fingerprint;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.testing.FaultyFiles;
import dev.lockstep.testing.FaultyFiles.Disk;
import dev.lockstep.testing.FaultyFiles.Failure;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code train} that is killed at any operation on its files, whatever it finds in its folder: the folder has a whole run or
 * an unfinished one, and the same command ends with the bits of a run that nothing disturbed.
 */
class KilledTrainTest {

    private static final boolean ALL = Integer.getInteger("lockstep.rounds", 1) > 2;
    /** Of so many operations one is tried, but for a full test, which tries all. */
    private static final int STRIDE = 97;

    private static final String STOP = "training.stopAfterSeconds=0.000001";
    private static final String NOTE = "checkpoints/notes.txt";

    @TempDir
    private static Path folder;

    private static Path plan;
    private static RunFolder undisturbed;
    private static RunFolder old;
    private static RunFolder stopped;
    private static RunFolder unfinished;
    private static String before;
    private static String after;

    @BeforeAll
    static void makeRuns() throws IOException {
        FaultyFiles.install();
        FaultyFiles.disk();
        StringBuilder rows = new StringBuilder("a,y\n");
        for (int i = 0; i < 8; i++) {
            rows.append(i * 3 % 7).append(',').append(i % 2).append('\n');
        }
        Path data = Files.writeString(folder.resolve("rows.csv"), rows);
        plan = Files.writeString(folder.resolve("small.yaml"), """
                data: {train: %s, label: y}
                loss: cross_entropy
                training: {epochs: 1, batchSize: 4, shards: 2, engine: job}
                checkpoint: {everySteps: 1}
                math: {blas: java}
                output: unset
                """.formatted(data));
        undisturbed = new RunFolder(folder.resolve("undisturbed"));
        assertCode(0, train("file", undisturbed.path()));
        Files.writeString(undisturbed.path().resolve(NOTE), "mine");
        after = undisturbed.outcome();
        old = new RunFolder(folder.resolve("old"));
        assertCode(0, train("file", old.path(), "--set", "seed=7"));
        Files.writeString(old.path().resolve(NOTE), "mine");
        before = old.outcome();
        stopped = old.copiedTo(folder.resolve("stopped"));
        assertCode(6, train("file", stopped.path(), "--overwrite", "--set", STOP));
        unfinished = new RunFolder(folder.resolve("unfinished"));
        assertCode(6, train("file", unfinished.path(), "--set", STOP));
    }

    private static Script.Result train(String scheme, Path output, String... more) {
        String[] arguments = {"train", plan.toString(), "--set", "output=" + scheme + ":" + output};
        return InProcess.run(Stream.of(arguments, more).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private static void assertCode(int code, Script.Result result) {
        assertEquals(code, result.code(), result::toString);
    }

    @ParameterizedTest
    @CsvSource({"faulty, true", "faulty, false", "store, true", "store, false"})
    void overwritingLosesNothing(String scheme, boolean begins) throws IOException {
        if (begins) {
            assertNothingIsLost(scheme, old, "--overwrite", "--set", STOP);
        } else {
            assertNothingIsLost(scheme, stopped, "--overwrite");
        }
    }

    @ParameterizedTest
    @CsvSource({"faulty", "store"})
    void beginningLosesNothing(String scheme) throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty-" + scheme));
        assertNothingIsLost(scheme, new RunFolder(empty));
    }

    @ParameterizedTest
    @CsvSource({"faulty", "store"})
    void resumingLosesNothing(String scheme) throws IOException {
        assertNothingIsLost(scheme, unfinished);
    }

    @ParameterizedTest
    @CsvSource({
        "faulty, model/metadata/_SUCCESS",
        "faulty, weights.safetensors",
        "faulty, metrics.json",
        "faulty, plan.yaml",
        "store, model/metadata/_SUCCESS",
        "store, weights.safetensors"
    })
    void repairingLosesNothing(String scheme, String lost) throws IOException {
        RunFolder start = undisturbed.copiedTo(folder.resolve("without-" + lost.replace('/', '-') + scheme));
        Files.delete(start.path().resolve(lost));
        assertNothingIsLost(scheme, start);
    }

    private static void assertNothingIsLost(String scheme, RunFolder start, String... more) throws IOException {
        // Another one for each start, so that together they see more.
        int operation = ALL ? 0 : Math.floorMod((scheme + start.path().getFileName()).hashCode(), STRIDE);
        int operations = ALL ? Integer.MAX_VALUE : STRIDE;
        for (; operation < operations; operation += ALL ? 1 : STRIDE) {
            Failure one = operation % 2 == 0 ? Failure.BEFORE : Failure.HALF;
            for (Failure failure : ALL ? List.of(Failure.BEFORE, Failure.HALF) : List.of(one)) {
                if (!dies(scheme, start, operation, failure, more)) {
                    operations = operation;
                }
            }
        }
        assertTrue(operations > 20, "only " + operations + " operations");
    }

    /** Whether there is an operation of that number. */
    private static boolean dies(String scheme, RunFolder start, int operation, Failure failure, String... more)
            throws IOException {
        Disk disk = FaultyFiles.disk();
        RunFolder output = start.copiedTo(
                folder.resolve(start.path().getFileName() + "-" + scheme + "-" + operation + "-" + failure));
        disk.failAt(operation, failure);
        Script.Result killed = train(scheme, output.path(), more);
        boolean dead = operation == 0 || disk.isDead();
        disk.heal();
        String moment = output.path().getFileName() + ": " + killed;
        assertTrue(dead || killed.code() == (List.of(more).contains(STOP) ? 6 : 0), moment);
        markDead(output.path().resolve(Lease.FILE));
        assertTrue(isWhole(output) || !isWhole(start), moment);
        Script.Result again =
                more.length > 0 ? train(scheme, output.path(), "--overwrite") : train(scheme, output.path());
        assertEquals(0, again.code(), () -> moment + again);
        assertEquals(after, output.outcome(), moment);
        assertTrue(isWhole(output), moment);
        assertEquals(
                Files.exists(start.path().resolve(NOTE)),
                Files.exists(output.path().resolve(NOTE)),
                moment);
        return dead;
    }

    /** This process lives on, so that its lease would be watched for ten seconds. */
    private static void markDead(Path lease) throws IOException {
        if (Files.exists(lease)) {
            Files.writeString(lease, Files.readString(lease).replaceFirst("\"started\": \".*\"", "\"started\": \"1\""));
        }
    }

    /** Whether a run that says to be finished is the old or the new one, with all its files. */
    private static boolean isWhole(RunFolder output) throws IOException {
        if (!Files.exists(output.path().resolve("metrics.json"))) {
            return true;
        }
        if (!Files.exists(output.path().resolve("plan.yaml"))
                || !Files.exists(output.path().resolve("weights.safetensors"))
                || !Files.exists(output.path().resolve("model/metadata/_SUCCESS"))) {
            return false;
        }
        SavedRun run = SavedRun.in(output.path().toString(), new Configuration());
        return List.of(before, after).contains(output.outcome())
                && output.json("metrics.json")
                        .get("weightsSha256")
                        .textValue()
                        .equals(Fingerprint.sha256(run.model().network().parameters()));
    }
}
