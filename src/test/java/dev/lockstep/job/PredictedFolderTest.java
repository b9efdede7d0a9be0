package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.Address;
import dev.lockstep.spark.store.OutputClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictedFolderTest {

    private static final Configuration CONFIGURATION = new Configuration();
    private static final String ASIDE = ".out.0123456789ab.lockstep";

    @TempDir
    Path folder;

    private Path output;

    @BeforeEach
    void name() throws IOException {
        folder = folder.toRealPath();
        output = folder.resolve("out");
    }

    private OutputClaim claim() throws IOException {
        String written = output.toString();
        return OutputClaim.take(written, Address.of(written, CONFIGURATION), CONFIGURATION);
    }

    /** Writes rows as Spark does. */
    private static PredictedFolder.Rows rows(String text) {
        return folder -> {
            Path aside = Files.createDirectory(Path.of(folder.replaceFirst("^file:", "")));
            Files.writeString(aside.resolve("part-00000.csv"), text);
            Files.writeString(aside.resolve(".part-00000.csv.crc"), "crc");
            Files.writeString(aside.resolve("_SUCCESS"), "");
        };
    }

    private void predict(PredictedFolder.Rows rows) throws IOException {
        try (OutputClaim claim = claim()) {
            PredictedFolder place = new PredictedFolder(claim, CONFIGURATION);
            place.recover();
            place.requireReplaceable();
            place.write(rows);
        }
    }

    private String rows() throws IOException {
        return Files.readString(output.resolve("part-00000.csv"));
    }

    private List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aNewOutputIsThereWholeAndNothingElseIs() throws IOException {
        predict(rows("1"));
        assertEquals("1", rows());
        assertEquals(List.of("out"), names(folder));
        assertEquals(List.of(".part-00000.csv.crc", "_SUCCESS", "_lockstep.json", "part-00000.csv"), names(output));
    }

    @Test
    void anOutputReplacesOneThatPredictWrote() throws IOException {
        predict(rows("1"));
        predict(folder -> {
            rows("2").writeTo(folder);
            assertEquals("1", rows());
        });
        assertEquals("2", rows());
        assertEquals(List.of("out"), names(folder));
    }

    @Test
    void whatIsThereStaysIfThereIsNothingToReplaceItWith() throws IOException {
        predict(rows("1"));
        assertThrows(
                IllegalStateException.class,
                () -> predict(folder -> {
                    rows("2").writeTo(folder);
                    throw new IllegalStateException();
                }));
        assertEquals("1", rows());
        assertEquals(List.of("out"), names(folder));
    }

    @Test
    void whatAppearsMeanwhileStays() throws IOException {
        assertThrows(
                IOException.class,
                () -> predict(folder -> {
                    rows("1").writeTo(folder);
                    Files.createDirectory(output);
                }));
        assertEquals(List.of("out"), names(folder));
        assertEquals(List.of(), names(output));
    }

    @Test
    void aFileThatIsPutIntoTheOutputMeanwhileStays() throws IOException {
        predict(rows("1"));
        PlanException refusal = assertThrows(
                PlanException.class,
                () -> predict(folder -> {
                    rows("2").writeTo(folder);
                    Files.writeString(output.resolve("notes.txt"), "precious");
                }));
        assertEquals(
                "--output " + output
                        + " has notes.txt, which predict did not write; choose another output, or remove it"
                        + " yourself",
                refusal.getMessage());
        assertEquals("1", rows());
        assertEquals("precious", Files.readString(output.resolve("notes.txt")));
        assertEquals(List.of("out"), names(folder));
    }

    /** Whatever the marker says. */
    @Test
    void aMarkerThatIsNotReadProvesNothing() throws IOException {
        predict(rows("1"));
        for (String marker : List.of("", "{", "[]", "{\"files\": [\"part-00000.csv\"]}")) {
            Files.writeString(output.resolve("_lockstep.json"), marker);
            try (OutputClaim claim = claim()) {
                PredictedFolder place = new PredictedFolder(claim, CONFIGURATION);
                assertThrows(PlanException.class, place::requireReplaceable);
            }
        }
        assertEquals("1", rows());
    }

    /** The moments between which a process can be killed, and what the next one makes of them. */
    @Test
    void whatAKilledProcessLeftIsPutRight() throws IOException {
        predict(rows("1"));
        Files.move(output, folder.resolve(ASIDE + ".replaced"));
        Files.createDirectory(folder.resolve(ASIDE));
        recover();
        assertEquals("1", rows());
        assertEquals(List.of("out"), names(folder));

        Files.createDirectory(folder.resolve(ASIDE + ".replaced"));
        Files.writeString(folder.resolve(ASIDE + ".replaced/part-00000.csv"), "0");
        recover();
        assertEquals("1", rows());
        assertEquals(List.of("out"), names(folder));
    }

    private void recover() throws IOException {
        try (OutputClaim claim = claim()) {
            new PredictedFolder(claim, CONFIGURATION).recover();
        }
    }

    @Test
    void whatIsNotOfThisOutputStays() throws IOException {
        List<String> others = List.of(
                ".out.0123456789ab",
                ".out.0123456789a.lockstep",
                ".out.0123456789ab.lockstep.old",
                ".out2.0123456789ab.lockstep",
                "out.0123456789ab.lockstep",
                ".replaced");
        for (String other : others) {
            Files.createDirectory(folder.resolve(other));
        }
        Files.createDirectory(folder.resolve("theirs"));
        Files.writeString(folder.resolve("theirs/precious"), "precious");
        Files.createSymbolicLink(folder.resolve(ASIDE), folder.resolve("theirs"));
        recover();
        Map<String, String> after = Snapshot.of(folder);
        others.forEach(other -> assertTrue(after.containsKey(other), other));
        assertTrue(after.containsKey("theirs/precious"));
        assertFalse(after.containsKey("out"));
    }
}
