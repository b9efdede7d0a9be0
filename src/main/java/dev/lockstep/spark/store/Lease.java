package dev.lockstep.spark.store;

import dev.lockstep.plan.PlanException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease on an output, held by one process at a time: a file with a heartbeat. A contender watches it and takes over
 * only if it does not change; clocks of two machines are never compared. Of several contenders, the one that creates
 * the file named after the previous holder takes over. A holder that cannot verify its lease stops.
 */
public final class Lease implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    public static final String FILE = "lease.json";
    private static final String CLAIM = ".from-";
    private static final int LARGEST = 1 << 16;
    private static final int MOST_TRIES = 4;

    private final RunFiles files;
    private final String name;
    private final String output;
    private final Intervals intervals;
    private final LeaseHolder holder = LeaseHolder.here(UUID.randomUUID().toString());
    private final Thread heart = new Thread(this::beatUntilClosed, "lockstep-lease");
    private final CountDownLatch closing = new CountDownLatch(1);
    private long beats;
    private volatile long lastBeat;
    private volatile boolean lost;

    /**
     * The interval of heartbeats, the time that a contender watches, and its polling interval.
     */
    public record Intervals(long beatMillis, long watchMillis, long lookMillis) {

        static final Intervals USUAL = new Intervals(2_000, 10_000, 250);
    }

    private Lease(RunFiles files, String name, String output, Intervals intervals) {
        this.files = files;
        this.name = name;
        this.output = output;
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
        return new Lease(files, FILE, files.folder(), intervals).taken();
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
        return new Lease(folder, "." + output + "." + FILE, folder.folder() + "/" + output, intervals).taken();
    }

    private Lease taken() throws IOException {
        boolean taken = false;
        while (!taken) {
            // Otherwise it was released meanwhile.
            taken = creates(name) || takesOver();
        }
        if (!isOurs()) {
            throw refusal(read(name).orElse(""));
        }
        removeLeftOvers();
        lastBeat = System.nanoTime();
        heart.start();
        return this;
    }

    private boolean creates(String file) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return files.create(file, text());
            } catch (IOException e) {
                // The new holder removes temporary files of contenders, and may already have finished.
                if (files.exists(name)) {
                    return false;
                }
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    /**
     * Takes over the lease of a dead or silent holder. The process that creates the file named after that holder takes
     * over; if it is silent as well, the one that creates the file named after it.
     *
     * @return false to try again
     */
    private boolean takesOver() throws IOException {
        Map<String, String> silent = new LinkedHashMap<>();
        String at = name;
        Optional<String> text = read(at);
        while (text.isPresent() && isSilent(at, text.get())) {
            silent.put(at, text.get());
            String id = LeaseHolder.of(text.get()).id();
            at = claimOn(id.matches("[0-9a-f-]{36}") ? id : "unknown-" + silent.size());
            if (creates(at)) {
                return replaces(silent, at);
            }
            text = read(at);
        }
        return false;
    }

    private boolean replaces(Map<String, String> silent, String claim) throws IOException {
        for (Map.Entry<String, String> one : silent.entrySet()) {
            if (!read(one.getKey()).equals(Optional.of(one.getValue()))) {
                files.remove(claim);
                return false;
            }
        }
        files.write(name, text());
        pause(2 * intervals.lookMillis());
        if (!isOurs()) {
            files.remove(claim);
        }
        return true;
    }

    /**
     * Takeover files of earlier holders, and temporary files; a takeover file for this lease belongs to another
     * process.
     */
    private void removeLeftOvers() throws IOException {
        for (String file : files.list()) {
            if (isLeftOver(name, file) && !file.equals(claimOn(holder.id()))) {
                files.remove(file);
            }
        }
    }

    private String claimOn(String id) {
        return "." + name + CLAIM + id;
    }

    /** Whether the lease file is valid or missing. */
    public static boolean isOurs(RunFiles files) throws IOException {
        String text = files.exists(FILE) ? files.read(FILE, LARGEST) : "";
        return text.isEmpty() || !LeaseHolder.of(text).id().isEmpty();
    }

    /** Whether a file is a takeover file or a temporary file of a lease. */
    public static boolean isLeftOver(String lease, String file) {
        return file.startsWith("." + lease + CLAIM) || TemporaryName.isOf(lease, file);
    }

    /**
     * Watches a holder; false if it releases the lease.
     *
     * @throws PlanException if it renews the lease
     */
    private boolean isSilent(String file, String text) throws IOException {
        if (LeaseHolder.of(text).isCertainlyDead()) {
            return true;
        }
        for (long waited = 0; waited < intervals.watchMillis(); waited += intervals.lookMillis()) {
            pause(intervals.lookMillis());
            Optional<String> now = read(file);
            if (now.isEmpty()) {
                return false;
            }
            if (!now.get().equals(text)) {
                throw refusal(now.get().isEmpty() ? text : now.get());
            }
        }
        return true;
    }

    private PlanException refusal(String other) {
        return new PlanException("another run is using output " + output + " (" + LeaseHolder.of(other)
                + "); wait for it, or choose another output");
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

    /** The same, but always checks the lease file, before writes that only one process may do. */
    public void renew() {
        try {
            beat();
        } catch (IOException e) {
            throw new OutputException("output " + output + ": cannot verify the lease: " + e.getMessage(), e);
        }
        requireNotLost();
    }

    private void requireNotLost() {
        if (lost) {
            throw new IllegalStateException("another run has taken over output " + output
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
                LOG.warn("the lease of {} cannot be renewed", output, e);
            }
        }
    }

    private synchronized void beat() throws IOException {
        if (!lost && isOurs() && !files.exists(claimOn(holder.id()))) {
            files.write(name, text());
            lastBeat = System.nanoTime();
        } else {
            lost = true;
        }
    }

    private boolean isOurs() throws IOException {
        return LeaseHolder.of(read(name).orElse("")).id().equals(holder.id());
    }

    /** The text of a file; empty if it does not exist. */
    private Optional<String> read(String file) throws IOException {
        try {
            return Optional.of(files.read(file, LARGEST));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private RunFiles.Content text() {
        return out -> out.write(holder.text(beats++).getBytes(StandardCharsets.UTF_8));
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
        if (!lost && isOurs()) {
            files.remove(name);
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
