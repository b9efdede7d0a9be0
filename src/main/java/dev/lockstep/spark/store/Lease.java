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
 * Keeps a second process off an output: a file with a heartbeat. A newcomer watches it and takes over only if it does not
 * move; no clocks of two machines are compared. Of several newcomers one takes over: who creates the file that is named
 * after the holder before. A holder that cannot tell whether it still has the lease does not go on.
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
    private final Pace pace;
    private final LeaseHolder holder = LeaseHolder.here(UUID.randomUUID().toString());
    private final Thread heart = new Thread(this::beatUntilClosed, "lockstep-lease");
    private final CountDownLatch closing = new CountDownLatch(1);
    private long beats;
    private volatile long lastBeat;
    private volatile boolean lost;

    /**
     * How often a holder beats, for how long a newcomer watches, and how often it looks.
     */
    public record Pace(long beatMillis, long watchMillis, long lookMillis) {

        static final Pace USUAL = new Pace(2_000, 10_000, 250);
    }

    private Lease(RunFiles files, String name, String output, Pace pace) {
        this.files = files;
        this.name = name;
        this.output = output;
        this.pace = pace;
        heart.setDaemon(true);
    }

    /**
     * Takes the lease of a run's folder.
     *
     * @throws PlanException if another run holds it
     */
    public static Lease take(RunFiles files) throws IOException {
        return take(files, Pace.USUAL);
    }

    public static Lease take(RunFiles files, Pace pace) throws IOException {
        return new Lease(files, FILE, files.folder(), pace).taken();
    }

    /**
     * Takes the lease of one output, a file or a folder, beside which its own file is.
     *
     * @throws PlanException if another process holds it
     */
    public static Lease take(RunFiles folder, String output) throws IOException {
        return take(folder, output, Pace.USUAL);
    }

    public static Lease take(RunFiles folder, String output, Pace pace) throws IOException {
        return new Lease(folder, "." + output + "." + FILE, folder.folder() + "/" + output, pace).taken();
    }

    private Lease taken() throws IOException {
        boolean taken = false;
        while (!taken) {
            // If neither: somebody let go of it meanwhile.
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
                // Whoever gets the lease removes what others have written aside for it, and may be done with it by now.
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
     * Takes the lease of a holder that is dead or silent. Whoever creates the file named after that holder may; if that one
     * is silent as well, who creates the file named after that one.
     *
     * @return false to begin again
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
        pause(2 * pace.lookMillis());
        if (!isOurs()) {
            files.remove(claim);
        }
        return true;
    }

    /** What was claimed of earlier holders, and written aside; a claim on this one is not ours to remove. */
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

    /** Whether the file that a run's lease has is one, or none is there. */
    public static boolean isOurs(RunFiles files) throws IOException {
        String text = files.exists(FILE) ? files.read(FILE, LARGEST) : "";
        return text.isEmpty() || !LeaseHolder.of(text).id().isEmpty();
    }

    /** Whether a file is a claim on a holder of a lease, or was written aside for the lease. */
    public static boolean isLeftOver(String lease, String file) {
        return file.startsWith("." + lease + CLAIM) || Aside.isOf(lease, file);
    }

    /**
     * Watches a holder; false if it lets go.
     *
     * @throws PlanException if it moves
     */
    private boolean isSilent(String file, String text) throws IOException {
        if (LeaseHolder.of(text).isCertainlyDead()) {
            return true;
        }
        for (long waited = 0; waited < pace.watchMillis(); waited += pace.lookMillis()) {
            pause(pace.lookMillis());
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
     * Ends the run that lost its output to another one, or cannot tell. It looks at the lease itself if the heartbeat has
     * been silent for so long that somebody may have taken over.
     */
    public void requireHeld() {
        if (!lost && System.nanoTime() - lastBeat > TimeUnit.MILLISECONDS.toNanos(pace.watchMillis()) / 2) {
            renew();
        }
        requireNotLost();
    }

    /** The same, and looks at the lease in any case: for what must not be written by two. */
    public void renew() {
        try {
            beat();
        } catch (IOException e) {
            throw new OutputException(
                    "output " + output + ": whether another run has taken it over cannot be told: " + e.getMessage(),
                    e);
        }
        requireNotLost();
    }

    private void requireNotLost() {
        if (lost) {
            throw new IllegalStateException("another run has taken over output " + output
                    + ", because this one gave no sign of life for " + pace.watchMillis() / 1000 + " s");
        }
    }

    private void beatUntilClosed() {
        while (!lost) {
            try {
                if (closing.await(pace.beatMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                beat();
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                // A file system may be away for a moment. Whoever needs the lease meanwhile looks itself.
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

    /** A file's text; empty if it is not there. */
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
        // No interrupt: it would cut a beat short.
        closing.countDown();
        try {
            heart.join(Pace.USUAL.beatMillis());
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
