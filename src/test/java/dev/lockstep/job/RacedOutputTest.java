package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.Address;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.OutputClaim;
import dev.lockstep.spark.store.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two commands on one new output at once: one wins, the other says why not, and what the winner wrote is whole. */
class RacedOutputTest {

    private static final Configuration CONFIGURATION = new Configuration();
    private static final Lease.Intervals BRISK = new Lease.Intervals(10, 60_000, 2);

    @TempDir
    Path folder;

    /** What one of the two writes; "" if it does not. */
    private interface Command {
        void run(Path output, String content) throws IOException;
    }

    private static OutputClaim claim(Path output) throws IOException {
        return OutputClaim.take(output.toString(), Address.of(output.toString(), CONFIGURATION), CONFIGURATION, BRISK);
    }

    private static void predict(Path output, String content) throws IOException {
        try (OutputClaim claim = claim(output)) {
            PredictedFolder place = new PredictedFolder(claim, CONFIGURATION);
            place.recover();
            claim.requireFree();
            place.write(aside -> {
                Path rows = Files.createDirectory(Path.of(aside.replaceFirst("^file:", "")));
                for (String part : List.of("a", "b", "c")) {
                    Files.writeString(rows.resolve(part), content);
                }
            });
        }
    }

    private static void export(Path output, String content) throws IOException {
        try (OutputClaim claim = claim(output)) {
            OutputFile file = new OutputFile(claim);
            file.prepare(Optional.empty());
            file.write(out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void onePredictWins() throws Exception {
        race(
                (output, winner) -> {
                    for (String part : List.of("a", "b", "c")) {
                        assertEquals(winner, Files.readString(output.resolve(part)));
                    }
                },
                RacedOutputTest::predict,
                200);
    }

    @Test
    void oneExportWins() throws Exception {
        race((output, winner) -> assertEquals(winner, Files.readString(output)), RacedOutputTest::export, 50);
    }

    private void race(Command assertWhole, Command command, int rounds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier start = new CyclicBarrier(2);
        try {
            for (int round = 0; round < rounds; round++) {
                Path output = folder.resolve("out" + round);
                List<Future<String>> said = Stream.of("one", "two")
                        .map(content -> threads.submit(() -> {
                            start.await();
                            return said(command, output, content);
                        }))
                        .toList();
                List<String> both = List.of(said.get(0).get(), said.get(1).get());
                assertEquals(1, both.stream().filter(String::isEmpty).count(), both::toString);
                String refusal = String.join("", both);
                assertTrue(refusal.contains("is using output") || refusal.contains("already exists"), refusal);
                assertWhole.run(output, both.get(0).isEmpty() ? "one" : "two");
            }
        } finally {
            threads.shutdownNow();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(rounds, files.count());
        }
    }

    private static String said(Command command, Path output, String content) throws IOException {
        try {
            command.run(output, content);
            return "";
        } catch (PlanException e) {
            return e.getMessage();
        }
    }
}
