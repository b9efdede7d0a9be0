package dev.lockstep.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {

    @TempDir
    Path folder;

    @Test
    void aFileComesBackAsItWasWritten() throws IOException {
        RunFiles files = files("new/run with spaces");
        files.write("a.txt", "é\n");
        assertEquals("é\n", files.read("a.txt", 1000));
        files.write("b.bin", out -> out.write(new byte[] {1, 2, 3}));
        assertEquals(3, Files.size(folder.resolve("new/run with spaces/b.bin")));
    }

    @Test
    void nothingElseIsInTheFolder() throws IOException {
        RunFiles files = files("run");
        files.write("a.txt", "1");
        files.write("a.txt", "2");
        files.write("b.txt", "3");
        try (var found = Files.list(folder.resolve("run"))) {
            assertEquals(
                    List.of("a.txt", "b.txt"),
                    found.map(file -> file.getFileName().toString()).sorted().toList());
        }
        assertEquals(List.of("a.txt", "b.txt"), files.list());
    }

    @Test
    void aFolderHoldsItselfAndWhatIsInIt() throws IOException {
        RunFiles files = files("run");
        String run = folder.resolve("run").toString();
        for (String inside : List.of(run, run + "/", run + "/a/b", run + "/../run", "file:" + run)) {
            assertTrue(files.hold(inside), inside);
        }
        for (String outside : List.of(run + "s", folder.toString(), "run", "hdfs://host" + run, "/")) {
            assertFalse(files.hold(outside), outside);
        }
    }

    @Test
    void aFolderIsNeverReplacedByAFile() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("run")).resolve("a.txt"), "1");
        String there = folder.resolve("run").toString();
        IOException refusal = assertThrows(
                IOException.class, () -> RunFiles.write(there, new Configuration(), out -> out.write(new byte[] {2})));
        assertEquals("a folder is there, and stays", refusal.getMessage());
        assertEquals("1", Files.readString(folder.resolve("run/a.txt")));
    }

    @Test
    void aPipeIsNeverReplacedByAFile() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        IOException refusal = assertThrows(
                IOException.class,
                () -> RunFiles.write(pipe.toString(), new Configuration(), out -> out.write(new byte[] {2})));
        assertEquals("a device or a pipe is there instead of a file", refusal.getMessage());
        assertFalse(Files.isRegularFile(pipe));
    }

    @Test
    void aFileIsThereWholeOrNotAtAll() throws IOException {
        RunFiles files = files("run");
        RunFiles.Content half = out -> {
            out.write("half".getBytes(StandardCharsets.UTF_8));
            throw new IOException("the disk is full");
        };
        assertEquals(
                "the disk is full",
                assertThrows(IOException.class, () -> files.write("a.txt", half))
                        .getMessage());
        assertFalse(files.exists("a.txt"));
        files.write("a.txt", "whole");
        assertThrows(IOException.class, () -> files.write("a.txt", half));
        assertEquals("whole", files.read("a.txt", 1000));
        files.write("a.txt", "whole again");
        assertEquals("whole again", files.read("a.txt", 1000));
    }

    @Test
    void aReaderNeverSeesAFileInTheMaking() throws IOException {
        RunFiles files = files("run");
        files.write("a.txt", "old");
        files.write("a.txt", out -> {
            out.write("new".getBytes(StandardCharsets.UTF_8));
            out.flush();
            assertEquals("old", files.read("a.txt", 1000));
        });
        assertEquals("new", files.read("a.txt", 1000));
    }

    @Test
    void filesAndFoldersAreRemoved() throws IOException {
        RunFiles files = files("run");
        files.write("a.txt", "1");
        files("run/deeper").write("b.txt", "2");
        files.remove("a.txt");
        files.remove("deeper");
        files.remove("never there");
        assertEquals(List.of(), files.list());
    }

    @Test
    void aFolderThatIsNotThereIsEmpty() throws IOException {
        RunFiles files = files("absent");
        assertEquals(List.of(), files.list());
        assertFalse(files.exists("a.txt"));
        assertFalse(Files.exists(folder.resolve("absent")));
    }

    @Test
    void theFolderIsAnAbsoluteAddress() throws IOException {
        assertEquals("file:" + folder.resolve("run"), files("run").folder());
        String relative = new RunFiles("runs/x", new Configuration()).folder();
        assertTrue(relative.startsWith("file:/") && relative.endsWith("/runs/x"), relative);
    }

    private RunFiles files(String name) throws IOException {
        return new RunFiles(folder.resolve(name).toString(), new Configuration());
    }
}
