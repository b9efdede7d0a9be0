package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that predict into one new folder at once. */
@Tag("full")
class PredictRaceIT {

    private static final int ROUNDS = 6;
    private static final String RELEASED =
            Project.path("src", "test", "resources", "released").toString();

    @TempDir
    private static Path folder;

    @Test
    void oneWinsAndTheOtherSaysWhyNot() throws Exception {
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                String output = "predicted-" + round + ".csv";
                List<Future<Script.Result>> running = Stream.of("a", "b")
                        .map(name -> both.submit(() -> predict(name, output)))
                        .toList();
                List<Script.Result> ended = Stream.of(
                                running.get(0).get(), running.get(1).get())
                        .sorted(Comparator.comparingInt(Script.Result::code))
                        .toList();
                assertEquals(
                        List.of(0, 2), ended.stream().map(Script.Result::code).toList(), ended::toString);
                assertEquals("", ended.get(0).err());
                String refusal = ended.get(1).err();
                assertTrue(refusal.contains("is using output") || refusal.contains("already exists"), refusal);
                assertEquals(1, refusal.lines().count(), refusal);
                assertEquals(120, rows(folder.resolve(output)));
            }
        } finally {
            both.shutdownNow();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    IntStream.range(0, ROUNDS)
                            .mapToObj(round -> "predicted-" + round + ".csv")
                            .sorted()
                            .toList(),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.contains("predicted"))
                            .sorted()
                            .toList());
        }
    }

    private static Script.Result predict(String name, String output) throws IOException, InterruptedException {
        return Script.run(
                Project.path("jobs", "predict.sh"),
                Files.createDirectories(folder.resolve(name)),
                RELEASED + "/run-1",
                "--data",
                RELEASED + "/run-1-rows.csv",
                "--output",
                folder.resolve(output).toString());
    }

    private static long rows(Path output) throws IOException {
        try (Stream<Path> parts = Files.list(output)) {
            long rows = 0;
            for (Path part : parts.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .toList()) {
                rows += Files.readAllLines(part).size() - 1;
            }
            return rows;
        }
    }
}
