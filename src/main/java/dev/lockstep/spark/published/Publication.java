package dev.lockstep.spark.published;

import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.RunFiles;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * The exclusive right to change a published folder. One replaced file, {@value Pointer#FILE}, is the switch; everything
 * before it can be repeated, and everything after it is completed by the next holder of the lease.
 */
public final class Publication implements AutoCloseable {

    /** How long a version that was current stays, whatever number of versions is kept: readers may be using it. */
    public static final Duration GRACE = Duration.ofHours(1);

    /** A rollback that has begun, so that it is not undone if the command is repeated. */
    static final String ROLLBACK = "rollback.json";

    private final PublishedFolder folder;
    private final RunFiles files;
    private final Lease lease;
    private final Clock clock;

    private Publication(PublishedFolder folder, Lease lease, Clock clock) {
        this.folder = folder;
        this.files = folder.files();
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Acquires the folder, after another process that is publishing there, and completes what a killed one left.
     *
     * @param name its name in messages
     * @throws PlanException if the other process does not end, or the folder is not usable
     */
    public static Publication begin(String name, String to, Configuration configuration) throws IOException {
        return begin(name, to, configuration, Clock.systemUTC(), Lease.Intervals.USUAL);
    }

    static Publication begin(
            String name, String to, Configuration configuration, Clock clock, Lease.Intervals intervals)
            throws IOException {
        PublishedPlace.requireUsable(name, to, configuration);
        RunFiles files = new RunFiles(to, configuration);
        Lease lease = PublishedPlace.lease(files, intervals);
        Publication publication = new Publication(new PublishedFolder(files, configuration), lease, clock);
        try {
            PublishedPlace.requireOurs(name, files);
            publication.tidy();
            return publication;
        } catch (IOException | RuntimeException e) {
            publication.close();
            throw e;
        }
    }

    /** Completes what a killed process left. */
    private void tidy() throws IOException {
        if (!files.exists(PublishedFolder.MARKER)) {
            files.write(
                    PublishedFolder.MARKER,
                    Json.pretty(
                            new Keys().with("format", PublishedFolder.FORMAT).map()));
        }
        for (String file : files.list()) {
            if (PublishedPlace.isLeftOver(file)) {
                files.remove(file);
            }
        }
        for (VersionName name : folder.names()) {
            if (!folder.version(name).isWhole()) {
                remove(name);
            }
        }
        Optional<Pointer> now = folder.current();
        if (now.isPresent()) {
            writePrevious(now.get());
        }
    }

    private void remove(VersionName name) throws IOException {
        lease.requireHeld();
        // Without its manifest it is not a version, however much of it is left.
        folder.version(name).files().remove(VersionFolder.MANIFEST);
        files.tree(PublishedFolder.VERSIONS + "/" + name).remove();
    }

    public PublishedFolder folder() {
        return folder;
    }

    /** A whole, undamaged version with the same network, encoding and labels. */
    public Optional<VersionFolder> find(String fingerprint) throws IOException {
        for (VersionFolder version : folder.versions()) {
            if (fingerprint.equals(version.about().get("fingerprint")) && version.isUndamaged()) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }

    /** The name of the next version. */
    public VersionName next(String weightsSha256) throws IOException {
        List<VersionName> names = folder.names();
        int last = names.isEmpty() ? 0 : names.get(names.size() - 1).number();
        int current = folder.current().map(now -> now.version().number()).orElse(0);
        return VersionName.of(Math.max(last, current) + 1, weightsSha256);
    }

    /**
     * Adds a version, which nothing reads until {@link #switchTo}, and reads it again.
     *
     * @param names files to copy
     * @param texts more files, by name
     * @param about entries of its manifest, {@code fingerprint} among them
     */
    public VersionFolder add(
            VersionName name, RunFiles from, List<String> names, Map<String, String> texts, Map<String, Object> about)
            throws IOException {
        lease.renew();
        VersionFolder version = folder.version(name);
        version.write(from, names, texts, about);
        version.requireWhole();
        return version;
    }

    /** Makes a version the current one. */
    public void switchTo(VersionName version) throws IOException {
        files.remove(ROLLBACK);
        Optional<Pointer> now = folder.current();
        if (now.isEmpty() || !now.get().version().equals(version)) {
            point(version, now);
        }
    }

    private void point(VersionName version, Optional<Pointer> now) throws IOException {
        folder.version(version).requireWhole();
        Instant instant = clock.instant();
        Set<VersionName> there = new HashSet<>(folder.names());
        Pointer next = now.map(before -> before.to(version, instant, there)).orElse(Pointer.first(version, instant));
        lease.renew();
        files.write(Pointer.FILE, next.text());
        writePrevious(next);
    }

    /** The file for people and tools; {@link Pointer#previous} is what counts. */
    private void writePrevious(Pointer now) throws IOException {
        if (now.previous().isEmpty()) {
            return;
        }
        VersionName previous = now.previous().get();
        String text = Json.pretty(new Keys()
                .with("version", previous.toString())
                .with("model", Pointer.model(previous))
                .map());
        if (!files.exists(PublishedFolder.PREVIOUS)
                || !files.read(PublishedFolder.PREVIOUS, 1 << 16).equals(text)) {
            files.write(PublishedFolder.PREVIOUS, text);
        }
    }

    /**
     * Makes the previous version the current one. Repeated after a kill, it completes the same rollback.
     *
     * @return the version that is current now
     * @throws PlanException if there is no previous version
     */
    public VersionName rollback() throws IOException {
        Pointer now = folder.requireCurrent();
        VersionName previous = now.previous()
                .orElseThrow(() -> new PlanException(files.folder() + " has no version before " + now.version()));
        String begun = Json.pretty(new Keys()
                .with("from", previous.toString())
                .with("to", now.version().toString())
                .map());
        if (files.exists(ROLLBACK) && files.read(ROLLBACK, 1 << 16).equals(begun)) {
            files.remove(ROLLBACK);
            return now.version();
        }
        files.write(
                ROLLBACK,
                Json.pretty(new Keys()
                        .with("from", now.version().toString())
                        .with("to", previous.toString())
                        .map()));
        point(previous, Optional.of(now));
        try {
            files.remove(ROLLBACK);
        } catch (IOException | RuntimeException e) {
            // It is done; the next command removes the note, or finds by it that it is.
            return previous;
        }
        return previous;
    }

    /**
     * Removes old versions: all but the current one, the previous one, those that were current within {@link #GRACE},
     * and the newest others up to a number.
     *
     * @return the versions that were removed
     */
    public List<VersionName> retain(int keep) throws IOException {
        Pointer now = folder.requireCurrent();
        Instant end = clock.instant().minus(GRACE);
        Set<VersionName> kept = new HashSet<>(Set.of(now.version()));
        now.previous().ifPresent(kept::add);
        now.left().forEach((version, until) -> {
            if (until.isAfter(end)) {
                kept.add(version);
            }
        });
        List<VersionName> names = new ArrayList<>(folder.names());
        List<VersionName> removed = new ArrayList<>();
        for (int i = names.size() - 1; i >= 0; i--) {
            VersionName name = names.get(i);
            if (!kept.contains(name) && kept.size() < keep) {
                kept.add(name);
            } else if (!kept.contains(name)) {
                remove(name);
                removed.add(name);
            }
        }
        return removed;
    }

    @Override
    public void close() {
        try {
            lease.close();
        } catch (IOException | RuntimeException e) {
            // What was written is complete; the next command finds that this process is dead.
            return;
        }
    }
}
