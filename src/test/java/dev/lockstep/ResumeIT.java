package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.job.InProcess;
import dev.lockstep.job.RunFolder;
import dev.lockstep.job.SmallPlans;
import dev.lockstep.job.TrainProcess;
import dev.lockstep.job.Undisturbed;
import dev.lockstep.spark.engine.WatchedTasks;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a run is interrupted, the same command goes on, and ends with the bits of a run that nothing disturbed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumeIT {

    private static final int PLAN = 2;
    private static final int STOPPED = 6;
    private static final int KILLED = 128 + 9;
    private static final SmallPlans MOMENTUM = SmallPlans.MOMENTUM_WITH_DROPOUT_AND_PLATEAU;

    @TempDir
    private static Path folder;

    private RunFolder stopped;

    /** A run that stopped after its first step. */
    @BeforeAll
    void stop() throws IOException {
        stopped = new RunFolder(folder.resolve("stopped"));
        Script.Result result = runHere(stopped, "--set", "training.stopAfterSeconds=0.000001");
        assertEquals(STOPPED, result.code(), result::toString);
        assertEquals(1, stopped.newest());
    }

    /** Runs in this process. */
    private static Script.Result runHere(RunFolder output, String... more) throws IOException {
        return runHere(MOMENTUM, output, more);
    }

    private static Script.Result runHere(SmallPlans plan, RunFolder output, String... more) throws IOException {
        String[] command = {
            "train", plan.write(Undisturbed.FOLDER, "unset").toString(), "--set", "output=" + output.path()
        };
        return InProcess.run(Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new));
    }

    private static TrainProcess start(SmallPlans plan, RunFolder output, String... more) throws IOException {
        Path file = plan.write(Undisturbed.FOLDER, "unset");
        List<String> arguments = new ArrayList<>(List.of(file.toString(), "--set", "output=" + output.path()));
        arguments.addAll(List.of(more));
        return TrainProcess.start(folder, arguments);
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
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "ENSEMBLE_.*") // Among those that are killed ten times.
    void aKilledRunEndsWithTheBitsOfAnUndisturbedOne(SmallPlans plan) throws IOException {
        assertKillsDoNotMatter(plan, 1);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void aRunThatIsKilledTenTimesEndsWithTheBitsOfAnUndisturbedOne(SmallPlans plan) throws IOException {
        assertKillsDoNotMatter(plan, 10);
    }

    private static void assertKillsDoNotMatter(SmallPlans plan, int kills) throws IOException {
        RunFolder output = new RunFolder(folder.resolve("killed-" + kills + "-" + plan));
        long steps = Undisturbed.of(plan).json("metrics.json").get("steps").longValue();
        Random random = new Random(plan.name().hashCode());
        long[] moments = random.longs(kills, 0, steps * 3 / 4).sorted().toArray();
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
                assertGoesOn(saved, run.out());
                assertEquals("", run.err());
            }
        }
        long saved = output.newest();
        Script.Result last = runHere(plan, output);
        assertDone(last);
        assertGoesOn(saved, last.out());
        assertUndisturbed(plan, output);
        assertNothingIsLeftOver(output);
    }

    private static void assertDone(Script.Result result) {
        assertEquals(0, result.code(), result::toString);
        assertEquals("", result.err());
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

    private static void assertGoesOn(long step, String out) {
        assertEquals(step > 0, out.contains("resumes after step " + step + "\n"), out);
    }

    /** One run, four times interrupted: by its own clock, by a scheduler, by a move of its rows, by too few epochs. */
    @Test
    void aStoppedRunGoesOnUntilItHasTheBitsOfAnUndisturbedOne() throws IOException {
        assertStatus(STOPPED, "the same command resumes", 1, stopped);
        RunFolder output = stoppedCopy("stopped-again");
        long step = terminated(output);

        String[] oneCore = {
            "--set",
            "data.train={path: " + moved() + ", format: csv}",
            "--set",
            "training.epochs=9",
            "--",
            "--master",
            "local[1]"
        };
        try (TrainProcess fewer = start(MOMENTUM, output, oneCore)) {
            assertEnds(0, fewer);
            assertGoesOn(step, fewer.out());
            assertEquals("", fewer.err());
        }

        Script.Result more = runHere(output);
        assertDone(more);
        assertGoesOn(9 * 14, more.out());
        assertUndisturbed(MOMENTUM, output);
    }

    /** Goes on for a while, and returns the step at which a SIGTERM stopped that. */
    private long terminated(RunFolder output) throws IOException {
        try (TrainProcess run = start(MOMENTUM, output)) {
            run.await(() -> output.newest() > 1);
            run.terminate();
            assertEnds(STOPPED, run);
            assertGoesOn(1, run.out());
            assertOneLine("(SIGTERM) with a checkpoint; the same command resumes the run", run.err());
        }
        assertStatus(STOPPED, "the same command resumes", output.newest(), output);
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
                    "error: stopped at once (SIGTERM), without a checkpoint; the same command resumes from the newest"
                            + " checkpoint, or starts again",
                    run.err());
        }
        assertStatus(STOPPED, "stopped at once (SIGTERM)", 1, output);
        assertEquals(List.of(1L), output.checkpoints());
        assertNothingIsLeftOver(output);
    }

    @Test
    void twoRunsOnOneOutputExcludeEachOther() throws IOException {
        RunFolder output = new RunFolder(folder.resolve("shared"));
        String[] endless = {"--set", "training.epochs=100000"};
        try (TrainProcess first = start(MOMENTUM, output, endless)) {
            first.await(() -> output.newest() > 0);
            Script.Result second = runHere(output, endless);
            assertEquals(PLAN, second.code(), second::toString);
            assertOneLine("another run is using output", second.err());
            long then = output.newest();
            first.await(() -> output.newest() > then + 50);
            first.hangUp();
            assertEnds(STOPPED, first);
            assertOneLine("(SIGHUP) with a checkpoint", first.err());
            assertEquals(output.newest(), output.json("status.json").get("step").longValue());
        }
    }
}
