package dev.lockstep.spark.store;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.plan.PlanException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease on an output, held by one process at a time: a file with a heartbeat. Of several contenders, the one that
 * creates the file named after the previous holder takes over ({@link LeaseContest}). A holder that cannot verify its
 * lease stops.
 */
public final class Lease implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    public static final String FILE = "lease.json";

    private final LeaseFile file;
    private final Intervals intervals;
    private final Thread heart = new Thread(this::beatUntilClosed, "lockstep-lease");
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile long lastBeat;
    private volatile boolean lost;

    /**
     * The interval of heartbeats, the time that a contender watches, and its polling interval.
     */
    public record Intervals(long beatMillis, long watchMillis, long lookMillis) {

        public static final Intervals USUAL = new Intervals(2_000, 10_000, 250);
    }

    private Lease(LeaseFile file, Intervals intervals) {
        this.file = file;
        this.intervals = intervals;
        heart.setDaemon(true);
    }

    /**
     * Acquires the lease on the folder of a run.
     *
     * @throws PlanException if another run holds it
     */
    public static Lease take(RunFiles files) throws IOException {
        return take(files, Intervals.USUAL);
    }

    public static Lease take(RunFiles files, Intervals intervals) throws IOException {
        return new Lease(new LeaseFile(files, FILE, files.folder()), intervals).taken();
    }

    /**
     * Acquires the lease on a file or folder; the lease file is beside it.
     *
     * @throws PlanException if another process holds it
     */
    public static Lease take(RunFiles folder, String output) throws IOException {
        return take(folder, output, Intervals.USUAL);
    }

    public static Lease take(RunFiles folder, String output, Intervals intervals) throws IOException {
        return new Lease(new LeaseFile(folder, "." + output + "." + FILE, folder.folder() + "/" + output), intervals)
                .taken();
    }

    private Lease taken() throws IOException {
        new LeaseContest(file, intervals).win();
        lastBeat = System.nanoTime();
        heart.start();
        return this;
    }

    /** Whether the lease file is valid or missing. */
    public static boolean isOurs(RunFiles files) throws IOException {
        String text = files.exists(FILE) ? files.read(FILE, LeaseFile.LARGEST) : "";
        return text.isEmpty() || !LeaseHolder.of(text).id().isEmpty();
    }

    /** Whether a file is a takeover file or a temporary file of a lease. */
    public static boolean isLeftOver(String lease, String file) {
        return LeaseFile.isLeftOver(lease, file);
    }

    /**
     * Fails if another process has taken over, or if that cannot be determined. Checks the lease file if the last
     * heartbeat is so old that a takeover is possible.
     */
    public void requireHeld() {
        if (!lost && System.nanoTime() - lastBeat > TimeUnit.MILLISECONDS.toNanos(intervals.watchMillis()) / 2) {
            renew();
        }
        requireNotLost();
    }

    /** Whether {@link #requireHeld} does not fail. */
    public boolean isHeld() {
        try {
            requireHeld();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** As {@link #requireHeld}, but always checks the lease file, before writes that only one process may do. */
    public void renew() {
        try {
            beat();
        } catch (IOException e) {
            throw new EnvironmentException(
                    "output " + file.output() + ": cannot verify the lease: " + e.getMessage(), e);
        }
        requireNotLost();
    }

    private void requireNotLost() {
        if (lost) {
            throw new EnvironmentException("another run has taken over output " + file.output()
                    + ", because this one sent no heartbeat for " + intervals.watchMillis() / 1000 + " s");
        }
    }

    private void beatUntilClosed() {
        while (!lost) {
            try {
                if (closing.await(intervals.beatMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                beat();
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                // The file system may be unavailable for a moment. Users of the lease check it themselves.
                LOG.warn("the lease of {} cannot be renewed", file.output(), e);
            }
        }
    }

    private synchronized void beat() throws IOException {
        if (!lost && file.isOurs() && !file.isClaimed()) {
            file.write();
            lastBeat = System.nanoTime();
        } else {
            lost = true;
        }
    }

    @Override
    public void close() throws IOException {
        // No interrupt, which would abort a heartbeat.
        closing.countDown();
        try {
            heart.join(Intervals.USUAL.beatMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!lost && file.isOurs()) {
            file.remove(file.name());
        }
    }
}
