package dev.lockstep.spark.published;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.testing.DeadLease;
import dev.lockstep.testing.FaultyFiles;
import dev.lockstep.testing.FaultyFiles.Disk;
import dev.lockstep.testing.FaultyFiles.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A published folder is switched as a whole, on file systems with and without rename, whenever its writer is killed. */
class PublicationTest {

    private static final Configuration CONFIGURATION = FaultyFiles.configuration();

    static {
        // Nobody races for these folders.
        CONFIGURATION.set("lockstep.claim.settleMillis", "1");
    }

    /** Nobody beats as often in a test, and nobody waits. */
    private static final Lease.Intervals BRIEF = new Lease.Intervals(60_000, 4, 1);

    private static final Instant START = Instant.parse("2026-11-28T02:00:00Z");
    private static final List<String> FILES = List.of("weights.safetensors", "model/metadata/part-00000");

    @TempDir
    Path temporary;

    private Path folder;
    private String scheme = "faulty";
    private Instant now = START;

    @BeforeEach
    void healDisk() {
        FaultyFiles.disk();
        folder = temporary.resolve("models");
    }

    private String address() {
        return scheme + ":" + folder;
    }

    private Publication begin() throws IOException {
        return Publication.begin("publish.to", address(), CONFIGURATION, Clock.fixed(now, ZoneOffset.UTC), BRIEF);
    }

    /** Publishes a model, all of whose files have the same text. */
    private VersionName publish(String model) throws IOException {
        return publish(model, 2);
    }

    private VersionName publish(String model, int keep) throws IOException {
        Path run = temporary.resolve("run-" + model);
        for (String file : FILES) {
            Files.createDirectories(run.resolve(file).getParent());
            Files.writeString(run.resolve(file), model);
        }
        try (Publication publication = begin()) {
            Optional<VersionFolder> same = publication.find(model);
            VersionName name = same.isPresent() ? same.get().name() : publication.next(sha256(model));
            if (same.isEmpty()) {
                publication.add(
                        name,
                        new RunFiles("file:" + run, CONFIGURATION),
                        FILES,
                        Map.of("verdict.json", model),
                        Map.of("fingerprint", model));
            }
            publication.switchTo(name);
            publication.retain(keep);
            return name;
        }
    }

    private static String sha256(String model) {
        return Fingerprint.sha256(new float[] {model.hashCode()});
    }

    private VersionName rollback() throws IOException {
        try (Publication publication = begin()) {
            return publication.rollback();
        }
    }

    private PublishedFolder published() throws IOException {
        return PublishedFolder.in(address(), CONFIGURATION).orElseThrow();
    }

    /** The current model, whose files must belong together. */
    private String current() throws IOException {
        return published().read(version -> {
            String weights = version.read(FILES.get(0), 100);
            assertEquals(weights, version.read(FILES.get(1), 100));
            published().version(VersionName.parse(version.name()).orElseThrow()).requireWhole();
            return weights;
        });
    }

    private List<String> versions() throws IOException {
        List<String> models = new ArrayList<>();
        for (VersionFolder version : published().versions()) {
            version.requireWhole();
            models.add(version.about().get("fingerprint"));
        }
        return models;
    }

    private String previous() throws IOException {
        VersionName version = published().current().orElseThrow().previous().orElseThrow();
        assertTrue(Files.readString(folder.resolve("previous")).contains(version.toString()));
        return published().version(version).about().get("fingerprint");
    }

    @Test
    void theSameModelIsTheSameVersion() throws IOException {
        VersionName a = publish("a");
        VersionName b = publish("b");
        assertEquals("0001-" + sha256("a").substring(0, 12), a.toString());
        assertEquals("0002-" + sha256("b").substring(0, 12), b.toString());
        Instant since = published().current().orElseThrow().since();
        now = now.plusSeconds(9);
        assertEquals(b, publish("b"));
        assertEquals(since, published().current().orElseThrow().since());
        assertEquals("a", previous());
        assertEquals(a, publish("a"));
        assertEquals(List.of("a", "b"), versions());
        assertEquals("b", previous());
    }

