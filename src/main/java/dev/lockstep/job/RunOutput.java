package dev.lockstep.job;

import dev.lockstep.report.HistoryLines;
import dev.lockstep.spark.CheckpointFolder;
import dev.lockstep.spark.RunFiles;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import dev.lockstep.training.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The files of a run's folder, as a training fills them. */
final class RunOutput implements TrainingListener {

    static final String PLAN = "plan.yaml";
    static final String METRICS = "metrics.json";
    static final String HISTORY = "history.jsonl";
    static final String STATUS = "status.json";
    private static final int LARGEST_METRICS = 1 << 26;
    private static final List<String> RESULTS = List.of(STATUS, METRICS, HISTORY, RunFiles.WEIGHTS);
    /** The history is written anew each time, so not more often than this. */
    private static final long HISTORY_NANOS = 1_000_000_000;

    private final RunFiles files;
    private final StringBuilder history = new StringBuilder();
    private long historyWritten;
    private long step;

    RunOutput(RunFiles files) {
        this.files = files;
    }

    /** Whether a finished run is in the folder, with no fewer epochs than wanted if epochs were what ended it. */
    boolean isFinished(int epochs) throws IOException {
        if (!files.exists(STATUS) || !files.exists(METRICS)) {
            return false;
        }
        Map<String, String> metrics = Json.texts(files.read(METRICS, LARGEST_METRICS));
        boolean wantsMore = Words.of(TrainingResult.Reason.ALL_EPOCHS).equals(metrics.get("stopped"))
                && Double.parseDouble(metrics.getOrDefault("epochs", "0")) < epochs;
        return !wantsMore;
    }

    /**
     * Makes sure that the folder is new or a run's.
     *
     * @throws PlanException if there is something in it that no run left there
     */
    void requireOurs() throws IOException {
        List<String> there = files.list();
        if (!there.isEmpty() && !there.contains(PLAN) && !there.contains(Lease.FILE)) {
            throw new PlanException("output must be a new folder or a run's, but " + files.folder() + " has "
                    + String.join(", ", there.subList(0, Math.min(3, there.size()))));
        }
    }

    /** Writes the plan and removes what an earlier attempt had to say. */
    void begin(RunPlan plan) throws IOException {
        for (String name : RESULTS) {
            files.remove(name);
        }
        files.write(PLAN, PlanWriter.write(plan));
    }

    /** Removes the checkpoints of an earlier attempt. */
    void forget() throws IOException {
        files.remove(CheckpointFolder.NAME);
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

    void writeStatus(ExitCode code, String message) throws IOException {
        files.write(STATUS, new Status(code, message, step).toJson());
    }

    RunFiles files() {
        return files;
    }
}
