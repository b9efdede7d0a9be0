package dev.lockstep.spark.published;

import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.RunFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/** A folder with published versions, as its readers see it. */
public final class PublishedFolder {

    /** The file that identifies the folder. */
    static final String MARKER = "published.json";

    static final String FORMAT = "lockstep-published-1";
    static final String PREVIOUS = "previous";
    static final String VERSIONS = "versions";

    private static final int LARGEST = 1 << 20;
    private static final int MOST_TRIES = 20;
    private static final int MOST_FAILURES = 4;
    private static final int PAUSE_MILLIS = 50;

    private final RunFiles files;
    private final Configuration configuration;

    PublishedFolder(RunFiles files, Configuration configuration) {
        this.files = files;
        this.configuration = configuration;
    }

    /** Reads something from the folder of a version. */
    @FunctionalInterface
    public interface Reading<T> {
        T from(RunFiles version) throws IOException;
    }

    /** The published folder at an address; empty if there is something else, or nothing. */
    public static Optional<PublishedFolder> in(String folder, Configuration configuration) throws IOException {
        RunFiles files = new RunFiles(folder, configuration);
        return files.exists(MARKER) ? Optional.of(new PublishedFolder(files, configuration)) : Optional.empty();
    }

    public String folder() {
        return files.folder();
    }

    /** What is current; empty if nothing has been published. */
    public Optional<Pointer> current() throws IOException {
        int failures = 0;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            try {
                Optional<Pointer> read = Pointer.parse(files.read(Pointer.FILE, LARGEST));
                if (read.isPresent()) {
                    return read;
                }
            } catch (FileNotFoundException e) {
                if (!files.exists(Pointer.FILE)) {
                    return Optional.empty();
                }
            } catch (IOException e) {
                // HDFS fails so if the file is replaced between its opening and the reading of its block.
                failures++;
                if (failures == MOST_FAILURES) {
                    throw e;
                }
            }
            pause();
        }
        throw new IOException(Pointer.FILE + " was not written by this version of Lockstep");
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** @throws PlanException if nothing has been published */
    Pointer requireCurrent() throws IOException {
        return current()
                .orElseThrow(() -> new PlanException(
                        files.folder() + " has no current version: nothing has been published there yet"));
    }

    /**
     * Reads from the current version, and again if another version became current meanwhile: the one that was read may be
     * removed then.
     *
     * @throws PlanException if nothing has been published
     */
    public <T> T read(Reading<T> reading) throws IOException {
        VersionName version = requireCurrent().version();
        while (true) {
            try {
                return reading.from(version(version).files());
            } catch (IOException | RuntimeException e) {
                VersionName now = requireCurrent().version();
                if (now.equals(version)) {
                    throw e;
                }
                version = now;
            }
        }
    }

    public VersionFolder version(VersionName name) throws IOException {
        return new VersionFolder(name, new RunFiles(files.folder() + "/" + VERSIONS + "/" + name, configuration));
    }

    /** The folders of versions, whole or not, the oldest first. */
    List<VersionName> names() throws IOException {
        return new RunFiles(files.folder() + "/" + VERSIONS, configuration)
                .list().stream()
                        .flatMap(name -> VersionName.parse(name).stream())
                        .sorted()
                        .toList();
    }

    /** The whole versions, the oldest first. */
    public List<VersionFolder> versions() throws IOException {
        List<VersionFolder> whole = new ArrayList<>();
        for (VersionName name : names()) {
            VersionFolder version = version(name);
            if (version.isWhole()) {
                whole.add(version);
            }
        }
        return whole;
    }

    RunFiles files() {
        return files;
    }
}
