package dev.lockstep.run;

import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.PlanWriter;
import dev.lockstep.spark.store.CheckpointFolder;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.tracking.mlflow.RunIdFile;
import dev.lockstep.tracking.tensorboard.EventFiles;
import dev.lockstep.training.TrainingListener;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;

/** The files in the folder of a run. */
final class RunOutput implements TrainingListener {

    static final String PLAN = "plan.yaml";
    static final String METRICS = "metrics.json";
    static final String STATUS = "status.json";
    /** Whether the model was published, and why. */
    static final String VERDICT = "verdict.json";
    /** The maximum bytes of a character in UTF-8. */
    private static final int UTF8_BYTES = 3;

    /** The results of a run, besides its model; first the file that makes it finished. */
    static final List<String> RESULTS =
            List.of(METRICS, STATUS, VERDICT, RunFiles.WEIGHTS, RunReport.FILE, RunReport.DIAGNOSTICS);

    /** The files of a run that other tools show. */
    static final List<String> SHOWN = List.of(PLAN, METRICS, RunReport.FILE);

    /** The files that belong to a run. */
    static final List<String> OWN = Stream.concat(
                    Stream.of(
                            RunMarker.FILE,
                            PLAN,
                            History.FILE,
                            ModelFolder.NAME,
                            Lease.FILE,
                            CheckpointFolder.NAME,
                            EventFiles.FOLDER,
                            RunIdFile.FILE),
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

    /** The ownership of the folder. */
    Ownership ownership() {
        return ownership;
    }

    /**
     * Makes the folder that of a run, without changing anything of an earlier attempt.
     *
     * @param steps the steps taken by the run in the folder
     */
    void begin(RunPlan plan, long steps) throws IOException {
        // A finished run without its plan may be that of another plan.
        if (!files.exists(PLAN) && !files.exists(METRICS)) {
            files.write(PLAN, PlanWriter.write(plan));
        }
        step = steps;
    }

    /** Starts an attempt, which has no status until it ends. */
    void start() throws IOException {
        ownership.requireRoom();
        files.remove(STATUS);
    }

    /**
     * Prepares the folder for the plan: results of an earlier attempt are removed, its checkpoints and history are
     * kept.
     */
    void accept(RunPlan plan) throws IOException {
        ownership.removeResults();
        files.write(PLAN, PlanWriter.write(plan));
    }

    /** Makes the folder that of a new run. */
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

    /** Checks that the model is complete and its weights match the metrics. */
    void requireModel(String weightsSha256) throws IOException {
        new ModelFolder(files, RunMarker.ofUnmarked()).requireWhole(weightsSha256);
    }

    /** The file that makes the run a finished one. */
    void writeMetrics(String json) throws IOException {
        files.write(METRICS, json);
    }

    /** Resumes after the given number of steps. */
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

    /** Whether the file has this status; false if it cannot be read or is much longer. */
    private boolean isThere(String status) {
        try {
            return files.exists(STATUS)
                    && files.read(STATUS, status.length() * UTF8_BYTES).equals(status);
        } catch (IOException e) {
            return false;
        }
    }

    /** As {@link #writeStatus}; a later status of another thread does not replace it. */
    synchronized void writeLastStatus(ExitCode code, String message) throws IOException {
        writeStatus(code, message);
        ended = true;
    }

    RunFiles files() {
        return files;
    }
}
