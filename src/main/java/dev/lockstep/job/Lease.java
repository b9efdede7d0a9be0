package dev.lockstep.job;

import dev.lockstep.spark.RunFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a second run off an output: a file with a heartbeat. A newcomer watches it and takes over only if it does not
 * move; no clocks of two machines are compared. On object stores, where creating a file is not atomic, it is best effort.
 */
final class Lease implements AutoCloseable {

    static final String FILE = "lease.json";
    private static final int LARGEST = 1 << 16;

    private final RunFiles files;
    private final Pace pace;
    private final LeaseHolder holder = LeaseHolder.here(UUID.randomUUID().toString());
    private final Thread heart = new Thread(this::beat, "lockstep-lease");
    private final CountDownLatch closing = new CountDownLatch(1);
    private long beats;
    private volatile boolean lost;

    /**
     * How often a holder beats, for how long a newcomer watches, and how often it looks.
     */
    record Pace(long beatMillis, long watchMillis, long lookMillis) {

        static final Pace USUAL = new Pace(2_000, 10_000, 250);
    }

    private Lease(RunFiles files, Pace pace) {
        this.files = files;
        this.pace = pace;
        heart.setDaemon(true);
    }

    /**
     * Takes the lease of a run's folder.
     *
     * @throws PlanException if another run holds it
     */
    static Lease take(RunFiles files) throws IOException {
        return take(files, Pace.USUAL);
    }

    static Lease take(RunFiles files, Pace pace) throws IOException {
        Lease lease = new Lease(files, pace);
        if (!files.create(FILE, lease.text())) {
            lease.waitForSilence();
            files.writePlainly(FILE, lease.text());
            pause(2 * pace.lookMillis());
            if (!lease.isOurs()) {
                throw lease.refusal(lease.read());
            }
        }
        lease.heart.start();
        return lease;
    }

    private void waitForSilence() throws IOException {
        String first = read();
        if (LeaseHolder.of(first).isCertainlyDead()) {
            return;
        }
        for (long waited = 0; waited < pace.watchMillis(); waited += pace.lookMillis()) {
            pause(pace.lookMillis());
            if (!files.exists(FILE)) {
                return;
            }
            // An empty text is a heartbeat in the making, so it counts as a change.
            String now = read();
            if (!now.equals(first)) {
                throw refusal(now.isEmpty() ? first : now);
            }
        }
    }

    private PlanException refusal(String other) {
        return new PlanException("another run is using output " + files.folder() + " (" + LeaseHolder.of(other)
                + "); wait for it, or choose another output");
    }

    /** Ends the run that lost its output to another one. */
    void requireHeld() {
        if (lost) {
            throw new IllegalStateException("another run has taken over output " + files.folder()
                    + ", because this one gave no sign of life for " + pace.watchMillis() / 1000 + " s");
        }
    }

    private void beat() {
        while (!lost) {
            try {
                if (closing.await(pace.beatMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
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
        return LeaseHolder.of(read()).id().equals(holder.id());
    }

    /** The file's text; empty if it is not there. */
    private String read() throws IOException {
        return files.exists(FILE) ? files.read(FILE, LARGEST) : "";
    }

    private RunFiles.Content text() {
        return out -> out.write(holder.text(beats++).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        // No interrupt: it would cut a beat short and leave an empty file, which nobody would know for ours.
        closing.countDown();
        try {
            heart.join(Pace.USUAL.beatMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!lost && isOurs()) {
            files.remove(FILE);
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
}
