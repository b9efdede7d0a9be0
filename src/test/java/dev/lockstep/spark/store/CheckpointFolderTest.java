package dev.lockstep.spark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.format.Checkpoint;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.RecordValues;
import dev.lockstep.testing.FaultyFiles;
import dev.lockstep.training.EpochSums;
import dev.lockstep.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFolderTest {

    private static final String STATE = "state.safetensors";
    private static final String MANIFEST = "manifest.json";

    @TempDir
    private Path run;

    private final List<String> damaged = new ArrayList<>();
    private CheckpointFolder folder;

    @BeforeEach
    void open() throws IOException {
        folder = folder(2);
    }

    private CheckpointFolder folder(int keep) throws IOException {
        return new CheckpointFolder(new RunFiles(run.toString(), new Configuration(false)), keep);
    }

    private static Checkpoint checkpoint(long step) {
        TrainingState state = new TrainingState(
                step,
                new float[] {step, -0f},
                new float[][] {{0.5f, step}},
                Optional.empty(),
                new TrainingState.Plateau(Double.POSITIVE_INFINITY, 0, 0),
                Optional.empty(),
                new EpochSums(0, 0, 0, 0, 0));
        return new Checkpoint(state, Map.of("data", "1"), Checkpoint.History.of("{}\n"));
    }

    private Path file(long step, String name) {
        return run.resolve(CheckpointFolder.NAME)
                .resolve(String.format("step-%010d", step))
                .resolve(name);
    }

    /** The step of the newest; whatever is read must be what was written for that step. */
    private long newest() throws IOException {
        damaged.clear();
        Optional<Checkpoint> newest = folder.newest(2, damaged::add);
        newest.ifPresent(found -> assertEquals(
                RecordValues.of(checkpoint(found.state().step())), RecordValues.of(found), "another state"));
        return newest.map(found -> found.state().step()).orElse(-1L);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(run.resolve(CheckpointFolder.NAME))) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aNewRunHasNone() throws IOException {
        assertEquals(-1, newest());
        assertEquals(0, folder.lastStep());
        assertEquals(List.of(), damaged);
    }

    @Test
    void theNewestIsTheOneOfTheMostSteps() throws IOException {
        CheckpointFolder many = folder(10);
        for (long step : new long[] {9, 16_777_216, 10_000_000_000L, 11}) {
            many.write(checkpoint(step));
        }
        assertEquals(10_000_000_000L, newest());
        assertEquals(List.of(), damaged);
    }

    @Test
    void olderOnesAreRemoved() throws IOException {
        for (long step = 1; step <= 4; step++) {
            folder.write(checkpoint(step));
        }
        assertEquals(List.of("step-0000000003", "step-0000000004"), names());
        folder(1).write(checkpoint(5));
        assertEquals(List.of("step-0000000005"), names());
    }

    /** A newer one may be damaged, as after going on from the one before it. */
    @Test
    void whatWasJustWrittenStays() throws IOException {
        folder(1).write(checkpoint(30));
        Files.delete(file(30, MANIFEST));
        folder(1).write(checkpoint(25));
        assertEquals(List.of("step-0000000025"), names());
        assertEquals(25, newest());
    }

    @Test
    void aCheckpointOfTheSameStepIsReplaced() throws IOException {
        folder.write(checkpoint(1));
        Files.writeString(file(1, STATE), "torn");
        folder.write(checkpoint(1));
        assertEquals(1, newest());
        assertEquals(List.of(), damaged);
    }

    @Test
    void whatAKilledRunWasWritingIsNoCheckpoint() throws IOException {
        folder.write(checkpoint(1));
        folder.write(checkpoint(2));
        Path whole = file(2, MANIFEST).getParent();
        Files.move(whole, whole.resolveSibling(".writing-step-0000000002"));
        assertEquals(1, newest());
        assertEquals(1, folder.lastStep());
        assertEquals(List.of(), damaged);
        folder.write(checkpoint(2));
        assertEquals(List.of("step-0000000001", "step-0000000002"), names());
    }

    @Test
    void whatAKilledRunWasWritingIsTidiedUp() throws IOException {
        folder.tidy();
        folder.write(checkpoint(1));
        Path aside = Files.createDirectories(run.resolve(CheckpointFolder.NAME).resolve(".writing-step-0000000002"));
        Files.writeString(aside.resolve(STATE), "half");
        folder.tidy();
        assertEquals(List.of("step-0000000001"), names());
        assertEquals(1, newest());
    }

    @ParameterizedTest
    @ValueSource(strings = {STATE, MANIFEST})
    void aCheckpointWithoutAFileIsPassedOver(String name) throws IOException {
        folder.write(checkpoint(1));
        folder.write(checkpoint(2));
        Files.delete(file(2, name));
        assertPassedOver();
        assertTrue(damaged.get(0).contains(name), damaged.get(0));
    }

    @Test
    void aDamagedCheckpointIsReportedByNameAndReason() throws IOException {
        folder.write(checkpoint(1));
        folder.write(checkpoint(2));
        byte[] bytes = Files.readAllBytes(file(2, STATE));
        Files.write(file(2, STATE), Arrays.copyOf(bytes, bytes.length - 1));
        assertPassedOver();
        assertEquals(
                "checkpoint step-0000000002 is damaged and skipped: state.safetensors must have " + bytes.length
                        + " bytes but has " + (bytes.length - 1),
                damaged.get(0));
    }

    @Test
    void filesOfTwoCheckpointsDoNotMix() throws IOException {
        folder.write(checkpoint(1));
        folder.write(checkpoint(2));
        Files.copy(file(1, STATE), file(2, STATE), StandardCopyOption.REPLACE_EXISTING);
        assertPassedOver();
        assertTrue(damaged.get(0).contains("SHA-256"), damaged.get(0));
    }

    /** What cannot be read may be whole: going on from the one before would train steps again, or begin anew. */
    @Test
    void aCheckpointThatCannotBeReadIsNotPassedOver() throws IOException {
        CheckpointFolder faulty = new CheckpointFolder(new RunFiles("faulty:" + run, FaultyFiles.configuration()), 3);
        FaultyFiles.Disk disk = FaultyFiles.disk();
        faulty.write(checkpoint(1));
        faulty.write(checkpoint(2));
        disk.refuse("step-0000000002/" + STATE);
        IOException refusal = assertThrows(IOException.class, () -> faulty.newest(2, damaged::add));
        disk.heal();
        assertEquals(
                "checkpoints/step-0000000002 cannot be read: Input/output error. Run the command again when it can be"
                        + " read, or move it away to resume from the previous one",
                refusal.getMessage());
        assertEquals(List.of(), damaged);
        assertEquals(2, faulty.newest(2, damaged::add).orElseThrow().state().step());
    }

    @Test
    void whenAllAreDamagedNoneIsTakenForABeginning() throws IOException {
        folder.write(checkpoint(1));
        Files.writeString(file(1, MANIFEST), "{}");
        FormatException one = assertThrows(FormatException.class, this::newest);
        assertEquals(
                "checkpoint step-0000000001 is damaged: the manifest's version must be 1 but is ", one.getMessage());
        folder.write(checkpoint(2));
        Files.delete(file(2, STATE));
        FormatException all = assertThrows(FormatException.class, this::newest);
        assertEquals(
                "checkpoint step-0000000002 is damaged: state.safetensors must exist but does not, and so are all"
                        + " older ones",
                all.getMessage());
        assertEquals(List.of(), damaged);
    }

    /** Where a rename copies file by file, a kill leaves half of a checkpoint beside the whole one that is aside. */
    @Test
    void halfOfARenamedCheckpointIsTidiedUp() throws IOException {
        folder.write(checkpoint(1));
        folder.write(checkpoint(2));
        Files.delete(file(2, MANIFEST));
        Files.createDirectories(run.resolve(CheckpointFolder.NAME).resolve(".writing-step-0000000002"));
        folder.tidy();
        assertEquals(List.of("step-0000000001"), names());
    }

    @Tag("full")
    @Test
    void everyFlippedBitOfTheStateLeadsToTheOneBefore() throws IOException {
        folder.write(checkpoint(1));
        folder.write(checkpoint(2));
        byte[] whole = Files.readAllBytes(file(2, STATE));
        for (int bit = 0; bit < whole.length * 8; bit++) {
            Files.write(file(2, STATE), flipped(whole, bit));
            assertPassedOver();
        }
        Files.write(file(2, STATE), whole);
        assertEquals(2, newest());
    }

    /** A flip in the white space of the manifest may leave it what it is. */
    @Test
    void everyFlippedBitOfTheManifestLeadsToTheOneBeforeOrChangesNothing() throws IOException {
        folder.write(checkpoint(1));
        folder.write(checkpoint(2));
        byte[] whole = Files.readAllBytes(file(2, MANIFEST));
        for (int bit = 0; bit < whole.length * 8; bit++) {
            Files.write(file(2, MANIFEST), flipped(whole, bit));
            if (!Character.isWhitespace(whole[bit / 8]) || newest() != 2) {
                assertPassedOver();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {STATE, MANIFEST})
    void everyTruncationLeadsToTheOneBefore(String name) throws IOException {
        folder.write(checkpoint(1));
        folder.write(checkpoint(2));
        byte[] whole = Files.readAllBytes(file(2, name));
        // Without the line break at its end a manifest says the same.
        int shortest = name.equals(MANIFEST) ? 2 : 1;
        for (int length = 0; length <= whole.length - shortest; length++) {
            Files.write(file(2, name), Arrays.copyOf(whole, length));
            assertPassedOver();
        }
    }

    private void assertPassedOver() throws IOException {
        assertEquals(1, newest(), damaged.toString());
        assertEquals(1, damaged.size(), damaged.toString());
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }
}
