package dev.lockstep.job;

import dev.lockstep.spark.RunFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Keeps a second run off an output: a file with a heartbeat. A newcomer watches it and takes over only if it does not
 * move; no clocks of two machines are compared. On object stores, where creating a file is not atomic, it is best effort.
 */
final class Lease implements AutoCloseable {

    static final String FILE = "lease.json";
    private static final int LARGEST = 1 << 16;
    private static final long BEAT_MILLIS = 2_000;
    private static final long WATCH_MILLIS = 10_000;
    private static final long LOOK_MILLIS = 250;

    private final RunFiles files;
    private final String id = UUID.randomUUID().toString();
    private final Thread heart = new Thread(this::beat, "lockstep-lease");
    private long beats;
    private volatile boolean lost;

    private Lease(RunFiles files) {
        this.files = files;
        heart.setDaemon(true);
    }

    /**
     * Takes the lease of a run's folder.
     *
     * @throws PlanException if another run holds it
     */
    static Lease take(RunFiles files) throws IOException {
        Lease lease = new Lease(files);
        if (!files.create(FILE, lease.text())) {
            lease.waitForSilence();
            files.writePlainly(FILE, lease.text());
            pause(2 * LOOK_MILLIS);
            if (!lease.isOurs()) {
                throw lease.refusal();
            }
        }
        lease.heart.start();
        return lease;
    }

    private void waitForSilence() throws IOException {
        String first = read();
        if (Holder.of(first).isDeadHere()) {
            return;
        }
        for (long waited = 0; waited < WATCH_MILLIS; waited += LOOK_MILLIS) {
            pause(LOOK_MILLIS);
            if (!files.exists(FILE)) {
                return;
            }
            // An empty text is a heartbeat in the making, so it counts as a change.
            if (!read().equals(first)) {
                throw refusal();
            }
        }
    }

    private PlanException refusal() throws IOException {
        return new PlanException("another run is using output " + files.folder() + " (" + Holder.of(read())
                + "); wait for it, or choose another output");
    }

    /** Ends the run that lost its output to another one. */
    void requireHeld() {
        if (lost) {
            throw new IllegalStateException("another run has taken over output " + files.folder()
                    + ", because this one gave no sign of life for " + WATCH_MILLIS / 1000 + " s");
        }
    }

    private void beat() {
        while (!lost) {
            try {
                Thread.sleep(BEAT_MILLIS);
                if (isOurs()) {
                    files.writePlainly(FILE, text());
                } else {
                    lost = true;
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException ignored) {
                // A file system may be away for a moment; whoever takes over meanwhile is seen at the next beat.
            }
        }
    }

    private boolean isOurs() throws IOException {
        return Holder.of(read()).id().equals(id);
    }

    /** The file's text; empty if it is not there. */
    private String read() throws IOException {
        return files.exists(FILE) ? files.read(FILE, LARGEST) : "";
    }

    private RunFiles.Content text() {
        return out -> out.write(holder().getBytes(StandardCharsets.UTF_8));
    }

    private String holder() {
        ProcessHandle process = ProcessHandle.current();
        return Json.pretty(Map.of(
                "id", id,
                "host", host(),
                "pid", process.pid(),
                "started", process.info().startInstant().map(Instant::toString).orElse(""),
                "beat", beats++));
    }

    @Override
    public void close() throws IOException {
        heart.interrupt();
        try {
            heart.join(BEAT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!lost && isOurs()) {
            files.remove(FILE);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the output's lease", e);
        }
    }

    /** Who holds a lease, as far as its text says. */
    private record Holder(String id, String host, long pid, String started) {

        static Holder of(String text) {
            Map<String, String> fields = Json.texts(text);
            String pid = fields.getOrDefault("pid", "");
            return new Holder(
                    fields.getOrDefault("id", ""),
                    fields.getOrDefault("host", ""),
                    pid.matches("\\d{1,18}") ? Long.parseLong(pid) : 0,
                    fields.getOrDefault("started", ""));
        }

        /** Whether it is a process of this host that is no more. */
        boolean isDeadHere() {
            return host.equals(Lease.host())
                    && pid > 0
                    && ProcessHandle.of(pid)
                            .filter(ProcessHandle::isAlive)
                            .filter(process -> process.info()
                                    .startInstant()
                                    .map(Instant::toString)
                                    .orElse("")
                                    .equals(started))
                            .isEmpty();
        }

        @Override
        public String toString() {
            return pid > 0 ? "process " + pid + " on " + host : "unknown";
        }
    }
}
