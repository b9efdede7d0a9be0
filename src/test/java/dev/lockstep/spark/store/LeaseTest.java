package dev.lockstep.spark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.plan.PlanException;
import dev.lockstep.testing.FaultyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTest {

    private static final Lease.Intervals BRIEF = new Lease.Intervals(2_000, 20, 5);
    /** Who watches at this pace does not come back within the time a test has. */
    private static final Lease.Intervals ENDLESS = new Lease.Intervals(5, 3_600_000, 5);

    @TempDir
    private Path run;

    private RunFiles files() throws IOException {
        return new RunFiles(run.toString(), new Configuration(false));
    }

    private Path file() {
        return run.resolve(Lease.FILE);
    }

    private void assertTaken(Lease.Intervals pace) throws IOException {
        try (Lease lease = Lease.take(files(), pace)) {
            lease.requireHeld();
        }
        assertFalse(Files.exists(file()));
    }

    @Test
    void aLeaseIsAFileWhileItIsHeld() throws IOException {
        try (Lease lease = Lease.take(files())) {
            lease.requireHeld();
            assertTrue(Files.exists(file()));
        }
        assertFalse(Files.exists(file()));
    }

    @Test
    @Timeout(60)
    void aHolderThatMovesKeepsItsLease() throws IOException {
        try (Lease lease = Lease.take(files(), ENDLESS)) {
            RunFiles same = files();
            PlanException refusal = assertThrows(PlanException.class, () -> Lease.take(same, ENDLESS));
            assertTrue(refusal.getMessage().startsWith("another run is using output file:"), refusal.getMessage());
            assertTrue(
                    refusal.getMessage()
                            .contains("process " + ProcessHandle.current().pid() + " on "),
                    refusal.getMessage());
            lease.requireHeld();
        }
    }

    @Test
    @Timeout(60)
    @EnabledOnOs(OS.LINUX)
    void theLeaseOfADeadProcessIsTakenOverAtOnce() throws IOException, InterruptedException {
        Files.writeString(file(), dead().text(1));
        assertTaken(ENDLESS);
    }

    /** Process numbers are used again. */
    @Test
    @Timeout(60)
    @EnabledOnOs(OS.LINUX)
    void theLeaseOfAnEarlierProcessOfTheSameNumberIsTakenOverAtOnce() throws IOException {
        LeaseHolder here = LeaseHolder.here("x");
        Files.writeString(file(), new LeaseHolder("x", here.place(), here.pid(), "1").text(1));
        assertTaken(ENDLESS);
    }

    @Test
    void theLeaseOfALivingProcessIsWatched() {
        assertFalse(LeaseHolder.here("x").isCertainlyDead());
    }

    static List<Map<String, String>> elsewhere() {
        List<Map<String, String>> places = new ArrayList<>();
        LeaseHolder.here("x").place().keySet().forEach(key -> {
            for (String value : List.of("", "another")) {
                Map<String, String> place = new HashMap<>(LeaseHolder.here("x").place());
                place.put(key, value);
                places.add(place);
            }
        });
        return places;
    }

    /** Another machine, container, boot or user: there the number may be that of a living process. */
    @ParameterizedTest
    @MethodSource("elsewhere")
    void aProcessNumberOfElsewhereProvesNothing(Map<String, String> place) throws IOException, InterruptedException {
        LeaseHolder dead = dead();
        LeaseHolder holder = new LeaseHolder("x", place, dead.pid(), dead.started());
        assertFalse(holder.isCertainlyDead());
        assertEquals(holder, LeaseHolder.of(holder.text(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[1, {", "{}", "{\"pid\": -1}", "{\"host\": \"h\", \"pid\": 1, \"started\": \"2020\"}"})
    void aTextThatProvesNothingIsWatched(String text) {
        assertFalse(LeaseHolder.of(text).isCertainlyDead());
    }

    @Test
    void aLeaseThatDoesNotMoveIsTakenOver() throws IOException {
        Files.writeString(file(), "[1, {");
        assertTaken(BRIEF);
    }

    @Test
    @Timeout(60)
    void whoLostItsLeaseEnds() throws IOException {
        try (Lease lease = Lease.take(files(), ENDLESS)) {
            EnvironmentException lost = null;
            // Again and again, as a heartbeat may be on its way.
            while (lost == null && !Thread.interrupted()) {
                Files.writeString(file(), LeaseHolder.here("another").text(1));
                lost = lostBy(lease);
            }
            assertNotNull(lost);
            assertTrue(lost.getMessage().startsWith("another run has taken over output file:"), lost.getMessage());
        }
        assertTrue(Files.exists(file()), "the lease is another's");
    }

    /** 200 rounds: on a free output, after a holder that is certainly dead, and after one that is silent. */
    @ParameterizedTest
    @CsvSource({"free, 100", "dead, 80", "silent, 20"})
    @Timeout(120)
    @EnabledOnOs(OS.LINUX)
    void ofTwoNewcomersOneGetsTheLeaseAndTheOtherIsRefused(String before, int rounds) throws Exception {
        ExecutorService newcomers = Executors.newFixedThreadPool(2);
        Lease.Intervals pace = new Lease.Intervals(5, before.equals("silent") ? 60 : 400, 2);
        String text = before.equals("dead") ? dead().text(1) : "torn {";
        for (int round = 0; round < rounds; round++) {
            RunFiles files = new RunFiles(run.resolve("round-" + round).toString(), new Configuration(false));
            if (!before.equals("free")) {
                files.write(Lease.FILE, text);
            }
            CyclicBarrier start = new CyclicBarrier(2);
            List<Future<Lease>> takers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                takers.add(newcomers.submit(() -> {
                    start.await();
                    return Lease.take(files, pace);
                }));
            }
            List<Lease> winners = new ArrayList<>();
            for (Future<Lease> taker : takers) {
                try {
                    winners.add(taker.get());
                } catch (ExecutionException e) {
                    assertTrue(e.getCause().getMessage().startsWith("another run is using output"), e.toString());
                }
            }
            assertEquals(1, winners.size());
            winners.get(0).requireHeld();
            winners.get(0).close();
            assertEquals(List.of(), files.list());
        }
        newcomers.shutdown();
    }

    /** Of a newcomer that died while it took over, and of one that left no more than an empty file. */
    @Test
    @Timeout(60)
    @EnabledOnOs(OS.LINUX)
    void theClaimOfADeadNewcomerIsTakenOver() throws IOException, InterruptedException {
        Files.writeString(file(), dead().text(1));
        Files.writeString(run.resolve(".lease.json.from-unknown-1"), "");
        Files.writeString(run.resolve(".lease.json.from-unknown-2"), dead().text(1));
        try (Lease lease = Lease.take(files(), BRIEF)) {
            lease.requireHeld();
        }
        assertEquals(List.of(), files().list());
    }

    @Test
    void anOutputHasALeaseBesideIt() throws IOException {
        try (Lease lease = Lease.take(files(), "scores.csv")) {
            lease.requireHeld();
            assertTrue(Files.exists(run.resolve(".scores.csv.lease.json")));
            PlanException refused = assertThrows(PlanException.class, () -> Lease.take(files(), "scores.csv"));
            assertTrue(refused.getMessage().startsWith("another run is using output file:" + run + "/scores.csv ("));
        }
        assertEquals(List.of(), files().list());
    }

    /** A heartbeat that fails, for whatever reason, is tried again; who writes meanwhile looks first. */
    @Test
    @Timeout(60)
    void aHolderThatCannotBeatDoesNotBelieveItHolds() throws IOException {
        FaultyFiles.Disk disk = FaultyFiles.disk();
        RunFiles files = new RunFiles("faulty:" + run, FaultyFiles.configuration());
        try (Lease lease = Lease.take(files, new Lease.Intervals(5, 20, 1))) {
            disk.failAt(0, FaultyFiles.Failure.RUNTIME);
            RuntimeException refused = null;
            while (refused == null) {
                try {
                    lease.requireHeld();
                } catch (RuntimeException e) {
                    refused = e;
                }
            }
            disk.heal();
            lease.requireHeld();
            String then = files.read(Lease.FILE, 10_000);
            while (files.read(Lease.FILE, 10_000).equals(then)) {
                Thread.onSpinWait();
            }
        }
        assertEquals(List.of(), files.list());
    }

    private static EnvironmentException lostBy(Lease lease) {
        try {
            lease.requireHeld();
            return null;
        } catch (EnvironmentException e) {
            return e;
        }
    }

    /** A process of this place that has ended. */
    private static LeaseHolder dead() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return new LeaseHolder("x", LeaseHolder.here("x").place(), process.pid(), "1");
    }
}
