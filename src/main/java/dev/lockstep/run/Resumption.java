package dev.lockstep.run;

import dev.lockstep.data.DataException;
import dev.lockstep.format.Checkpoint;
import dev.lockstep.format.FormatException;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.store.CheckpointFolder;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.training.EnsembleState;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Finds where the training of a run starts: at the newest checkpoint in its output, if it belongs to the same run.
 *
 * @param identity of the plan, the data and the arithmetic
 * @param allowDifferentMath whether to resume with another arithmetic
 */
record Resumption(
        RunPlan plan, RunOutput output, Lease lease, Map<String, String> identity, boolean allowDifferentMath) {

    /** The state of a run started with {@code --overwrite}; otherwise the initial state, after removing the old run. */
    Optional<Checkpoint> overwriting(ClusterTraining training) throws IOException {
        if (output.ownership().isBegunByOverwrite() && !output.files().exists(RunOutput.METRICS)) {
            try {
                return resumed(training);
            } catch (PlanException | DataException e) {
                System.err.println(
                        "note: starts again, because the plan, the data or the arithmetic have changed since the"
                                + " checkpoint");
            }
        }
        // The old run is removed only after the data and the initial weights are loaded.
        EnsembleState beginning = training.beginning();
        lease.renew();
        output.replace();
        return Optional.of(new Checkpoint(beginning, identity, Checkpoint.History.of("")));
    }

    /** The state of an unfinished run; empty for a new run. */
    Optional<Checkpoint> resumed(ClusterTraining training) throws IOException {
        Optional<Checkpoint> newest = newest(training.network().parameterCount());
        newest.ifPresent(checkpoint -> {
            Identity.require(checkpoint.identity(), identity, allowDifferentMath);
            requireEpochs(checkpoint.state().step());
            output.goOn(checkpoint.state().step());
            System.out.println("resumes after step " + checkpoint.state().step());
        });
        return newest;
    }

    private Optional<Checkpoint> newest(int parameters) throws IOException {
        CheckpointFolder checkpoints =
                new CheckpointFolder(output.files(), plan.saving().keep());
        try {
            return checkpoints.newest(parameters, damaged -> System.err.println("warning: " + damaged));
        } catch (FormatException e) {
            throw new DataException(
                    "output " + plan.output() + ": " + e.getMessage() + ". Restore one, or retrain with --overwrite",
                    e);
        }
    }

    /** No epochs means the initial weights, which a checkpoint no longer has. */
    private void requireEpochs(long steps) {
        if (plan.training().epochs() == 0) {
            throw new PlanException("training.epochs must be a whole number from 1 to resume after step " + steps
                    + " but is 0. Choose another output, or retrain with --overwrite");
        }
    }
}
