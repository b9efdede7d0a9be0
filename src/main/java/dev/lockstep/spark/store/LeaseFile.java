package dev.lockstep.spark.store;

import dev.lockstep.plan.PlanException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** The file of a lease as one contender reads and writes it, and the takeover files beside it. */
final class LeaseFile {

    static final int LARGEST = 1 << 16;
    private static final String CLAIM = ".from-";
    private static final int MOST_TRIES = 4;

    private final RunFiles files;
    private final String name;
    private final String output;
    private final String id = UUID.randomUUID().toString();
    private final LeaseHolder holder = LeaseHolder.here(id);
    private long beats;

    /** @param output that the lease is on, for messages */
    LeaseFile(RunFiles files, String name, String output) {
        this.files = files;
        this.name = name;
        this.output = output;
    }

    String name() {
        return name;
    }

    String output() {
        return output;
    }

    /** The text of the lease file or a takeover file; empty if it does not exist. */
    Optional<String> read(String file) throws IOException {
        try {
            return Optional.of(files.read(file, LARGEST));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Whether the lease file is that of this contender. */
    boolean isOurs() throws IOException {
        return LeaseHolder.of(read(name).orElse("")).id().equals(id);
    }

    /** Whether another contender takes the lease of this one over. */
    boolean isClaimed() throws IOException {
        return files.exists(claimOn(id));
    }

    /** Replaces the lease file, with another text each time. */
    void write() throws IOException {
        files.write(name, text());
    }

    /** Creates the lease file or a takeover file exclusively; false if another contender has. */
    boolean create(String file) throws IOException {
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

    private RunFiles.Content text() {
        return out -> out.write(holder.text(beats++).getBytes(StandardCharsets.UTF_8));
    }

    void remove(String file) throws IOException {
        files.remove(file);
    }

    /** The takeover file of a holder's lease. */
    String claimOn(String holderId) {
        return "." + name + CLAIM + holderId;
    }

    /**
     * Removes takeover files of earlier holders, and temporary files; a takeover file for this lease belongs to another
     * process.
     */
    void removeLeftOvers() throws IOException {
        for (String file : files.list()) {
            if (isLeftOver(name, file) && !file.equals(claimOn(id))) {
                files.remove(file);
            }
        }
    }

    /** Whether a file is a takeover file or a temporary file of a lease. */
    static boolean isLeftOver(String lease, String file) {
        return file.startsWith("." + lease + CLAIM) || TemporaryName.isOf(lease, file);
    }

    PlanException refusal(String holderText) {
        return new PlanException("another run is using output " + output + " (" + LeaseHolder.of(holderText)
                + "); wait for it, or choose another output");
    }
}
