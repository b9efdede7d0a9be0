package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.job.RunFolder;
import dev.lockstep.job.SmallPlans;
import dev.lockstep.job.TrainProcess;
import dev.lockstep.job.Undisturbed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two trainings that are started at once on one new output: one wins, the other one is refused, and nothing is lost. */
@Tag("full")
class TrainRaceIT {

    private static final int ROUNDS = 12;
    private static final SmallPlans PLAN = SmallPlans.MOMENTUM_WITH_DROPOUT_AND_PLATEAU;
    private static final int REFUSED = 2;
    private static final int STOPPED = 6;

    @TempDir
    private static Path folder;

    @Test
    void oneIsRefused() throws IOException {
        String plan = PLAN.write(Undisturbed.FOLDER, "unset").toString();
        for (int round = 0; round < ROUNDS; round++) {
            RunFolder output = new RunFolder(folder.resolve("train-" + round));
            List<String> endless =
                    List.of(plan, "--set", "output=" + output.path(), "--set", "training.epochs=100000", "--overwrite");
            try (TrainProcess first = TrainProcess.start(folder, endless);
                    TrainProcess second = TrainProcess.start(folder, endless)) {
                CompletableFuture.anyOf(first.driver().onExit(), second.driver().onExit())
                        .orTimeout(5, TimeUnit.MINUTES)
                        .join();
                TrainProcess loser = first.driver().isAlive() ? second : first;
                TrainProcess winner = loser == first ? second : first;
                assertEquals(REFUSED, loser.exitCode(), loser::toString);
                assertTrue(
                        loser.err().startsWith("error: another run is using output file:" + output.path()), loser::err);
                assertEquals(1, loser.err().lines().count(), loser::err);
                winner.await(() -> output.newest() > 0);
                winner.terminate();
                assertEquals(STOPPED, winner.exitCode(), winner::toString);
            }
            assertEquals(output.newest(), output.json("status.json").get("step").longValue());
        }
    }
}
