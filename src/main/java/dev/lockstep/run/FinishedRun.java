package dev.lockstep.run;

import dev.lockstep.catalog.Names;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.Json;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.SavedModel;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.plan.yaml.PlanFile;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.training.TrainingResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A finished run: it has {@code metrics.json}, which is written last.
 *
 * @param plan as in {@code plan.yaml}
 * @param weightsSha256 of its parameters
 */
public record FinishedRun(RunPlan plan, int epochs, long steps, boolean endedByEpochs, String weightsSha256) {

    /** The limit for a plan of 1 MiB and overrides from the command line, with escapes. */
    public static final int LARGEST_PLAN = 1 << 25;

    /**
     * The finished run in a folder; empty if there is none.
     *
     * @throws DamagedRunException if its metrics or its plan are missing or damaged
     */
    public static Optional<FinishedRun> in(RunFiles files) throws IOException {
        if (!files.exists(RunOutput.METRICS)) {
            return Optional.empty();
        }
        Map<String, String> metrics = metrics(files);
        return Optional.of(new FinishedRun(
                plan(files),
                (int) whole(metrics, "epochs"),
                whole(metrics, "steps"),
                Names.of(TrainingResult.Reason.ALL_EPOCHS).equals(metrics.get("stopped")),
                metrics.getOrDefault("weightsSha256", "")));
    }

    /** The scalar entries of the metrics; empty if there are no metrics. */
    static Map<String, String> metrics(RunFiles files) throws IOException {
        if (!files.exists(RunOutput.METRICS)) {
            return Map.of();
        }
        try (InputStream in = files.open(RunOutput.METRICS)) {
            return Json.texts(in);
        }
    }

    private static long whole(Map<String, String> metrics, String key) {
        String value = metrics.getOrDefault(key, "not there");
        if (!value.matches("[0-9]{1,9}" + (key.equals("steps") ? "[0-9]{0,9}" : ""))) {
            throw new DamagedRunException(
                    RunOutput.METRICS + " is damaged: " + key + " must be a whole number but is " + value);
        }
        return Long.parseLong(value);
    }

    private static RunPlan plan(RunFiles files) throws IOException {
        if (!files.exists(RunOutput.PLAN)) {
            throw new DamagedRunException(RunOutput.PLAN + " is missing");
        }
        try {
            return PlanFile.saved(files.folder() + "/" + RunOutput.PLAN, files.read(RunOutput.PLAN, LARGEST_PLAN));
        } catch (PlanException e) {
            throw new DamagedRunException(RunOutput.PLAN + " is damaged: " + e.getMessage(), e);
        }
    }

    /**
     * The weights, verified against the metrics.
     *
     * @throws DamagedRunException if they are missing or differ
     */
    SafeTensors weights(RunFiles files) throws IOException {
        if (!files.exists(RunFiles.WEIGHTS)) {
            throw new DamagedRunException(RunFiles.WEIGHTS + " is missing");
        }
        try (InputStream in = files.open(RunFiles.WEIGHTS)) {
            SafeTensors weights = SafeTensors.read(in);
            String found = Fingerprint.sha256(SavedModel.of(weights).network().parameters());
            if (!found.equals(weightsSha256)) {
                throw new DamagedRunException(RunFiles.WEIGHTS + " must have the SHA-256 " + weightsSha256 + ", as "
                        + RunOutput.METRICS + " says, but has " + found);
            }
            return weights;
        } catch (FormatException e) {
            throw new DamagedRunException(RunFiles.WEIGHTS + " is damaged: " + e.getMessage(), e);
        }
    }

    /**
     * Whether a plan describes this run; false if it describes the same run with more epochs.
     *
     * @throws PlanException if it describes another run
     */
    public boolean isAllOf(RunPlan wanted) {
        boolean more = endedByEpochs && epochs < wanted.training().epochs();
        // With more epochs, the rows are read and compared, so their address does not matter.
        List<String> changes = more
                ? Identity.changes(Identity.ofPlan(plan), Identity.ofPlan(wanted))
                : Identity.changes(Identity.ofPlanAndSources(plan), Identity.ofPlanAndSources(wanted));
        if (changes.isEmpty() && hasMoreEpochsThan(wanted.training())) {
            changes.add("training.epochs was " + epochs + " but is " + shown(wanted.training()));
        }
        if (!changes.isEmpty()) {
            throw new PlanException("output has a finished run of another plan: " + String.join("; ", changes)
                    + ". Undo the change, choose another output, or retrain with --overwrite");
        }
        return !more;
    }

    private boolean hasMoreEpochsThan(TrainingPlan wanted) {
        return wanted.epochs() == TrainingPlan.AUTO
                ? plan.training().epochs() != TrainingPlan.AUTO
                : epochs > wanted.epochs();
    }

    private static String shown(TrainingPlan wanted) {
        return wanted.epochs() == TrainingPlan.AUTO ? "auto" : String.valueOf(wanted.epochs());
    }
}
