package dev.lockstep.job;

import dev.lockstep.report.HistoryLines;
import dev.lockstep.spark.RunFiles;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The files of a run's folder, as a training fills them. */
final class RunOutput implements TrainingListener {

    static final String PLAN = "plan.yaml";
    static final String METRICS = "metrics.json";
    static final String HISTORY = "history.jsonl";
    static final String STATUS = "status.json";
    private static final List<String> ALL = List.of(STATUS, METRICS, HISTORY, RunFiles.WEIGHTS, PLAN);
    /** The history is written anew each time, so not more often than this. */
    private static final long HISTORY_NANOS = 1_000_000_000;

    private final RunFiles files;
    private final StringBuilder history = new StringBuilder();
    private long historyWritten;
    private long step;

    RunOutput(RunFiles files) {
        this.files = files;
    }

    /** Whether a finished run is in the folder. */
    boolean isFinished() throws IOException {
        return files.exists(STATUS) && files.exists(METRICS);
    }

    /**
     * Makes the folder this run's.
     *
     * @throws PlanException if there is something in it that no run left there
     */
    void begin(RunPlan plan) throws IOException {
        List<String> there = files.list();
        if (!there.isEmpty() && !there.contains(PLAN)) {
            throw new PlanException("output must be a new folder or a run's, but " + files.folder() + " has "
                    + String.join(", ", there.subList(0, Math.min(3, there.size()))));
        }
        for (String name : ALL) {
            files.remove(name);
        }
        files.write(PLAN, PlanWriter.write(plan));
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
