package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.spark.RunFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {

    @TempDir
    private Path run;

    private RunFiles files() throws IOException {
        return new RunFiles(run.toString(), new Configuration(false));
    }

    private Path file() {
        return run.resolve(Lease.FILE);
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
    void aHolderThatMovesKeepsItsLease() throws IOException {
        try (Lease lease = Lease.take(files())) {
            RunFiles same = files();
            PlanException refusal = assertThrows(PlanException.class, () -> Lease.take(same));
            assertTrue(refusal.getMessage().startsWith("another run is using output file:"), refusal.getMessage());
            assertTrue(
                    refusal.getMessage()
                            .contains("process " + ProcessHandle.current().pid() + " on "),
                    refusal.getMessage());
            lease.requireHeld();
        }
    }

    @Test
    void theLeaseOfADeadProcessIsTakenOver() throws IOException, InterruptedException {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.writeString(file(), holder(dead.pid(), "2020-01-01T00:00:00Z"));
        try (Lease lease = Lease.take(files())) {
            lease.requireHeld();
        }
    }

    /** Process numbers are used again. */
    @Test
    void theLeaseOfAnEarlierProcessOfTheSameNumberIsTakenOver() throws IOException {
        Files.writeString(file(), holder(ProcessHandle.current().pid(), "2020-01-01T00:00:00Z"));
        try (Lease lease = Lease.take(files())) {
            lease.requireHeld();
        }
    }

    private static String holder(long pid, String started) throws IOException {
        String host = InetAddress.getLocalHost().getHostName();
        return Json.pretty(Map.of("id", "x", "host", host, "pid", pid, "started", started, "beat", 1));
    }

    @Test
    void aLeaseThatDoesNotMoveIsTakenOver() throws IOException {
        Files.writeString(file(), "[1, {");
        try (Lease lease = Lease.take(files())) {
            lease.requireHeld();
            assertEquals(
                    1, Files.readAllLines(file()).stream().filter("{"::equals).count());
        }
    }
}
