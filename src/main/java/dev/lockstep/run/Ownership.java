package dev.lockstep.run;

import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.SavedModel;
import dev.lockstep.plan.PlanException;
import dev.lockstep.run.RunMarker.Begun;
import dev.lockstep.spark.store.CheckpointFolder;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.store.TemporaryName;
import dev.lockstep.tracking.mlflow.RunIdFile;
import dev.lockstep.tracking.tensorboard.EventFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ownership of a run's folder. A folder belongs to a run if it has a {@link RunMarker}; without one, if it has a
 * valid checkpoint, or weights that match its metrics. Other files in the folder are never removed.
 */
final class Ownership {

    private final RunFiles files;
    private Optional<RunMarker> marker = Optional.empty();

    Ownership(RunFiles files) {
        this.files = files;
    }

    /**
     * Checks that the folder is new or belongs to a run; changes nothing.
     *
     * @throws PlanException if it contains anything that no run wrote
     */
    void requireOurs() throws IOException {
        // In this order, because a run that starts meanwhile writes its marker first.
        List<String> there = strangers();
        Optional<RunMarker> found = RunMarker.in(files);
        if (found.isPresent()) {
            requireOwnMetrics(found.get());
        } else if (!there.isEmpty() && !isUnmarkedRun()) {
            throw new PlanException("output must be a new folder or the folder of a run, but " + files.folder()
                    + " has "
                    + String.join(", ", there.subList(0, Math.min(3, there.size()))) + " and no " + RunMarker.FILE
                    + "; choose another output");
        }
    }

    /**
     * Checks that {@code --overwrite} may remove the contents; changes nothing.
     *
     * @throws PlanException if it may not
     */
    void requireReplaceable() throws IOException {
        if (!isNew() && RunMarker.in(files).isEmpty() && !metricsHold()) {
            throw new PlanException("output must be a finished run to be overwritten, because it has no "
                    + RunMarker.FILE
                    + ", but " + files.folder() + " is unfinished; finish it without --overwrite, or choose another"
                    + " output");
        }
    }

    private void requireOwnMetrics(RunMarker found) throws IOException {
        Map<String, String> metrics = FinishedRun.metrics(files);
        if (!metrics.isEmpty() && !found.owns(Optional.ofNullable(metrics.get(RunMarker.ID)))) {
            throw new PlanException(
                    "output must be a new folder or the folder of a run, but the files in " + files.folder()
                            + " are of different runs: " + RunMarker.FILE + " has another id than " + RunOutput.METRICS
                            + "; choose another output");
        }
    }

    /** Whether the folder is empty, or has only what a run leaves that was killed before it wrote a marker. */
    private boolean isNew() throws IOException {
        return strangers().isEmpty();
    }

    private List<String> strangers() throws IOException {
        List<String> there = new ArrayList<>(files.list());
        there.removeIf(file -> isLeftOver(file) || Lease.isLeftOver(Lease.FILE, file));
        if (Lease.isOurs(files)) {
            there.remove(Lease.FILE);
        }
        return there;
    }

    private boolean isUnmarkedRun() throws IOException {
        return Lease.isOurs(files) && (metricsHold() || new CheckpointFolder(files, 1).holdsOne());
    }

    /** Whether the weights match the metrics. */
    private boolean metricsHold() throws IOException {
        String sha256 = FinishedRun.metrics(files).getOrDefault("weightsSha256", "");
        if (sha256.isEmpty() || !files.exists(RunFiles.WEIGHTS)) {
            return false;
        }
        try (InputStream in = files.open(RunFiles.WEIGHTS)) {
            return Fingerprint.sha256(
                            SavedModel.of(SafeTensors.read(in)).network().parameters())
                    .equals(sha256);
        } catch (FormatException e) {
            return false;
        }
    }

    /** Whether a file may be a temporary file of a killed run, which the next run removes. */
    private static boolean isLeftOver(String file) {
        return RunOutput.OWN.stream().anyMatch(name -> !name.equals(Lease.FILE) && TemporaryName.isOf(name, file));
    }

    /**
     * Makes the folder that of a run, if it is not yet, and completes what a killed run left. The lease must be held.
     */
    void claim() throws IOException {
        requireOurs();
        marker = RunMarker.in(files);
        for (String file : files.list()) {
            if (isLeftOver(file)) {
                files.tree(file).remove();
            }
        }
        if (marker.isEmpty() && !metricsHold()) {
            mark(isNew() ? RunMarker.fresh() : RunMarker.ofUnmarked());
        }
        if (is(Begun.CLEARING)) {
            clear();
        }
    }

    private boolean is(Begun begun) {
        return marker.map(RunMarker::begun).filter(begun::equals).isPresent();
    }

    private void mark(RunMarker now) throws IOException {
        now.write(files);
        marker = Optional.of(now);
    }

    /** The run's marker; a finished run of an earlier version gets one when it is changed. */
    RunMarker marker() throws IOException {
        if (marker.isEmpty()) {
            mark(RunMarker.ofUnmarked());
        }
        return marker.orElseThrow();
    }

    /**
     * Checks that no foreign file is where the run writes.
     *
     * @throws PlanException if it does
     */
    void requireRoom() throws IOException {
        if (files.isLink(CheckpointFolder.NAME)) {
            throw new PlanException("output must have a folder of its own for checkpoints, but " + files.folder() + "/"
                    + CheckpointFolder.NAME + " is a symbolic link; remove it, or choose another output");
        }
        new ModelFolder(files, marker.orElseGet(RunMarker::ofUnmarked)).requireOurs();
    }

    /** Whether {@code --overwrite} started this run, so that the same command resumes it. */
    boolean isBegunByOverwrite() {
        return is(Begun.OVERWRITE);
    }

    /** Marks a run that continues without {@code --overwrite} after it was finished as not started by it. */
    void extend() throws IOException {
        if (isBegunByOverwrite()) {
            mark(marker().extended());
        }
    }

    /** Makes the folder that of a new run. A single operation turns the old run into an unfinished new one. */
    void replace() throws IOException {
        mark(RunMarker.inPlaceOf(marker));
        clear();
    }

    private void clear() throws IOException {
        removeResults();
        files.remove(History.FILE);
        files.remove(RunIdFile.FILE);
        EventFiles.removeFrom(files);
        new CheckpointFolder(files, 1).removeAll();
        mark(marker().cleared());
    }

    /** Removes the results of the run, first the one that makes it finished. */
    void removeResults() throws IOException {
        ModelFolder model = new ModelFolder(files, marker());
        for (String name : RunOutput.RESULTS) {
            files.remove(name);
        }
        model.remove();
    }
}