    static Stream<Object[]> failures() {
        return Stream.of("faulty", "store")
                .flatMap(scheme -> Stream.of(Failure.values()).map(failure -> new Object[] {scheme, failure}));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aKilledPublicationLeavesTheOldOrTheNewVersion(String on, Failure failure) throws IOException {
        scheme = on;
        int operations = killAtEach(failure, () -> publish("c"), moment -> {
            assertTrue(List.of("b", "c").contains(current()), moment);
            publish("c");
            assertEquals("c", current(), moment);
            assertEquals("b", previous(), moment);
            // Those that were current within the hour stay.
            assertEquals(List.of("a", "b", "c"), versions(), moment);
            assertTidy(moment);
        });
        assertTrue(operations > 10, "only " + operations + " operations");
    }

    @ParameterizedTest
    @ValueSource(strings = {"faulty", "store"})
    void aKilledRemovalIsCompleted(String on) throws IOException {
        scheme = on;
        killAtEach(
                Failure.HALF,
                () -> {
                    now = START.plus(Duration.ofHours(2));
                    publish("c");
                },
                moment -> {
                    assertTrue(List.of("b", "c").contains(current()), moment);
                    publish("c");
                    assertEquals(List.of("b", "c"), versions(), moment);
                    assertTidy(moment);
                });
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aKilledRollbackIsCompletedAndNotUndone(String on, Failure failure) throws IOException {
        scheme = on;
        AtomicBoolean done = new AtomicBoolean();
        int operations = killAtEach(
                failure,
                () -> {
                    done.set(false);
                    rollback();
                    done.set(true);
                },
                moment -> {
                    assertTrue(List.of("a", "b").contains(current()), moment);
                    if (!done.get()) {
                        rollback();
                    }
                    assertEquals("a", current(), moment);
                    publish("a");
                    assertEquals("b", previous(), moment);
                    assertTidy(moment);
                });
        assertTrue(operations > 6, "only " + operations + " operations");
    }

    /** Something that may fail with an I/O error. */
    private interface Action {
        void run() throws IOException;
    }

    private interface Check {
        void at(String moment) throws IOException;
    }

    /** Kills an action at each of its operations, with {@code a} published first and {@code b} now. */
    private int killAtEach(Failure failure, Action action, Check check) throws IOException {
        Disk disk = FaultyFiles.disk();
        boolean killed = true;
        int operation = 0;
        while (killed) {
            folder = temporary.resolve("models-" + operation);
            now = START;
            publish("a");
            publish("b");
            disk.failAt(operation, failure);
            try {
                action.run();
            } catch (IOException | RuntimeException e) {
                assertTrue(operation == 0 || disk.isDead(), e::toString);
            }
            killed = operation == 0 || disk.isDead();
            disk.heal();
            DeadLease.mark(folder.resolve("lease.json"));
            check.at(scheme + ", " + failure + " at operation " + operation);
            operation++;
        }
        return operation;
    }

    private void assertTidy(String moment) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of("current", "previous", "published.json", "versions"),
                    files.map(file -> file.getFileName().toString())
                            // A kill while the lease is acquired can leave a file that is never read.
                            .filter(file -> !file.startsWith(".lease.json"))
                            .sorted()
                            .toList(),
                    moment);
        }
    }

    @Test
    void versionsBeyondKeepAreRemovedButNotThoseInUse() throws IOException {
        for (String model : List.of("a", "b", "c", "d")) {
            publish(model, 3);
            now = now.plus(Duration.ofMinutes(31));
        }
        // b was current until 62 minutes ago, c until 31 minutes ago.
        publish("e", 3);
        assertEquals(List.of("c", "d", "e"), versions());
        publish("f", 1);
        assertEquals(List.of("c", "d", "e", "f"), versions());
        now = now.plus(Duration.ofHours(2));
        publish("f", 1);
        assertEquals(List.of("e", "f"), versions());
        rollback();
        publish("g", 5);
        assertEquals(List.of("e", "f", "g"), versions());
        assertEquals(
                "0007", published().current().orElseThrow().version().toString().substring(0, 4));
    }

    @Test
    void withoutAPreviousVersionThereIsNoRollback() throws IOException {
        publish("a");
        PlanException refused = assertThrows(PlanException.class, this::rollback);
        assertTrue(refused.getMessage().contains("has no version before 0001-"), refused::getMessage);
    }

    @Test
    void aDamagedVersionIsNotSwitchedTo() throws IOException {
        VersionName a = publish("a");
        publish("b");
        Files.writeString(folder.resolve("versions/" + a + "/" + FILES.get(1)), "x");
        EnvironmentException refused = assertThrows(EnvironmentException.class, this::rollback);
        assertTrue(refused.getMessage().contains(FILES.get(1) + " differs from version.json"), refused::getMessage);
        assertEquals("b", current());
    }

    @Test
    void aFolderOfSomethingElseIsLeftAlone() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("notes.txt"), "mine");
        PlanException refused = assertThrows(PlanException.class, () -> publish("a"));
        assertEquals(
                "publish.to must be a new folder or one with published models, but faulty:" + folder
                        + " has notes.txt and no published.json; choose another folder",
                refused.getMessage());
        assertEquals(List.of("notes.txt"), List.of(folder.toFile().list()));
    }

    @Test
    void aReaderWhoseVersionIsRemovedReadsTheNextOne() throws IOException {
        publish("a");
        List<String> read = new ArrayList<>();
        String found = published().read(version -> {
            read.add(version.name());
            if (read.size() == 1) {
                publish("b");
                now = now.plus(Duration.ofHours(2));
                publish("c", 1);
            }
            return version.read(FILES.get(0), 100);
        });
        assertEquals("c", found);
        assertEquals(2, read.size());
    }

    @Test
    void aReaderWaitsForAWholePointer() throws IOException, InterruptedException {
        publish("a");
        Path file = folder.resolve("current");
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() / 2));
        Thread writer = new Thread(() -> {
            try {
                Thread.sleep(120);
                Files.writeString(file, whole);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        assertEquals("a", current());
        writer.join();
    }

    @Test
    void nothingIsCurrentBeforeTheFirstPublication() throws IOException {
        begin().close();
        PlanException refused = assertThrows(PlanException.class, this::current);
        assertTrue(refused.getMessage().endsWith("has no current version: nothing has been published there yet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "faulty", "store"})
    void readersNeverFailWhileItIsRolledBack(String on) throws Exception {
        scheme = on;
        publish("a");
        publish("b");
        AtomicBoolean reading = new AtomicBoolean(true);
        List<Throwable> failures = new ArrayList<>();
        Thread reader = new Thread(() -> {
            try {
                for (int i = 0; i < 1000; i++) {
                    assertTrue(List.of("a", "b").contains(current()));
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                failures.add(e);
            } finally {
                reading.set(false);
            }
        });
        reader.start();
        int rollbacks = 0;
        while (reading.get()) {
            rollback();
            rollbacks++;
        }
        reader.join();
        assertEquals(List.of(), failures);
        assertTrue(rollbacks > 3, "only " + rollbacks + " rollbacks");
    }
}
