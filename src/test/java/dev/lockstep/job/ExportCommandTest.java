package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.OnnxPredictions;
import dev.lockstep.testing.Project;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run with categories and gaps, as one file; and what is said to those who ask for something else. */
class ExportCommandTest {

    private static final Path RELEASED = Project.path("src", "test", "resources", "released");
    private static final String RUN = RELEASED.resolve("run-1").toString();

    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    private int export(String run, String... more) {
        List<String> arguments = new ArrayList<>(List.of("export", run));
        arguments.addAll(List.of(more));
        return Lockstep.run(
                new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments.toArray(String[]::new));
    }

    private void assertRefused(String message, String run, String... more) {
        assertEquals(2, export(run, more));
        assertEquals("error: " + message + System.lineSeparator(), err.toString());
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"double", "float"})
    void theFileGivesWhatTheRunPredicts(String numbers) {
        Path file = folder.resolve("people.onnx");
        PrintStream console = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertEquals(
                    0,
                    export(RUN, "--format", "onnx", "--output", file.toString(), "--numbers", numbers),
                    err::toString);
        } finally {
            System.setOut(console);
        }
        assertEquals("people: exported to " + file + System.lineSeparator(), out.toString(StandardCharsets.UTF_8));
        List<Row> predicted = LocalSpark.session()
                .read()
                .option("header", "true")
                .csv(RELEASED.resolve("run-1-predicted.csv").toString())
                .collectAsList();
        OnnxPredictions predictions = OnnxPredictions.of(file, predicted);
        assertEquals(0, predictions.distanceFrom(predicted, List.of("<=50K", ">50K")), 1e-6);
    }

    @Test
    void aFormatThatIsNotKnownIsRefused() {
        assertRefused(
                "unknown --format \"onxx\"; did you mean onnx? known: onnx",
                RUN,
                "--format",
                "onxx",
                "--output",
                file("x"));
    }

    @Test
    void numbersThatAreNotKnownAreRefused() throws IOException {
        assertRefused(
                "unknown --numbers \"flaot\"; did you mean float? known: double, float",
                RUN,
                "--format",
                "onnx",
                "--output",
                file("x"),
                "--numbers",
                "flaot");
        assertNothingIsLeft();
    }

    @Test
    void aFolderThatIsNoRunIsRefused() throws IOException {
        Files.createDirectory(folder.resolve("mine"));
        assertRefused(
                "RUN must be the folder of a finished run, with metrics.json, but file:" + folder.toRealPath()
                        + " has mine",
                folder.toRealPath().toString(),
                "--format",
                "onnx",
                "--output",
                file("x"));
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertEquals(2, export(RUN, "--format", "onnx", "--output", file("file/x.onnx")));
        assertTrue(
                err.toString().startsWith("error: --output " + file("file/x.onnx") + " cannot be written: "),
                err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertFalse(Files.exists(folder.resolve("file/x.onnx")));
    }

    /** Whatever is in it. */
    @Test
    void aFolderIsNeverReplacedByAFile() throws IOException {
        Path mine = Files.createDirectories(folder.resolve("mine"));
        Files.writeString(mine.resolve("precious"), "");
        assertRefused(
                "--output " + mine + " is a folder; choose another output, or remove it yourself",
                RUN,
                "--format",
                "onnx",
                "--output",
                mine.toString(),
                "--overwrite");
        assertTrue(Files.exists(mine.resolve("precious")));
    }

    @Test
    void onlyAFileThatIsALockstepModelIsReplaced() throws IOException {
        Path file = folder.resolve("x.onnx");
        for (String theirs : new String[] {"", "precious", "\b\u0007\u0012\u0007pytorch"}) {
            Files.writeString(file, theirs);
            err.getBuffer().setLength(0);
            assertRefused(
                    "--output " + file + " already exists and was not written by this command; choose another"
                            + " output, or remove it yourself",
                    RUN,
                    "--format",
                    "onnx",
                    "--output",
                    file.toString(),
                    "--overwrite");
            assertEquals(theirs, Files.readString(file));
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }
}
