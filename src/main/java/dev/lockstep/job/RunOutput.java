package dev.lockstep.job;

import dev.lockstep.report.HistoryLines;
import dev.lockstep.spark.Aside;
import dev.lockstep.spark.CheckpointFolder;
import dev.lockstep.spark.RunFiles;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a run's folder, as a training fills them. */
final class RunOutput implements TrainingListener {

    static final String PLAN = "plan.yaml";
    static final String METRICS = "metrics.json";
    static final String HISTORY = "history.jsonl";
    static final String STATUS = "status.json";
    private static final int LARGEST_STATUS = 1 << 20;
    static final String MODEL = "model";
    private static final List<String> RESULTS = List.of(STATUS, METRICS, HISTORY, RunFiles.WEIGHTS, MODEL);
    /** The history is written anew each time, so not more often than this. */
    private static final long HISTORY_NANOS = 1_000_000_000;

    /** What a run's folder has of its own. */
    static final List<String> OWN = Stream.concat(Stream.of(PLAN, Lease.FILE, CheckpointFolder.NAME), RESULTS.stream())
            .toList();

    private final RunFiles files;
    private final StringBuilder history = new StringBuilder();
    private long historyWritten;
    private volatile long step;
    private boolean ended;

    RunOutput(RunFiles files) {
        this.files = files;
    }

    /**
     * Makes sure that the folder is new or a run's.
     *
     * @throws PlanException if there is something in it that no run left there
     */
    void requireOurs() throws IOException {
        List<String> there = new ArrayList<>(files.list());
        there.removeIf(RunOutput::isLeftOver);
        if (!there.isEmpty() && !there.contains(PLAN) && !there.contains(Lease.FILE)) {
            throw new PlanException("output must be a new folder or a run's, but " + files.folder() + " has "
                    + String.join(", ", there.subList(0, Math.min(3, there.size()))));
        }
    }

    /** Whether a run that was killed may have left a file aside. */
    private static boolean isLeftOver(String file) {
        return Lease.isClaim(Lease.FILE, file)
                || Stream.concat(Stream.of(PLAN, Lease.FILE), RESULTS.stream())
                        .anyMatch(name -> Aside.isOf(name, file));
    }

    /**
     * Makes the folder a run's, with nothing of an earlier attempt touched but what it left aside.
     *
     * @param steps how many the folder's run has taken
     */
    void begin(RunPlan plan, long steps) throws IOException {
        for (String file : files.list()) {
            if (isLeftOver(file)) {
                files.removeTree(file);
            }
        }
        if (!files.exists(PLAN)) {
            files.write(PLAN, PlanWriter.write(plan));
        }
        step = steps;
    }

    /** Starts an attempt: until it ends it has no status. */
    void start() throws IOException {
        files.remove(STATUS);
    }

    /** Makes the folder the plan's: what an earlier attempt had to say goes, its checkpoints stay. */
    void accept(RunPlan plan) throws IOException {
        for (String name : RESULTS) {
            files.removeTree(name);
        }
        files.write(PLAN, PlanWriter.write(plan));
    }

    /** Removes all of an earlier run. */
    void forget(RunPlan plan) throws IOException {
        files.removeTree(CheckpointFolder.NAME);
        step = 0;
        accept(plan);
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
