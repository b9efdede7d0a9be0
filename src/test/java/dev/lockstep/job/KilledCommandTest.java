package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.spark.store.Lease;
import dev.lockstep.testing.FaultyFiles;
import dev.lockstep.testing.FaultyFiles.Disk;
import dev.lockstep.testing.FaultyFiles.Failure;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole commands that are killed at operations on their output: the same command, given again, gives the same bytes. */
class KilledCommandTest {

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void layOut() throws IOException {
        folder = temporary.toRealPath();
        Places.in(folder);
        FaultyFiles.install();
    }

    /** A command and of how many moments one is tried. */
    @ParameterizedTest
    @CsvSource({
        "predict $/run --data $/data/rows.csv --output-format csv, 17",
        "evaluate $/run --data $/data/rows.csv, 6",
        "export $/run --format onnx, 2"
    })
    void theSameCommandGivesTheSameBytes(String command, int step) throws IOException {
        assertSameBytes(command, step);
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "predict $/run --data $/data/rows.csv --output-format csv",
                "evaluate $/run --data $/data/rows.csv"
            })
    void theSameCommandGivesTheSameBytesWhereverItIsKilled(String command) throws IOException {
        assertSameBytes(command, 1);
    }

    private void assertSameBytes(String command, int step) throws IOException {
        Disk disk = FaultyFiles.disk();
        Map<String, String> before = Snapshot.of(folder);
        assertDone(run(command, "new/undisturbed"));
        Map<String, String> expected = content("new/undisturbed");
        int operation = 1;
        int killed = 0;
        for (boolean dead = true; dead; operation += step) {
            String output = "new/" + operation;
            disk.failAt(operation, operation % 2 == 0 ? Failure.BEFORE : Failure.HALF);
            Script.Result result = run(command, output);
            dead = disk.isDead();
            disk.heal();
            if (dead) {
                killed++;
                Map<String, String> found = content(output);
                assertTrue(found.isEmpty() || found.equals(expected), operation + ": " + found.keySet());
                assertTrue(result.code() == 0 || result.err().lines().count() == 1, result.toString());
                assertNotEquals(1, result.code(), result.toString());
                endItsClaims();
                Script.Result again = run(command, output);
                assertTrue(again.code() == (found.isEmpty() ? 0 : 2), again.toString());
            }
            assertEquals(expected, content(output), "operation " + operation);
        }
        assertTrue(killed > 1, killed + " kills");
        Map<String, String> after = Snapshot.of(folder);
        before.forEach((path, content) -> assertEquals(content, after.get(path), path));
    }

    private Script.Result run(String command, String output) {
        String words = command + " --output faulty:$/" + output;
        return InProcess.run(Stream.of(words.split(" "))
                .map(word -> word.replace("$", folder.toString()))
                .toArray(String[]::new));
    }

    private static void assertDone(Script.Result result) {
        assertEquals("", result.err());
        assertEquals(0, result.code());
    }

    /** Makes claims those of another process, which is no more: this one lives on. */
    private void endItsClaims() throws IOException {
        List<Path> claims;
        try (Stream<Path> files = Files.list(folder.resolve("new"))) {
            claims = files.filter(file -> file.toString().endsWith(Lease.FILE)).toList();
        }
        for (Path claim : claims) {
            Files.writeString(
                    claim, Files.readString(claim).replaceFirst("\"started\": \"\\d+\"", "\"started\": \"1\""));
        }
    }

    /** What an output has: a file's bytes, or the rows of a folder whatever its files are called. */
    private Map<String, String> content(String output) throws IOException {
        Map<String, String> content = new TreeMap<>();
        if (Files.exists(folder.resolve(output))) {
            Snapshot.of(folder.resolve(output)).forEach((path, bytes) -> {
                if (!path.endsWith(".crc") && !path.equals(PredictedFolder.MARKER)) {
                    content.put(path.replaceAll("(part-\\d+)-[0-9a-f-]{36}", "$1"), bytes);
                }
            });
        }
        return content;
    }
}
