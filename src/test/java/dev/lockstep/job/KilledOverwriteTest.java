package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.format.Fingerprint;
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
 * {@code train --overwrite} that is killed at any operation on its files: the folder has the old run or an unfinished new
 * one, and the same command ends with the bits of a run that nothing disturbed.
 */
class KilledOverwriteTest {

    /** Every so many operations, but for a full test, which tries all. */
    private static final int STRIDE = Integer.getInteger("lockstep.rounds", 1) > 2 ? 1 : 61;

    private static final String STOP = "training.stopAfterSeconds=0.000001";
    private static final String NOTE = "checkpoints/notes.txt";

    @TempDir
    private static Path folder;

    private static Path plan;
    private static RunFolder old;
    private static RunFolder stopped;
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
        RunFolder undisturbed = new RunFolder(folder.resolve("undisturbed"));
        assertCode(0, train("file", undisturbed.path()));
        after = undisturbed.outcome();
        old = new RunFolder(folder.resolve("old"));
        assertCode(0, train("file", old.path(), "--set", "seed=7"));
        Files.writeString(old.path().resolve(NOTE), "mine");
        before = old.outcome();
        stopped = old.copiedTo(folder.resolve("stopped"));
        assertCode(6, train("file", stopped.path(), "--overwrite", "--set", STOP));
    }

    private static Script.Result train(String scheme, Path output, String... more) {
        String[] arguments = {"train", plan.toString(), "--set", "output=" + scheme + ":" + output};
        return InProcess.run(Stream.of(arguments, more).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private static void assertCode(int code, Script.Result result) {
        assertEquals(code, result.code(), result::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "faulty, BEFORE, true",
        "faulty, HALF, true",
        "faulty, BEFORE, false",
        "faulty, HALF, false",
        "store, HALF, true",
        "store, HALF, false"
    })
    void aKillAtAnyOperationLosesNothing(String scheme, Failure failure, boolean begins) throws IOException {
        Disk disk = FaultyFiles.disk();
        String[] stop = begins ? new String[] {"--overwrite", "--set", STOP} : new String[] {"--overwrite"};
        // Another offset for each row, so that together they see more.
        int operation = 1 + Math.floorMod((scheme + failure + begins).hashCode(), STRIDE);
        int operations = Integer.MAX_VALUE;
        for (; operation < operations; operation += STRIDE) {
            RunFolder output = (begins ? old : stopped).copiedTo(folder.resolve(scheme + failure + begins + operation));
            disk.failAt(operation, failure);
            Script.Result killed = train(scheme, output.path(), stop);
            if (!disk.isDead()) {
                assertCode(begins ? 6 : 0, killed);
                operations = operation;
            }
            disk.heal();
            markDead(output.path().resolve(Lease.FILE));
            assertWhole(output, killed);
            Script.Result again = train(scheme, output.path(), "--overwrite");
            assertCode(0, again);
            assertEquals(after, output.outcome(), killed::toString);
            assertEquals("mine", Files.readString(output.path().resolve(NOTE)));
            SavedRun.in(output.path().toString(), new Configuration());
            assertTrue(Files.exists(output.path().resolve("model/metadata")));
        }
        assertTrue(operations > 20, "only " + operations + " operations");
    }

    /** This process lives on, so that its lease would be watched for ten seconds. */
    private static void markDead(Path lease) throws IOException {
        if (Files.exists(lease)) {
            Files.writeString(lease, Files.readString(lease).replaceFirst("\"started\": \".*\"", "\"started\": \"1\""));
        }
    }

    /** A run that says to be finished is the old or the new one, with all its files. */
    private static void assertWhole(RunFolder output, Script.Result killed) throws IOException {
        if (Files.exists(output.path().resolve("metrics.json"))) {
            assertTrue(List.of(before, after).contains(output.outcome()), killed::toString);
            SavedRun run = SavedRun.in(output.path().toString(), new Configuration());
            assertEquals(
                    output.json("metrics.json").get("weightsSha256").textValue(),
                    Fingerprint.sha256(run.model().network().parameters()));
            assertTrue(Files.exists(output.path().resolve("model/metadata")), killed::toString);
        }
    }
}
