package dev.lockstep.run;

import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.PlanWriter;
import dev.lockstep.spark.store.CheckpointFolder;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.training.TrainingListener;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;

/** The files of a run's folder, as a training fills them. */
final class RunOutput implements TrainingListener {

    static final String PLAN = "plan.yaml";
    static final String METRICS = "metrics.json";
    static final String STATUS = "status.json";
    /** A character's in UTF-8, at most. */
    private static final int UTF8_BYTES = 3;

    /** What a run comes to, besides its model; first the file that makes it finished. */
    static final List<String> RESULTS = List.of(METRICS, STATUS, RunFiles.WEIGHTS);

    /** What a run's folder has of its own. */
    static final List<String> OWN = Stream.concat(
                    Stream.of(RunMarker.FILE, PLAN, History.FILE, ModelFolder.NAME, Lease.FILE, CheckpointFolder.NAME),
                    RESULTS.stream())
            .toList();

    private final RunFiles files;
    private final Ownership ownership;
    private volatile long step;
    private boolean ended;

    RunOutput(RunFiles files) {
        this.files = files;
        this.ownership = new Ownership(files);
    }

    /** Whose the folder is. */
    Ownership ownership() {
        return ownership;
    }

    /**
     * Makes the folder a run's, with nothing of an earlier attempt touched.
     *
     * @param steps how many the folder's run has taken
     */
    void begin(RunPlan plan, long steps) throws IOException {
        // A finished run without its plan may be another plan's.
        if (!files.exists(PLAN) && !files.exists(METRICS)) {
            files.write(PLAN, PlanWriter.write(plan));
        }
        step = steps;
    }

    /** Starts an attempt: until it ends it has no status. */
    void start() throws IOException {
        ownership.requireRoom();
        files.remove(STATUS);
    }

    /** Makes the folder the plan's: what an earlier attempt came to goes, its checkpoints and its history stay. */
    void accept(RunPlan plan) throws IOException {
        ownership.removeResults();
        files.write(PLAN, PlanWriter.write(plan));
    }

    /** Makes the folder a new run's. */
    void replace() throws IOException {
        ownership.replace();
        step = 0;
    }

    void writeModel(PipelineModel model) throws IOException {
        new ModelFolder(files, ownership.marker()).write(model);
    }

    void replaceModel(PipelineModel model) throws IOException {
        new ModelFolder(files, ownership.marker()).remove();
        writeModel(model);
    }

    /** Makes sure that the model is whole, and has the weights of the metrics. */
    void requireModel(String weightsSha256) throws IOException {
        new ModelFolder(files, RunMarker.ofUnmarked()).requireWhole(weightsSha256);
    }

    void writeMetrics(RunMetrics metrics) throws IOException {
        files.write(METRICS, metrics.toJson(ownership.marker().id()));
    }

    /** Goes on where so many steps were taken. */
    void goOn(long steps) {
        step = steps;
    }

    @Override
    public void stepEnded(long steps, double loss) {
        step = steps;
    }

    synchronized void writeStatus(ExitCode code, String message) throws IOException {
        String status = new Status(code, message, step).toJson();
        if (!ended && !isThere(status)) {
            files.write(STATUS, status);
        }
    }

    /** Whether the status is that already; one that cannot be read, or is much longer, is not. */
    private boolean isThere(String status) {
        try {
            return files.exists(STATUS)
                    && files.read(STATUS, status.length() * UTF8_BYTES).equals(status);
        } catch (IOException e) {
            return false;
        }
    }

    /** As {@link #writeStatus}; nothing that another thread finds out later replaces it. */
    synchronized void writeLastStatus(ExitCode code, String message) throws IOException {
        writeStatus(code, message);
        ended = true;
    }

    RunFiles files() {
        return files;
    }
}
