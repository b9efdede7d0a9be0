package dev.lockstep.job;

import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.FolderMove;
import dev.lockstep.spark.store.OutputClaim;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.store.TemporaryName;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A folder of predictions, written under a temporary name and moved as a whole. A marker in it lists its files and
 * identifies it as ours. The folder that it replaces is renamed before and removed after; if the process is killed in
 * between, the next one on the same output restores it.
 */
final class PredictedFolder {

    /** Writes the contents of the folder. */
    @FunctionalInterface
    interface Rows {
        void writeTo(String folder) throws IOException;
    }

    /** Spark and other readers ignore files whose names begin with an underscore. */
    static final String MARKER = "_lockstep.json";

    private static final String WRITTEN_BY = "writtenBy";
    private static final String PREDICT = "lockstep predict";
    static final String FILES = "files";
    private static final int LARGEST_MARKER = 1 << 28;
    /** The temporary name of an output that is being replaced. */
    private static final String REPLACED = ".replaced";

    private final OutputClaim claim;
    private final FolderMove rename;
    private final JournaledMove noted;
    private final String aside;
    private final Configuration configuration;
    private boolean replaces;

    PredictedFolder(OutputClaim claim, Configuration configuration) {
        this.claim = claim;
        this.rename = new FolderMove(claim.output().files(), configuration);
        this.noted = new JournaledMove(claim, MARKER, configuration);
        this.aside = TemporaryName.of(claim.name());
        this.configuration = configuration;
    }

    /** Restores or removes what killed processes left. */
    void recover() throws IOException {
        noted.goOn();
        for (String file : claim.folder().list()) {
            if (isReplaced(file)) {
                if (claim.isTaken()) {
                    discard(file);
                } else {
                    rename.move(beside(file), claim.output().path());
                }
            } else if (claim.isAside(file)) {
                claim.folder().tree(file).remove();
            }
        }
    }

    /**
     * Writes the folder and moves it to its location.
     *
     * @throws PlanException if something exists there that may not be replaced
     */
    void write(Rows rows) throws IOException {
        try {
            rows.writeTo(beside(aside).toString());
            mark();
            if (replaces) {
                // A file may have been added meanwhile.
                requireReplaceable();
            }
            claim.requireHeld();
            if (!rename.isOneOperation()) {
                noted.move(aside, replaces ? List.copyOf(filesOf(folder())) : List.of());
            } else if (replaces) {
                replace();
            } else {
                rename.move(beside(aside), claim.output().path());
            }
        } catch (Throwable e) { // Spark throws checked exceptions that it does not declare.
            forget(e);
            throw e;
        }
    }

    private void forget(Throwable problem) {
        try {
            claim.folder().tree(aside).remove();
        } catch (IOException e) {
            problem.addSuppressed(e);
        }
    }

    /** @throws PlanException if it contains anything that predict did not write */
    void requireReplaceable() throws IOException {
        replaces = claim.isTaken();
        if (!replaces) {
            return;
        }
        if (claim.output().files().getFileStatus(claim.output().path()).isFile()) {
            throw claim.notOurs("is a file, which predict does not write");
        }
        RunFiles there = folder();
        List<String> found = there.list();
        Set<String> ours = filesOf(there);
        if (ours.isEmpty() && !found.isEmpty()) {
            throw claim.notOurs(
                    "has " + found.get(0) + " and no " + MARKER + ", which predict leaves in what it writes");
        }
        for (String file : found) {
            if (!ours.contains(file) && !file.equals(MARKER)) {
                throw claim.notOurs("has " + file + ", which predict did not write");
            }
        }
    }

    private RunFiles folder() throws IOException {
        return new RunFiles(claim.output().path().toString(), configuration);
    }

    /** The files that the folder's marker lists; none if it has no marker. */
    private static Set<String> filesOf(RunFiles folder) throws IOException {
        if (!folder.exists(MARKER)) {
            return Set.of();
        }
        String marker = folder.read(MARKER, LARGEST_MARKER);
        return PREDICT.equals(Json.texts(marker).get(WRITTEN_BY)) ? Set.copyOf(Json.list(marker, FILES)) : Set.of();
    }

    private void replace() throws IOException {
        String replaced = aside + REPLACED;
        rename.move(claim.output().path(), beside(replaced));
        try {
            rename.move(beside(aside), claim.output().path());
        } catch (IOException e) {
            rename.move(beside(replaced), claim.output().path());
            throw e;
        }
        discard(replaced);
    }

    private void mark() throws IOException {
        RunFiles folder = new RunFiles(beside(aside).toString(), configuration);
        folder.write(
                MARKER,
                Json.pretty(new Keys()
                        .with(WRITTEN_BY, PREDICT)
                        .with(FILES, folder.list())
                        .map()));
    }

    /** A partly removed output must never be restored, so it loses its name before its files. */
    private void discard(String replaced) {
        String nothing = TemporaryName.of(claim.name());
        try {
            rename.move(beside(replaced), beside(nothing));
            claim.folder().tree(nothing).remove();
        } catch (IOException e) {
            // The output is complete; the next command on it removes the rest.
            return;
        }
    }

    private boolean isReplaced(String file) {
        return file.endsWith(REPLACED) && claim.isAside(file.substring(0, file.length() - REPLACED.length()));
    }

    private Path beside(String file) {
        return new Path(claim.output().path().getParent(), file);
    }
}
