package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.job.RunFolder;
import dev.lockstep.job.SmallPlans;
import dev.lockstep.job.TrainProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
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

    private final Map<SmallPlans, RunFolder> undisturbed = new EnumMap<>(SmallPlans.class);
    private RunFolder stopped;
    private TrainProcess stoppedRun;

    /** One undisturbed run of each plan, and one that stopped after its first step. */
    @BeforeAll
    void train() throws IOException {
        for (SmallPlans plan : SmallPlans.values()) {
            RunFolder output = new RunFolder(folder.resolve("undisturbed-" + plan));
            assertEnds(0, run(plan, output));
            undisturbed.put(plan, output);
        }
        stopped = new RunFolder(folder.resolve("stopped"));
        stoppedRun = run(MOMENTUM, stopped, "--set", "training.stopAfterSeconds=0.1");
    }

    private TrainProcess start(SmallPlans plan, RunFolder output, String... more) throws IOException {
        Path file = plan.write(folder, "unset");
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

    private void assertUndisturbed(SmallPlans plan, RunFolder output) {
        assertEquals(undisturbed.get(plan).outcome(), output.outcome());
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
        long steps = undisturbed.get(plan).json("metrics.json").get("steps").longValue();
        Random random = new Random(plan.name().hashCode());
        long[] moments = random.longs(KILLS, 0, steps * 3 / 4).sorted().toArray();
        for (long moment : moments) {
            boolean whileSaving = random.nextBoolean();
            long saved = output.newest();
            try (TrainProcess run = start(plan, output)) {
                run.await(() -> output.newest() > Math.max(moment, saved)
                        || (whileSaving && output.inTheMaking() > Math.max(moment, saved)));
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
        assertFalse(Files.exists(output.path().resolve("lease.json")), "the lease must be given back");
    }

    private static void assertGoesOn(long step, TrainProcess run) {
        assertEquals(step > 0, run.out().contains("goes on after step " + step + "\n"), run::toString);
        assertEquals("", run.err());
    }

    @Test
    void sigtermSavesAndTheSameCommandGoesOn() throws IOException {
        SmallPlans plan = SmallPlans.ADAM_WITH_DROPOUT_AND_EARLY_STOPPING;
        RunFolder output = new RunFolder(folder.resolve("terminated"));
        try (TrainProcess run = start(plan, output)) {
            run.await(() -> output.newest() > 0);
            run.terminate();
            assertEnds(STOPPED, run);
            assertOneLine("(SIGTERM) and saved; the same command goes on from there", run.err());
        }
        assertEquals(STOPPED, output.json("status.json").get("code").intValue());
        assertTrue(output.json("status.json").get("message").textValue().contains("the same command goes on"));
        assertEquals(output.newest(), output.json("status.json").get("step").longValue());
        TrainProcess resumed = run(plan, output);
        assertEnds(0, resumed);
        assertUndisturbed(plan, output);
    }

    @Test
    void timeThatIsUpSavesAndTheSameCommandGoesOn() throws IOException {
        assertEnds(STOPPED, stoppedRun);
        assertOneLine("training.stopAfterSeconds: 0.1", stoppedRun.err());
        assertEquals(1, stopped.newest());
        assertEquals(STOPPED, stopped.json("status.json").get("code").intValue());
        assertEquals(1, stopped.json("status.json").get("step").intValue());

        RunFolder again = stoppedCopy("stopped-again");
        assertEnds(STOPPED, run(MOMENTUM, again, "--set", "training.stopAfterSeconds=0.1"));
        assertEquals(2, again.newest());
        TrainProcess resumed = run(MOMENTUM, again);
        assertEnds(0, resumed);
        assertTrue(resumed.out().contains("goes on after step 2\n"), resumed::toString);
        assertUndisturbed(MOMENTUM, again);
    }

    @Test
    void aChangedPlanIsRefusedByKeyWithBothValuesAndChangesNothing() throws IOException {
        RunFolder output = stoppedCopy("changed-plan");
        TrainProcess changed =
                run(MOMENTUM, output, "--set", "training.batchSize=25", "--set", "optimizer.momentum=0.8");
        assertEnds(PLAN, changed);
        assertOneLine("optimizer.momentum was 0.9 but is 0.8", changed.err());
        assertOneLine("training.batchSize was 24 but is 25", changed.err());
        assertEquals(PLAN, output.json("status.json").get("code").intValue());
        assertEquals(List.of(1L), output.checkpoints());
    }

    @Test
    void changedDataAreRefused() throws IOException {
        RunFolder output = stoppedCopy("changed-data");
        String rows = Files.readString(folder.resolve("rows.csv"));
        Path other = Files.writeString(folder.resolve("other.csv"), rows.replaceFirst(",2\n", ",1\n"));
        assertNotEquals(rows, Files.readString(other));
        TrainProcess changed = run(MOMENTUM, output, "--set", "data.train.path=" + other);
        assertEnds(DATA, changed);
        assertOneLine("the data have changed since the checkpoint", changed.err());
        assertEquals(DATA, output.json("status.json").get("code").intValue());
        assertEquals(List.of(1L), output.checkpoints());
    }

    @Test
    void theSameRowsElsewhereAndInAnotherOrderAreNoChange() throws IOException {
        RunFolder output = stoppedCopy("moved-data");
        List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("rows.csv")));
        Collections.reverse(lines.subList(1, lines.size()));
        Path moved = Files.createDirectories(folder.resolve("moved"));
        String header = lines.get(0) + "\n";
        Files.writeString(moved.resolve("b.csv"), header + String.join("\n", lines.subList(1, 150)) + "\n");
        Files.writeString(moved.resolve("a.csv"), header + String.join("\n", lines.subList(150, lines.size())) + "\n");
        TrainProcess resumed = run(
                MOMENTUM,
                output,
                "--set",
                "data.train={path: " + moved + ", format: csv}",
                "--",
                "--master",
                "local[1]");
        assertEnds(0, resumed);
        assertTrue(resumed.out().contains("goes on after step 1\n"), resumed::toString);
        assertUndisturbed(MOMENTUM, output);
    }

    @Test
    void aFinishedRunIsLeftAlone() throws IOException {
        RunFolder output = undisturbed.get(MOMENTUM).copiedTo(folder.resolve("finished"));
        Map<String, String> before = contents(output);
        TrainProcess again = run(MOMENTUM, output);
        assertEnds(0, again);
        assertOneLine("is a finished run, left as it is; --overwrite trains anew", again.out());
        assertEquals(before, contents(output));
    }

    private static Map<String, String> contents(RunFolder output) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(output.path())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    @Test
    void moreEpochsGoOnFromAFinishedRun() throws IOException {
        RunFolder output = new RunFolder(folder.resolve("more"));
        assertEnds(0, run(MOMENTUM, output, "--set", "training.epochs=5"));
        TrainProcess more = run(MOMENTUM, output);
        assertEnds(0, more);
        assertTrue(more.out().contains("goes on after step 70\n"), more::toString);
        assertUndisturbed(MOMENTUM, output);
    }

    @Test
    void overwriteBeginsAnew() throws IOException {
        RunFolder output = stoppedCopy("overwritten");
        assertEnds(
                STOPPED,
                run(MOMENTUM, output, "--set", "seed=1", "--overwrite", "--set", "training.stopAfterSeconds=0.1"));
        TrainProcess anew = run(MOMENTUM, output, "--overwrite");
        assertEnds(0, anew);
        assertFalse(anew.out().contains("goes on"), anew::toString);
        assertUndisturbed(MOMENTUM, output);
    }

    @Test
    void aDamagedCheckpointIsPassedOverWithAWarning() throws IOException {
        RunFolder output = undisturbed.get(MOMENTUM).copiedTo(folder.resolve("damaged"));
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
            first.terminate();
            assertEnds(STOPPED, first);
            assertOneLine("(SIGTERM) and saved", first.err());
            assertEquals(output.newest(), output.json("status.json").get("step").longValue());
        }
    }
}
