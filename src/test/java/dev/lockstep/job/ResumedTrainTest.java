package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same command on a folder that has a run: it goes on to the bits of an undisturbed run, or says why not. */
class ResumedTrainTest {

    private static final int PLAN = 2;
    private static final int DATA = 3;
    private static final int STOPPED = 6;
    private static final SmallPlans MOMENTUM = SmallPlans.MOMENTUM_WITH_DROPOUT_AND_PLATEAU;

    @TempDir
    private static Path folder;

    private static RunFolder stopped;

    /** A run that stopped after its first step. */
    @BeforeAll
    static void stop() throws IOException {
        stopped = new RunFolder(folder.resolve("stopped"));
        Script.Result result = run(stopped, "--set", "training.stopAfterSeconds=0.000001");
        assertEnds(STOPPED, result);
        assertOneLine("training.stopAfterSeconds: ", result.err());
        assertEquals(List.of(1L), stopped.checkpoints());
    }

    private static Script.Result run(RunFolder output, String... more) throws IOException {
        String[] command = {
            "train", MOMENTUM.write(Undisturbed.FOLDER, "unset").toString(), "--set", "output=" + output.path()
        };
        return InProcess.run(Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new));
    }

    private static RunFolder stoppedCopy(String name) throws IOException {
        return stopped.copiedTo(folder.resolve(name));
    }

    private static void assertEnds(int code, Script.Result result) {
        assertEquals(code, result.code(), result::toString);
    }

    private static void assertUndisturbed(RunFolder output) throws IOException {
        assertEquals(Undisturbed.of(MOMENTUM).outcome(), output.outcome());
        assertEquals(0, output.json("status.json").get("code").intValue());
    }

    private static void assertOneLine(String line, String text) {
        assertEquals(1, text.lines().count(), text);
        assertTrue(text.contains(line), text);
    }

    private static void assertStatus(int code, String message, long step, RunFolder output) {
        JsonNode status = output.json("status.json");
        assertEquals(code, status.get("code").intValue());
        assertTrue(status.get("message").textValue().contains(message), status.toString());
        assertEquals(step, status.get("step").longValue());
    }

    @Test
    void aRunOfNoEpochsHasTheInitialWeightsAndGoesOnFromThem() throws IOException {
        RunFolder output = new RunFolder(folder.resolve("none"));
        String[] noEpochs = {"--set", "training.epochs=0"};
        assertEnds(0, run(output, noEpochs));
        JsonNode metrics = output.json("metrics.json");
        assertEquals(
                List.of(0, 0, 0),
                List.of(
                        metrics.get("epochs").intValue(),
                        metrics.get("bestEpoch").intValue(),
                        metrics.get("steps").intValue()));
        assertEquals(0, metrics.get("rowsPerSecond").doubleValue());
        assertTrue(metrics.get("validation").get("loss").doubleValue() > 0, metrics::toString);
        assertEquals("", Files.readString(output.path().resolve("history.jsonl")));
        assertTrue(Files.exists(output.path().resolve("model")));

        assertEnds(0, run(output));
        assertUndisturbed(output);

        Script.Result after = run(stoppedCopy("stopped-none"), noEpochs);
        assertEnds(2, after);
        assertOneLine("training.epochs must be a whole number from 1 to resume after step 1 but is 0", after.err());
    }

    @Test
    void overwriteKeepsARunUntilItCanBegin() throws IOException {
        RunFolder output = Undisturbed.of(MOMENTUM).copiedTo(folder.resolve("itself"));
        Script.Result itself = run(output, "--overwrite", "--set", "network.initializeFrom=" + output.path());
        assertEnds(2, itself);
        assertOneLine(
                "output must be apart from network.initializeFrom but is " + output.path()
                        + ", which is the same place as file:" + output.path().toRealPath() + "; choose another output",
                itself.err());
        Script.Result absent = run(output, "--overwrite", "--set", "network.initializeFrom=absent");
        assertEnds(3, absent);
        assertOneLine("network.initializeFrom cannot be read: absent: ", absent.err());
        assertEquals(Undisturbed.of(MOMENTUM).outcome(), output.outcome());
        assertEquals(3, output.json("status.json").get("code").intValue());
    }

    @Test
    void aChangedPlanIsRefusedByKeyWithBothValuesAndChangesNothing() throws IOException {
        RunFolder output = stoppedCopy("changed-plan");
        Map<String, String> before = contents(output);
        Script.Result changed = run(output, "--set", "training.batchSize=25", "--set", "optimizer.momentum=0.8");
        assertEnds(PLAN, changed);
        assertOneLine("optimizer.momentum was 0.9 but is 0.8", changed.err());
        assertOneLine("training.batchSize was 24 but is 25", changed.err());
        assertStatus(PLAN, "optimizer.momentum was 0.9 but is 0.8", 1, output);
        assertEquals(before, contents(output));
    }

    @Test
    void changedDataAreRefused() throws IOException {
        RunFolder output = stoppedCopy("changed-data");
        String rows = Files.readString(Undisturbed.FOLDER.resolve("rows.csv"));
        Path other = Files.writeString(folder.resolve("other.csv"), rows.replaceFirst(",2\n", ",1\n"));
        assertNotEquals(rows, Files.readString(other));
        Script.Result changed = run(output, "--set", "data.train.path=" + other);
        assertEnds(DATA, changed);
        assertOneLine("the data have changed since the checkpoint", changed.err());
        assertStatus(DATA, "the data have changed since the checkpoint", 1, output);
        assertEquals(List.of(1L), output.checkpoints());
    }

    @Test
    void aFinishedRunOfAnotherPlanIsRefusedAndLeftAlone() throws IOException {
        RunFolder output = Undisturbed.of(MOMENTUM).copiedTo(folder.resolve("finished"));
        Map<String, String> before = contents(output);
        Script.Result changed = run(output, "--set", "learningRate.factor=0.5");
        assertEnds(PLAN, changed);
        assertOneLine("finished run of another plan: learningRate.factor was 0.3 but is 0.5", changed.err());
        assertStatus(PLAN, "learningRate.factor was 0.3 but is 0.5", 168, output);
        assertEquals(before, contents(output));
    }

    @Test
    void aFinishedRunWithoutCheckpointsIsNotTrainedAgainForMoreEpochs() throws IOException {
        RunFolder output = Undisturbed.of(MOMENTUM).copiedTo(folder.resolve("without-checkpoints"));
        try (Stream<Path> checkpoints = Files.walk(output.path().resolve("checkpoints"))) {
            for (Path path : checkpoints.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        Map<String, String> before = contents(output);
        Script.Result more = run(output, "--set", "training.epochs=1000");
        assertEnds(PLAN, more);
        assertOneLine("epochs and no checkpoint from which it could go on to 1000. Choose another output", more.err());
        assertEquals(before, contents(output));
    }

    /** What is in the files, but for the status. */
    private static Map<String, String> contents(RunFolder output) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(output.path())) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("status.json"))
                    .toList()) {
                contents.put(file.toString(), Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    @Test
    void overwriteBeginsAnew() throws IOException {
        RunFolder output =
                Undisturbed.of(SmallPlans.ADAM_WITH_DROPOUT_AND_EARLY_STOPPING).copiedTo(folder.resolve("overwritten"));
        Script.Result anew = run(output, "--overwrite");
        assertEnds(0, anew);
        assertFalse(anew.out().contains("resumes after"), anew::toString);
        assertUndisturbed(output);
    }

    @Test
    void aDamagedCheckpointIsPassedOverWithAWarning() throws IOException {
        RunFolder output = Undisturbed.of(MOMENTUM).copiedTo(folder.resolve("damaged"));
        Files.delete(output.path().resolve("status.json"));
        Files.delete(output.path().resolve("metrics.json"));
        List<Long> checkpoints = output.checkpoints();
        assertEquals(2, checkpoints.size());
        Path state = output.checkpointFile(output.newest(), "state.safetensors");
        byte[] bytes = Files.readAllBytes(state);
        bytes[bytes.length - 1] ^= 1;
        Files.write(state, bytes);
        Script.Result resumed = run(output);
        assertEnds(0, resumed);
        assertOneLine("is damaged and skipped: state.safetensors must have the SHA-256", resumed.err());
        assertTrue(resumed.out().contains("resumes after step " + checkpoints.get(0) + "\n"), resumed::toString);
        assertUndisturbed(output);
    }
}
