package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.spark.store.Address;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.OutputClaim;
import dev.lockstep.spark.store.OutputFile;
import dev.lockstep.spark.store.TemporaryName;
import dev.lockstep.testing.FaultyFiles;
import dev.lockstep.testing.FaultyFiles.Disk;
import dev.lockstep.testing.FaultyFiles.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A kill at every operation that changes the disk: the output is old or new and whole, and the same command is enough. */
class KilledOutputTest {

    private static final Configuration CONFIGURATION = FaultyFiles.configuration();

    static {
        // Nobody races for these outputs.
        CONFIGURATION.set("lockstep.claim.settleMillis", "1");
    }

    /** Nobody beats as often in a test, and nobody waits. */
    private static final Lease.Intervals BRIEF = new Lease.Intervals(60_000, 4, 1);

    private static final String MARK = "written by this command: ";

    @TempDir
    Path temporary;

    private Path folder;
    private String scheme = "faulty";

    /** A command with an output, which says what it writes. */
    private interface Command {
        void run(String content) throws IOException;
    }

    private OutputClaim claim() throws IOException {
        String written = scheme + ":" + folder.resolve("out");
        return OutputClaim.take(written, Address.of(written, CONFIGURATION), CONFIGURATION, BRIEF);
    }

    private void predict(String content) throws IOException {
        try (OutputClaim claim = claim()) {
            PredictedFolder place = new PredictedFolder(claim, CONFIGURATION);
            place.recover();
            place.requireReplaceable();
            place.write(aside -> {
                for (String name : List.of("part-0.csv", "part-1.csv", "_SUCCESS")) {
                    write(new org.apache.hadoop.fs.Path(aside, name), content + name);
                }
            });
        }
    }

    private static void write(org.apache.hadoop.fs.Path file, String content) throws IOException {
        FileSystem files = file.getFileSystem(CONFIGURATION);
        try (OutputStream out = files.create(file, false)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void evaluate(String content) throws IOException {
        try (OutputClaim claim = claim()) {
            OutputFile file = new OutputFile(claim);
            file.prepare(Optional.of(KilledOutputTest::isOurs));
            file.write(out -> out.write((MARK + content).getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static boolean isOurs(InputStream file) throws IOException {
        return new String(file.readAllBytes(), StandardCharsets.UTF_8).startsWith(MARK);
    }

    @ParameterizedTest
    @EnumSource
    void aFolderIsOldOrNew(Failure failure) throws IOException {
        assertOldOrNew(this::predict, failure);
    }

    @ParameterizedTest
    @EnumSource
    void aFileIsOldOrNew(Failure failure) throws IOException {
        assertOldOrNew(this::evaluate, failure);
    }

    /** On an object store a folder is moved file by file; until that is done, a note says so. */
    @ParameterizedTest
    @EnumSource
    void aFolderOnAnObjectStoreIsCompletedByTheNextCommand(Failure failure) throws IOException {
        scheme = "store";
        assertOldOrNew(this::predict, failure);
    }

    private void assertOldOrNew(Command command, Failure failure) throws IOException {
        Disk disk = FaultyFiles.disk();
        Map<String, String> before = after(command, "old ");
        Map<String, String> done = after(command, "new ");
        for (boolean isThere : new boolean[] {false, true}) {
            boolean killed = true;
            int operations = 0;
            while (killed) {
                empty();
                if (isThere) {
                    command.run("old ");
                }
                disk.failAt(operations, failure);
                runToItsEnd(command);
                killed = operations == 0 || disk.isDead();
                disk.heal();
                String moment = failure + " at operation " + operations;
                assertWhole(isThere ? before : Map.of(), done, moment);
                command.run("new ");
                assertEquals(done, found(), moment);
                operations++;
            }
            assertTrue(operations > 5, "only " + operations + " operations");
        }
    }

    private Map<String, String> after(Command command, String content) throws IOException {
        empty();
        command.run(content);
        return Snapshot.of(folder);
    }

    private void runToItsEnd(Command command) {
        try {
            command.run("new ");
        } catch (IOException | RuntimeException e) {
            // It was killed; what it says does not matter.
            return;
        }
    }

    /** What has the output's name; while one folder takes the place of another there may be the old one beside it. */
    private void assertWhole(Map<String, String> before, Map<String, String> done, String moment) throws IOException {
        Map<String, String> found = named("out");
        if (Snapshot.of(folder).keySet().stream().anyMatch(path -> path.endsWith(".moving"))) {
            return;
        }
        if (found.isEmpty() && !before.isEmpty()) {
            try (Stream<Path> files = Files.list(folder)) {
                String aside = files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".replaced"))
                        .findFirst()
                        .orElse("out");
                found = named(aside);
            }
        }
        assertTrue(
                found.equals(without(before)) || found.equals(without(done)),
                moment + " left " + found.keySet() + " of " + before.keySet());
    }

    /** All but what a claim that was being made left, which nobody reads. */
    private Map<String, String> found() throws IOException {
        Map<String, String> found = Snapshot.of(folder);
        found.keySet().removeIf(path -> TemporaryName.isOf(".out." + Lease.FILE, path));
        return found;
    }

    /** A file, or all in a folder, under the name "out". */
    private Map<String, String> named(String name) throws IOException {
        Map<String, String> found = new TreeMap<>();
        Snapshot.of(folder).forEach((path, content) -> {
            if (path.equals(name) || path.startsWith(name + "/")) {
                found.put("out" + path.substring(name.length()), content);
            }
        });
        return found;
    }

    /** Without the folder that it is in. */
    private static Map<String, String> without(Map<String, String> snapshot) {
        Map<String, String> rest = new TreeMap<>(snapshot);
        rest.remove("");
        return rest;
    }

    private void empty() throws IOException {
        folder = temporary.toRealPath().resolve("folder");
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(KilledOutputTest::delete);
            }
        }
        Files.createDirectories(folder);
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
