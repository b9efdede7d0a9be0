package dev.lockstep.spark.store;

import dev.lockstep.plan.PlanException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A file that a command writes atomically, as a new file or replacing one that the same command wrote. */
public final class OutputFile {

    /** Recognizes a file of the command by its content. */
    @FunctionalInterface
    public interface Proof {
        boolean holdsFor(InputStream file) throws IOException;
    }

    private final OutputClaim claim;
    private boolean replaces;

    public OutputFile(OutputClaim claim) {
        this.claim = claim;
    }

    /**
     * Removes temporary files of killed processes and checks the existing file.
     *
     * @param proof recognizes a file that may be replaced; empty if none may
     * @throws PlanException if something exists there that may not be replaced
     */
    public void prepare(Optional<Proof> proof) throws IOException {
        for (String file : claim.folder().list()) {
            if (claim.isAside(file)) {
                claim.folder().remove(file);
            }
        }
        if (!claim.isTaken()) {
            return;
        }
        requireFile();
        if (proof.isEmpty()) {
            throw claim.taken();
        }
        try (InputStream in = claim.folder().open(claim.name())) {
            if (!proof.get().holdsFor(in)) {
                throw claim.notOurs("already exists and was not written by this command");
            }
        }
        replaces = true;
    }

    private void requireFile() throws IOException {
        if (claim.output().files().getFileStatus(claim.output().path()).isDirectory()) {
            throw claim.notOurs("is a folder");
        }
    }

    public void write(RunFiles.Content content) throws IOException {
        claim.requireHeld();
        if (replaces) {
            claim.folder().write(claim.name(), content);
        } else if (!claim.folder().create(claim.name(), content)) {
            throw claim.taken();
        }
    }
}
