package dev.lockstep.run;

import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.SavedModel;
import dev.lockstep.plan.PlanException;
import dev.lockstep.run.RunMarker.Begun;
import dev.lockstep.spark.store.Aside;
import dev.lockstep.spark.store.CheckpointFolder;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.RunFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose a run's folder is. It is a run's if {@link RunMarker} says so; without a marker if it has a whole checkpoint, or
 * weights that are those of its metrics. Files of others stay, whatever happens to the run.
 */
final class Ownership {

    private final RunFiles files;
    private Optional<RunMarker> marker = Optional.empty();

    Ownership(RunFiles files) {
        this.files = files;
    }

    /**
     * Makes sure that the folder is new or a run's; changes nothing.
     *
     * @throws PlanException if there is something in it that no run left there
     */
    void requireOurs() throws IOException {
        // In this order: a run that begins meanwhile writes its marker before all else.
        List<String> there = strangers();
        Optional<RunMarker> found = RunMarker.in(files);
        if (found.isPresent()) {
            requireOwnMetrics(found.get());
        } else if (!there.isEmpty() && !isUnmarkedRun()) {
            throw new PlanException("output must be a new folder or a run's, but " + files.folder() + " has "
                    + String.join(", ", there.subList(0, Math.min(3, there.size()))) + " and no " + RunMarker.FILE
                    + "; choose another output");
        }
    }

    /**
     * Makes sure that {@code --overwrite} may remove what is there; changes nothing.
     *
     * @throws PlanException if it may not
     */
    void requireReplaceable() throws IOException {
        if (!isNew() && RunMarker.in(files).isEmpty() && !metricsHold()) {
            throw new PlanException("output must be a finished run to be overwritten, as it has no " + RunMarker.FILE
                    + ", but " + files.folder() + " is not finished; finish it without --overwrite, or choose another"
                    + " output");
        }
    }

    private void requireOwnMetrics(RunMarker found) throws IOException {
        Map<String, String> metrics = FinishedRun.metrics(files);
        if (!metrics.isEmpty() && !found.owns(Optional.ofNullable(metrics.get(RunMarker.ID)))) {
            throw new PlanException("output must be a new folder or a run's, but the files in " + files.folder()
                    + " are of different runs: " + RunMarker.FILE + " has another id than " + RunOutput.METRICS
                    + "; choose another output");
        }
    }

    /** Whether there is nothing, or only what a run leaves that is killed before it has a marker. */
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

    /** Whether the weights are those of the metrics. */
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

    /** Whether a run that was killed may have left a file aside, which the run that is next removes. */
    private static boolean isLeftOver(String file) {
        return RunOutput.OWN.stream().anyMatch(name -> !name.equals(Lease.FILE) && Aside.isOf(name, file));
    }

    /** Makes the folder a run's, if it is not yet, whose lease is held; what a killed run left to do is done. */
    void claim() throws IOException {
        requireOurs();
        marker = RunMarker.in(files);
        for (String file : files.list()) {
            if (isLeftOver(file)) {
                files.removeTree(file);
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

    /** The run's marker; a finished run of an earlier version gets one when something of it changes. */
    RunMarker marker() throws IOException {
        if (marker.isEmpty()) {
            mark(RunMarker.ofUnmarked());
        }
        return marker.orElseThrow();
    }

    /**
     * Makes sure that nothing of others stands where the run writes.
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

    /** Whether {@code --overwrite} has begun this run, so that giving it again goes on. */
    boolean isBegunByOverwrite() {
        return is(Begun.OVERWRITE);
    }

    /** The run goes on without {@code --overwrite} after it was finished, which no longer counts as begun by it. */
    void extend() throws IOException {
        if (isBegunByOverwrite()) {
            mark(marker().extended());
        }
    }

    /** Makes the folder a new run's. From one operation to the next it is the old run, then an unfinished new one. */
    void replace() throws IOException {
        mark(RunMarker.inPlaceOf(marker));
        clear();
    }

    private void clear() throws IOException {
        removeResults();
        files.remove(History.FILE);
        new CheckpointFolder(files, 1).removeAll();
        mark(marker().cleared());
    }

    /** Removes what the run came to; first what makes it finished. */
    void removeResults() throws IOException {
        ModelFolder model = new ModelFolder(files, marker());
        for (String name : RunOutput.RESULTS) {
            files.remove(name);
        }
        model.remove();
    }
}
