package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.job.RunFolder;
import dev.lockstep.job.SmallPlans;
import dev.lockstep.job.TrainProcess;
import dev.lockstep.job.Undisturbed;
import dev.lockstep.spark.engine.WatchedTasks;
import dev.lockstep.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a run is interrupted, the same command goes on, and ends with the bits of a run that nothing disturbed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumeIT {

    private static final int KILLS = Integer.getInteger("lockstep.kills", 2);
    private static final int PLAN = 2;
    private static final int DATA = 3;
    private static final int STOPPED = 6;
    private static final int KILLED = 128 + 9;
    private static final SmallPlans MOMENTUM = SmallPlans.MOMENTUM_WITH_DROPOUT_AND_PLATEAU;

    @TempDir
    private static Path folder;

    private RunFolder stopped;
    private TrainProcess stoppedRun;

    /** A run that stopped after its first step. */
    @BeforeAll
    void stop() throws IOException {
        stopped = new RunFolder(folder.resolve("stopped"));
        stoppedRun = run(MOMENTUM, stopped, "--set", "training.stopAfterSeconds=0.1");
    }

    private TrainProcess start(SmallPlans plan, RunFolder output, String... more) throws IOException {
        Path file = plan.write(Undisturbed.FOLDER, "unset");
        List<String> arguments = new ArrayList<>(List.of(file.toString(), "--set", "output=" + output.path()));
        arguments.addAll(List.of(more));
        return TrainProcess.start(folder, arguments);
    }

    private TrainProcess run(SmallPlans plan, RunFolder output, String... more) throws IOException {
        TrainProcess run = start(plan, output, more);
        run.exitCode();
        return run;
    }

    private RunFolder stoppedCopy(String name) throws IOException {
        return stopped.copiedTo(folder.resolve(name));
    }

    private static void assertEnds(int code, TrainProcess run) {
        assertEquals(code, run.exitCode(), run::toString);
    }

    private static void assertUndisturbed(SmallPlans plan, RunFolder output) throws IOException {
        assertEquals(Undisturbed.of(plan).outcome(), output.outcome());
        assertEquals(0, output.json("status.json").get("code").intValue());
    }

    private static void assertOneLine(String line, String text) {
        assertEquals(1, text.lines().count(), text);
        assertTrue(text.contains(line), text);
    }

    @ParameterizedTest
    @EnumSource
    void aKilledRunEndsWithTheBitsOfAnUndisturbedOne(SmallPlans plan) throws IOException {
        RunFolder output = new RunFolder(folder.resolve("killed-" + plan));
        long steps = Undisturbed.of(plan).json("metrics.json").get("steps").longValue();
        Random random = new Random(plan.name().hashCode());
        long[] moments = random.longs(KILLS, 0, steps * 3 / 4).sorted().toArray();
        for (long moment : moments) {
            boolean whileSaving = random.nextBoolean();
            long saved = output.newest();
            try (TrainProcess run = start(plan, output)) {
                run.await(() -> output.newest() > Math.max(moment, saved)
                        // What a killed run left is gone when the next one says the first word.
                        || (whileSaving && !run.out().isEmpty() && output.inTheMaking() > Math.max(moment, saved)));
                run.kill();
                assertEquals(KILLED, run.exitCode(), "the kill came too late");
                assertFalse(Files.exists(output.path().resolve("metrics.json")), "the kill came too late");
                assertGoesOn(saved, run);
            }
        }
        long saved = output.newest();
        TrainProcess last = run(plan, output);
        assertEnds(0, last);
        assertGoesOn(saved, last);
        assertUndisturbed(plan, output);
        assertNothingIsLeftOver(output);
    }

    private static void assertNothingIsLeftOver(RunFolder output) throws IOException {
        try (Stream<Path> files = Files.walk(output.path())) {
            assertEquals(
                    List.of(),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith(".") || name.equals("lease.json"))
                            .toList());
        }
    }

    private static void assertGoesOn(long step, TrainProcess run) {
        assertGoesOnInWords(step, run);
        assertEquals("", run.err());
    }

    private static void assertGoesOnInWords(long step, TrainProcess run) {
        assertEquals(step > 0, run.out().contains("goes on after step " + step + "\n"), run::toString);
    }

    /** One run, four times interrupted: by its own clock, by a scheduler, by a move of its rows, by too few epochs. */
    @Test
    void aStoppedRunGoesOnUntilItHasTheBitsOfAnUndisturbedOne() throws IOException {
        assertEnds(STOPPED, stoppedRun);
        assertOneLine("training.stopAfterSeconds: 0.1", stoppedRun.err());
        assertEquals(1, stopped.newest());
        assertStatus(STOPPED, "the same command goes on", 1, stopped);

        RunFolder output = stoppedCopy("stopped-again");
        long step = terminated(output);

        TrainProcess fewer = run(
                MOMENTUM,
                output,
                "--set",
                "data.train={path: " + moved() + ", format: csv}",
                "--set",
                "training.epochs=9",
                "--",
                "--master",
                "local[1]");
        assertEnds(0, fewer);
        assertGoesOn(step, fewer);

        TrainProcess more = run(MOMENTUM, output);
        assertEnds(0, more);
        assertGoesOn(9 * 14, more);
        assertUndisturbed(MOMENTUM, output);
    }

    @Test
    void aRunOfNoEpochsHasTheInitialWeightsAndGoesOnFromThem() throws IOException {
        RunFolder output = new RunFolder(folder.resolve("none"));
        String[] noEpochs = {"--set", "training.epochs=0"};
        assertEnds(0, run(MOMENTUM, output, noEpochs));
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

        assertEnds(0, run(MOMENTUM, output));
        assertUndisturbed(MOMENTUM, output);

        TrainProcess after = run(MOMENTUM, stoppedCopy("stopped-none"), noEpochs);
        assertEnds(2, after);
        assertOneLine("training.epochs must be a whole number from 1 to go on after step 1 but is 0", after.err());
    }

    @Test
    void overwriteKeepsARunUntilItCanBegin() throws IOException {
        RunFolder output = Undisturbed.of(MOMENTUM).copiedTo(folder.resolve("itself"));
        TrainProcess itself = run(MOMENTUM, output, "--overwrite", "--set", "network.initializeFrom=" + output.path());
        assertEnds(2, itself);
        assertOneLine(
                "output must be apart from network.initializeFrom but is " + output.path()
                        + ", which is the same place as file:" + output.path().toRealPath() + "; choose another output",
                itself.err());
        TrainProcess absent = run(MOMENTUM, output, "--overwrite", "--set", "network.initializeFrom=absent");
        assertEnds(3, absent);
        assertOneLine("network.initializeFrom cannot be read: absent: ", absent.err());
        assertEquals(Undisturbed.of(MOMENTUM).outcome(), output.outcome());
        assertEquals(3, output.json("status.json").get("code").intValue());
    }

    /** Goes on for a while, and returns the step at which a SIGTERM stopped that. */
    private long terminated(RunFolder output) throws IOException {
        try (TrainProcess run = start(MOMENTUM, output)) {
            run.await(() -> output.newest() > 1);
            run.terminate();
            assertEnds(STOPPED, run);
            assertGoesOnInWords(1, run);
            assertOneLine("(SIGTERM) and saved; the same command goes on from there", run.err());
        }
        assertStatus(STOPPED, "the same command goes on", output.newest(), output);
        return output.newest();
    }

    /** The rows in another order, in two files. */
    private static Path moved() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(Undisturbed.FOLDER.resolve("rows.csv")));
        Collections.reverse(lines.subList(1, lines.size()));
        Path moved = Files.createDirectories(folder.resolve("moved"));
        String header = lines.get(0) + "\n";
        Files.writeString(moved.resolve("b.csv"), header + String.join("\n", lines.subList(1, 150)) + "\n");
        Files.writeString(moved.resolve("a.csv"), header + String.join("\n", lines.subList(150, lines.size())) + "\n");
        return moved;
    }

    private static void assertStatus(int code, String message, long step, RunFolder output) {
        JsonNode status = output.json("status.json");
        assertEquals(code, status.get("code").intValue());
        assertTrue(status.get("message").textValue().contains(message), status.toString());
        assertEquals(step, status.get("step").longValue());
    }

    /** Nothing waits for the data then, which may never come; and what a killed run left aside is gone. */
    @Test
    void sigtermWhileTheDataAreReadEndsTheRunAtOnceAndTheStatusSaysSo() throws IOException {
        RunFolder output = stoppedCopy("terminated-early");
        Path own = Files.createDirectory(folder.resolve("terminated-early-tasks"));
        Path jar = own.resolve("plugin.jar");
        TestJar.write(jar, List.of(WatchedTasks.class));
        Files.createFile(own.resolve(WatchedTasks.HOLD));
        Files.createDirectory(output.path().resolve("checkpoints/.writing-step-0000000002"));
        Files.createFile(output.path().resolve(".plan.yaml.0123456789ab.lockstep"));
        try (TrainProcess run = start(
                MOMENTUM,
                output,
                "--",
                "--jars",
                jar.toString(),
                "--conf",
                "spark.plugins=" + WatchedTasks.class.getName(),
                "--conf",
                WatchedTasks.FOLDER + "=" + own)) {
            run.await(() -> WatchedTasks.count(own, WatchedTasks.HELD) > 0);
            run.terminate();
            assertEnds(STOPPED, run);
            assertOneLine(
                    "error: stopped at once (SIGTERM), without saving; the same command goes on from the newest"
                            + " checkpoint, or begins",
                    run.err());
        }
        assertStatus(STOPPED, "stopped at once (SIGTERM)", 1, output);
        assertEquals(List.of(1L), output.checkpoints());
        assertNothingIsLeftOver(output);
    }

    @Test
    void aChangedPlanIsRefusedByKeyWithBothValuesAndChangesNothing() throws IOException {
        RunFolder output = stoppedCopy("changed-plan");
        Map<String, String> before = contents(output);
        TrainProcess changed =
                run(MOMENTUM, output, "--set", "training.batchSize=25", "--set", "optimizer.momentum=0.8");
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
        TrainProcess changed = run(MOMENTUM, output, "--set", "data.train.path=" + other);
        assertEnds(DATA, changed);
        assertOneLine("the data have changed since the checkpoint", changed.err());
        assertStatus(DATA, "the data have changed since the checkpoint", 1, output);
        assertEquals(List.of(1L), output.checkpoints());
    }

    @Test
    void aFinishedRunOfAnotherPlanIsRefusedAndLeftAlone() throws IOException {
        RunFolder output = Undisturbed.of(MOMENTUM).copiedTo(folder.resolve("finished"));
        Map<String, String> before = contents(output);
        TrainProcess changed = run(MOMENTUM, output, "--set", "learningRate.factor=0.5");
        assertEnds(PLAN, changed);
        assertOneLine("finished run of another plan: learningRate.factor was 0.3 but is 0.5", changed.err());
        assertStatus(PLAN, "learningRate.factor was 0.3 but is 0.5", 168, output);
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
        TrainProcess anew = run(MOMENTUM, output, "--overwrite");
        assertEnds(0, anew);
        assertFalse(anew.out().contains("goes on"), anew::toString);
        assertUndisturbed(MOMENTUM, output);
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
        TrainProcess resumed = run(MOMENTUM, output);
        assertEnds(0, resumed);
        assertOneLine("is damaged and passed over: state.safetensors must have the SHA-256", resumed.err());
        assertTrue(resumed.out().contains("goes on after step " + checkpoints.get(0) + "\n"), resumed::toString);
        assertUndisturbed(MOMENTUM, output);
    }

    @Test
    void twoRunsOnOneOutputExcludeEachOther() throws IOException {
        RunFolder output = new RunFolder(folder.resolve("shared"));
        String[] endless = {"--set", "training.epochs=100000"};
        try (TrainProcess first = start(MOMENTUM, output, endless)) {
            first.await(() -> output.newest() > 0);
            TrainProcess second = run(MOMENTUM, output, endless);
            assertEnds(PLAN, second);
            assertOneLine("another run is using output", second.err());
            long then = output.newest();
            first.await(() -> output.newest() > then + 50);
            first.hangUp();
            assertEnds(STOPPED, first);
            assertOneLine("(SIGHUP) and saved", first.err());
            assertEquals(output.newest(), output.json("status.json").get("step").longValue());
        }
    }
}
