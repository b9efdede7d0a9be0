package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.FaultyFiles;
import dev.lockstep.testing.FaultyFiles.Disk;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk that is full when a run writes one of its files: the run says which, and goes on when there is room. */
class FullDiskTest {

    @TempDir
    private static Path folder;

    private static Path plan;
    private static String undisturbed;

    @BeforeAll
    static void trainUndisturbed() throws IOException {
        FaultyFiles.install();
        FaultyFiles.disk();
        Path data = Files.writeString(folder.resolve("rows.csv"), SmallPlans.rows(8));
        plan = Files.writeString(folder.resolve("plan.yaml"), """
                data: {train: %s, label: y}
                loss: cross_entropy
                training: {epochs: 2, shards: 2, engine: job}
                math: {blas: java}
                output: unset
                """.formatted(data));
        RunFolder run = new RunFolder(folder.resolve("undisturbed"));
        assertEquals(0, train(run).code());
        undisturbed = run.outcome();
    }

    private static Script.Result train(RunFolder run) {
        return InProcess.run("train", plan.toString(), "--set", "output=faulty:" + run.path());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lease.json | 2 | output OUT cannot be written: FULL; free some space, or choose another output",
                "run.json | 1 | output OUT: run.json cannot be written: FULL. Free some space, and run the same command again",
                "plan.yaml | 1 | output OUT: plan.yaml cannot be written: FULL. Free some space, and run the same command again",
                "step-0000000001/state | 1 | the checkpoint of step 1 cannot be written: FULL. Free some space, and the same command resumes from the newest checkpoint",
                "step-0000000002/manifest | 1 | the checkpoint of step 2 cannot be written: FULL. Free some space, and the same command resumes from the newest checkpoint",
                "history.jsonl | 1 | output OUT: history.jsonl cannot be written: FULL. Free some space, and run the same command again",
                ".weights.safetensors | 1 | output OUT: weights.safetensors cannot be written: FULL. Free some space, and run the same command again",
                "/.model.safetensors | 1 | output OUT: model/ cannot be written: FULL. Free some space, and run the same command again",
                ".lockstep/.run.json | 1 | output OUT: model/ cannot be written: FULL. Free some space, and run the same command again",
                ".metrics.json | 1 | output OUT: metrics.json cannot be written: FULL. Free some space, and run the same command again",
                ".status.json | 1 | output OUT: status.json cannot be written: FULL. Free some space, and run the same command again",
            })
    void theRunSaysWhichFileAndGoesOnWhenThereIsRoom(String full, int code, String words) throws IOException {
        Disk disk = FaultyFiles.disk();
        RunFolder run = new RunFolder(folder.resolve("run-" + full.hashCode()));
        disk.fillAt(full);
        Script.Result failed = train(run);
        disk.heal();
        assertEquals(code, failed.code(), failed::toString);
        String error = words.replace("OUT", "faulty:" + run.path()).replace("FULL", "No space left on device");
        assertEquals("error: " + error, failed.err().lines().findFirst().orElse(""));
        if (run.newest() > 0 && !full.equals(".status.json")) {
            String page = Files.readString(run.path().resolve("report.html"));
            assertTrue(page.contains("<span class=\"state failed\">failed</span>"), page);
        }
        Script.Result again = train(run);
        assertEquals(0, again.code(), again::toString);
        assertEquals(undisturbed, run.outcome());
    }
}
