package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.SharedClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jobs/cron/nightly.sh}: silent when all is well, and what it says and repeats otherwise. */
@Tag("full")
class CronIT {

    @TempDir
    Path folder;

    @BeforeEach
    void writeAPlan() throws IOException {
        Files.writeString(folder.resolve("rows.csv"), "a,y\n" + "1,0\n2,1\n3,0\n4,1\n".repeat(4));
        Files.writeString(folder.resolve("night.yaml"), """
                data: {train: rows.csv, label: y}
                loss: cross_entropy
                training: {epochs: 2, shards: 2}
                output: run
                """);
    }

    private Script.Result night(Map<String, String> more, String... options) throws IOException, InterruptedException {
        Map<String, String> environment =
                new HashMap<>(Map.of("LOCKSTEP_STATE", folder.resolve("state").toString(), "LOCKSTEP_PAUSE", "0"));
        SharedClasses.use(environment, SharedClasses.options());
        environment.putAll(more);
        List<String> command = new ArrayList<>(
                List.of(Project.path("jobs", "cron", "nightly.sh").toString(), "night.yaml"));
        command.addAll(Arrays.asList(options));
        command.addAll(List.of("--", "--master", "local[1]", "--conf", "spark.ui.enabled=false"));
        return Script.run(environment, command, folder);
    }

    private List<Path> logs(String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("state"))) {
            return files.filter(file -> file.toString().endsWith(ending)
                            && file.toString().endsWith(".spark.log") == ending.equals(".spark.log"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aGoodNightIsSilentAndTheOldestLogsGo() throws IOException, InterruptedException {
        for (int night = 0; night < 3; night++) {
            Script.Result result = night(Map.of("LOCKSTEP_KEEP_LOGS", "2"), "--set", "output=run" + night);
            assertEquals(0, result.code(), result::toString);
            assertEquals("", result.out() + result.err());
            assertTrue(Files.exists(folder.resolve("run" + night).resolve("metrics.json")));
        }
        assertEquals(2, logs(".log").size());
        assertEquals(2, logs(".spark.log").size());
        assertTrue(Files.readString(logs(".log").get(1)).contains("weights"), "the log has the output of the training");
    }

    @Test
    void wrongDataAreToldOnceWithTheReasonAndTheLogs() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("rows.csv"), "a,y\n1,0\nx,1\n");
        Script.Result result = night(Map.of());
        assertEquals(3, result.code(), result::toString);
        assertTrue(result.err().startsWith("night: exit code 3, the data are wrong or missing\n"), result::toString);
        assertTrue(result.err().contains("error: data.train: row 2 of rows.csv"), result::toString);
        assertTrue(result.err()
                .contains("\nlogs: " + logs(".log").get(0) + " and "
                        + logs(".spark.log").get(0)));
        assertEquals(1, attempts());
    }

    @Test
    void aStoppedTrainingIsTriedAgainAndResumes() throws IOException, InterruptedException {
        Script.Result result = night(Map.of("LOCKSTEP_ATTEMPTS", "2"), "--set", "training.stopAfterSeconds=1e-9");
        assertEquals(6, result.code(), result::toString);
        assertEquals(2, attempts());
        assertTrue(Files.readString(logs(".log").get(0)).contains("resumes after step"), result::toString);
    }

    private long attempts() throws IOException {
        return Files.readString(logs(".log").get(0))
                .lines()
                .filter(line -> line.startsWith("night: attempt "))
                .count();
    }

    @Test
    void oneTrainingOfAPlanRunsAtATime() throws IOException, InterruptedException {
        Path state = Files.createDirectories(folder.resolve("state"));
        Process other = new ProcessBuilder("flock", state.resolve("night.lock").toString(), "sleep", "600").start();
        try {
            while (!Files.exists(state.resolve("night.lock"))) {
                Thread.sleep(20);
            }
            Thread.sleep(500);
            Script.Result result = night(Map.of());
            assertEquals(6, result.code(), result::toString);
            assertEquals("night: the last training is still running; this one is skipped\n", result.err());
        } finally {
            other.descendants().forEach(ProcessHandle::destroy);
            other.destroy();
        }
    }
}
