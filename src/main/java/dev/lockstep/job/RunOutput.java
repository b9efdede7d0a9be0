package dev.lockstep.job;

import dev.lockstep.report.HistoryLines;
import dev.lockstep.spark.CheckpointFolder;
import dev.lockstep.spark.RunFiles;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;

/** The files of a run's folder, as a training fills them. */
final class RunOutput implements TrainingListener {

    static final String PLAN = "plan.yaml";
    static final String METRICS = "metrics.json";
    static final String HISTORY = "history.jsonl";
    static final String STATUS = "status.json";
    private static final int LARGEST_STATUS = 1 << 20;
    /** What a run comes to, besides its model; first the file that makes it finished. */
    static final List<String> RESULTS = List.of(METRICS, STATUS, HISTORY, RunFiles.WEIGHTS);
    /** The history is written anew each time, so not more often than this. */
    private static final long HISTORY_NANOS = 1_000_000_000;

    /** What a run's folder has of its own. */
    static final List<String> OWN = Stream.concat(
                    Stream.of(RunMarker.FILE, PLAN, ModelFolder.NAME, Lease.FILE, CheckpointFolder.NAME),
                    RESULTS.stream())
            .toList();

    private final RunFiles files;
    private final Ownership ownership;
    private final StringBuilder history = new StringBuilder();
    private long historyWritten;
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
        if (!files.exists(PLAN)) {
            files.write(PLAN, PlanWriter.write(plan));
        }
        step = steps;
    }

    /** Starts an attempt: until it ends it has no status. */
    void start() throws IOException {
        ownership.requireRoom();
        files.remove(STATUS);
    }

    /** Makes the folder the plan's: what an earlier attempt had to say goes, its checkpoints stay. */
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

    void writeMetrics(RunMetrics metrics) throws IOException {
        files.write(METRICS, metrics.toJson(ownership.marker().id()));
    }

    /** Goes on with the history of a checkpoint. */
    void resume(String lines, long steps) {
        history.setLength(0);
        history.append(lines);
        step = steps;
    }

    String history() {
        return history.toString();
    }

    @Override
    public void stepEnded(long steps, double loss) {
        step = steps;
    }

    @Override
    public void epochEnded(EpochReport report) {
        history.append(HistoryLines.line(report)).append('\n');
        if (System.nanoTime() - historyWritten > HISTORY_NANOS) {
            try {
                writeHistory();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            historyWritten = System.nanoTime();
        }
    }

    void writeHistory() throws IOException {
        files.write(HISTORY, history.toString());
    }

    synchronized void writeStatus(ExitCode code, String message) throws IOException {
        String status = new Status(code, message, step).toJson();
        if (!ended
                && !(files.exists(STATUS) && files.read(STATUS, LARGEST_STATUS).equals(status))) {
            files.write(STATUS, status);
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
