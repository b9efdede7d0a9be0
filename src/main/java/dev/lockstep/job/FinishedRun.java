package dev.lockstep.job;

import dev.lockstep.spark.RunFiles;
import dev.lockstep.training.TrainingResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run that was trained to its end: there is a {@code metrics.json}, the last of its results.
 *
 * @param plan as {@code plan.yaml} has it
 */
record FinishedRun(RunPlan plan, int epochs, long steps, boolean endedByEpochs) {

    private static final int LARGEST_METRICS = 1 << 26;
    private static final int LARGEST_PLAN = 1 << 22;

    /** The finished run in a folder; empty if there is none, or its metrics are damaged. */
    static Optional<FinishedRun> in(RunFiles files) throws IOException {
        if (!files.exists(RunOutput.METRICS)) {
            return Optional.empty();
        }
        Map<String, String> metrics = Json.texts(files.read(RunOutput.METRICS, LARGEST_METRICS));
        if (!metrics.containsKey("epochs")) {
            return Optional.empty();
        }
        RunPlan plan = PlanFile.saved(files.folder() + "/" + RunOutput.PLAN, files.read(RunOutput.PLAN, LARGEST_PLAN));
        return Optional.of(new FinishedRun(
                plan,
                Integer.parseInt(metrics.get("epochs")),
                Long.parseLong(metrics.getOrDefault("steps", "0")),
                Words.of(TrainingResult.Reason.ALL_EPOCHS).equals(metrics.get("stopped"))));
    }

    /**
     * Whether a plan asks for this run and no more; if not, it asks for more epochs of it.
     *
     * @throws PlanException if it asks for another run
     */
    boolean isAllOf(RunPlan wanted) {
        boolean more = endedByEpochs && epochs < wanted.training().epochs();
        // With more epochs the rows are read, and compared whatever their address.
        List<String> changes = more
                ? Identity.changes(Identity.ofPlan(plan), Identity.ofPlan(wanted))
                : Identity.changes(Identity.ofPlanAndSources(plan), Identity.ofPlanAndSources(wanted));
        if (epochs > wanted.training().epochs()) {
            changes.add("training.epochs was " + epochs + " but is "
                    + wanted.training().epochs());
        }
        if (!changes.isEmpty()) {
            throw new PlanException("output has a finished run of another plan: " + String.join("; ", changes)
                    + ". Change it back, choose another output, or train anew with --overwrite");
        }
        return !more;
    }
}
