package dev.lockstep.spark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.FaultyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void aFolderIsNeverReplacedByAFile() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("run")).resolve("a.txt"), "1");
        String there = folder.resolve("run").toString();
        IOException refusal = assertThrows(
                IOException.class, () -> RunFiles.write(there, new Configuration(), out -> out.write(new byte[] {2})));
        assertEquals("a folder with this name exists", refusal.getMessage());
        assertEquals("1", Files.readString(folder.resolve("run/a.txt")));
    }

    @Test
    void aPipeIsNeverReplacedByAFile() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        IOException refusal = assertThrows(
                IOException.class,
                () -> RunFiles.write(pipe.toString(), new Configuration(), out -> out.write(new byte[] {2})));
        assertEquals("it is a device or a pipe", refusal.getMessage());
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
                "a.txt cannot be written: the disk is full",
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

    /** On local files Hadoop's own rename deletes what is there first. */
    @Test
    void aFileIsReplacedInOneOperation() throws Exception {
        RunFiles files = files("run");
        files.write("a.txt", "0".repeat(5000));
        CountDownLatch written = new CountDownLatch(1);
        Future<Integer> reads = Executors.newSingleThreadExecutor().submit(() -> {
            int count = 0;
            while (written.getCount() > 0) {
                String text = files.read("a.txt", 5000);
                assertEquals(5000, text.length());
                assertEquals(1, text.chars().distinct().count());
                count++;
            }
            return count;
        });
        for (int i = 0; i < 100; i++) {
            files.write("a.txt", Integer.toString(i % 10).repeat(5000));
        }
        written.countDown();
        assertTrue(reads.get() > 0);
        assertEquals(List.of("a.txt"), files.list());
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "faulty", "store"})
    void ofSeveralClaimantsOneCreatesTheFile(String scheme) throws Exception {
        ExecutorService claimants = Executors.newFixedThreadPool(4);
        for (int round = 0; round < (scheme.equals("store") ? 4 : 50); round++) {
            RunFiles files = new RunFiles(scheme + ":" + folder.resolve("round-" + round), FaultyFiles.configuration());
            CyclicBarrier start = new CyclicBarrier(4);
            List<Future<Boolean>> claims = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                byte[] text = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
                claims.add(claimants.submit(() -> {
                    start.await();
                    return files.create("a.txt", out -> out.write(text));
                }));
            }
            List<String> winners = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                if (claims.get(i).get()) {
                    winners.add(Integer.toString(i));
                }
            }
            assertEquals(List.of(files.read("a.txt", 10)), winners);
            assertEquals(List.of("a.txt"), files.list());
        }
        claimants.shutdown();
    }

    /** What a claimant that died left does not keep others out for ever. */
    @Test
    void onAStoreAClaimThatStaysIsPassedOver() throws IOException {
        RunFiles files = new RunFiles("store:" + folder.resolve("run"), FaultyFiles.configuration());
        files.writePlainly(".a.txt.000000000000.lockstep", out -> out.write('x'));
        assertTrue(files.create("a.txt", out -> out.write('1')));
        assertEquals(List.of("a.txt"), files.list());
    }

    @Test
    void filesAndFoldersAreRemoved() throws IOException {
        RunFiles files = files("run");
        files.write("a.txt", "1");
        files("run/deeper").write("b.txt", "2");
        files.remove("a.txt");
        assertThrows(IOException.class, () -> files.remove("deeper"));
        files.tree("deeper").remove();
        files.remove("never there");
        assertEquals(List.of(), files.list());
    }

    @Test
    void filesThatAreNotNamedStayAndSoDoTheirFolders() throws IOException {
        RunFiles files = files("run");
        for (String name : List.of("m/a/1", "m/a/2", "m/b/1", "m/theirs/1")) {
            files.write(name, "x");
        }
        Files.createDirectory(folder.resolve("run/m/empty"));
        files.tree("m").removeFiles(List.of("a/1", "b/1", "never/there"));
        assertEquals(List.of("a/2", "theirs/1"), files.tree("m").list());
        assertTrue(Files.exists(folder.resolve("run/m/empty")));
        assertFalse(Files.exists(folder.resolve("run/m/b")));
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        RunFiles files = files("run");
        files.write("m/a/1", "x");
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/a"));
        Files.writeString(elsewhere.resolve("1"), "theirs");
        Files.createSymbolicLink(folder.resolve("run/link"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("run/m/b"), elsewhere);
        assertEquals(List.of("a/1", "b"), files.tree("m").list());
        files.tree("link").removeFiles(List.of("a/1"));
        files.tree("m").removeFiles(List.of("a/1", "b/1"));
        assertThrows(IOException.class, () -> {
            files.write("n/1", "x");
            files.tree("n").moveFiles("m/b", List.of("1"));
        });
        files.tree("link").remove();
        files.tree("m").remove();
        assertEquals("theirs", Files.readString(elsewhere.resolve("1")));
        assertEquals(List.of("n"), files.list());
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
