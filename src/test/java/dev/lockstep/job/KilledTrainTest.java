package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.format.Fingerprint;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.testing.DeadLease;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code train} that is killed at any operation on its files, whatever it finds in its folder: the folder has a whole run or
 * an unfinished one, and the same command ends with the bits of a run that nothing disturbed.
 */
class KilledTrainTest {

    /** Of so many operations one is tried in full. */
    private static final int STRIDE = 11;

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

    /**
     * What a training finds in its folder.
     *
     * @param lost the file that is missing, or ""
     * @param operations how many it takes at least
     */
    private record Found(String scheme, String run, String lost, int operations) {

        RunFolder start() throws IOException {
            Path copy = folder.resolve(scheme + "-" + run + lost.replace('/', '-'));
            RunFolder start =
                    switch (run) {
                        case "nothing" -> new RunFolder(Files.createDirectories(copy));
                        case "old" -> old.copiedTo(copy);
                        case "stopped" -> stopped.copiedTo(copy);
                        case "unfinished" -> unfinished.copiedTo(copy);
                        default -> undisturbed.copiedTo(copy);
                    };
            if (!lost.isEmpty()) {
                Files.delete(start.path().resolve(lost));
            }
            return start;
        }

        List<String> more() {
            return switch (run) {
                case "old" -> List.of("--overwrite", "--set", STOP);
                case "stopped" -> List.of("--overwrite");
                default -> List.of();
            };
        }

        /** Another one for each, so that together they see more. */
        int any(int below) {
            return Math.floorMod(toString().hashCode(), below);
        }
    }

    private static List<Found> some() {
        return List.of(
                new Found("store", "old", "", 40),
                new Found("faulty", "stopped", "", 80),
                new Found("faulty", "nothing", "", 80),
                new Found("store", "unfinished", "", 80),
                new Found("faulty", "finished", "weights.safetensors", 80),
                new Found("faulty", "finished", "model/metadata/_SUCCESS", 80));
    }

    private static Stream<Found> all() {
        return Stream.concat(
                some().stream(),
                Stream.of(
                        new Found("faulty", "old", "", 40),
                        new Found("store", "stopped", "", 80),
                        new Found("store", "nothing", "", 80),
                        new Found("faulty", "unfinished", "", 80),
                        new Found("faulty", "finished", "metrics.json", 80),
                        new Found("faulty", "finished", "plan.yaml", 80),
                        new Found("store", "finished", "model/metadata/_SUCCESS", 80),
                        new Found("store", "finished", "weights.safetensors", 80)));
    }

    @ParameterizedTest
    @MethodSource("some")
    void aKillLosesNothing(Found found) throws IOException {
        int operation = found.any(found.operations());
        assertTrue(dies(found, found.start(), operation, failure(operation)), "no operation " + operation);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("all")
    void killsAtManyOperationsLoseNothing(Found found) throws IOException {
        RunFolder start = found.start();
        int operation = found.any(STRIDE);
        for (boolean more = true; more; operation += STRIDE) {
            more = dies(found, start, operation, failure(operation / STRIDE));
        }
        assertTrue(operation > found.operations(), "only " + operation + " operations");
    }

    private static Failure failure(int number) {
        return number % 2 == 0 ? Failure.BEFORE : Failure.HALF;
    }

    /** Whether there is an operation of that number. */
    private static boolean dies(Found found, RunFolder start, int operation, Failure failure) throws IOException {
        Disk disk = FaultyFiles.disk();
        RunFolder output = start.copiedTo(folder.resolve(start.path().getFileName() + "-" + operation));
        String[] more = found.more().toArray(String[]::new);
        disk.failAt(operation, failure);
        Script.Result killed = train(found.scheme(), output.path(), more);
        // Before the first change only reads fail.
        boolean dead = disk.isDead() || (operation == 0 && killed.code() != 0);
        disk.heal();
        String moment = output.path().getFileName() + ": " + killed;
        assertTrue(dead || killed.code() == (found.more().contains(STOP) ? 6 : 0), moment);
        DeadLease.mark(output.path().resolve(Lease.FILE));
        assertTrue(isWhole(output) || !isWhole(start), moment);
        Script.Result again = more.length > 0
                ? train(found.scheme(), output.path(), "--overwrite")
                : train(found.scheme(), output.path());
        assertEquals(0, again.code(), () -> moment + again);
        assertEquals(after, output.outcome(), moment);
        assertTrue(isWhole(output), moment);
        assertEquals(
                Files.exists(start.path().resolve(NOTE)),
                Files.exists(output.path().resolve(NOTE)),
                moment);
        return dead;
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
