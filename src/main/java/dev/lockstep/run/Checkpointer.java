package dev.lockstep.run;

import dev.lockstep.data.Epochs;
import dev.lockstep.format.Checkpoint;
import dev.lockstep.plan.Saving;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.spark.store.CheckpointFolder;
import dev.lockstep.spark.store.Reason;
import dev.lockstep.training.EnsembleState;
import dev.lockstep.training.StoppedException;
import dev.lockstep.training.TrainingListener;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Writes a checkpoint when one is due, after the last epoch, and on a stop request. */
final class Checkpointer implements TrainingListener {

    private final Saving saving;
    private final CheckpointFolder folder;
    private final Map<String, String> identity;
    private final History history;
    private final StopRequest stop;
    private long stepsPerEpoch;
    private int lastEpoch;
    private long savedAt = -1;

    Checkpointer(
            Saving saving, Map<String, String> identity, CheckpointFolder folder, History history, StopRequest stop) {
        this.saving = saving;
        this.identity = identity;
        this.folder = folder;
        this.history = history;
        this.stop = stop;
    }

    @Override
    public void started(TrainingPlan plan, Epochs epochs, long firstStep) {
        stepsPerEpoch = epochs.stepsPerEpoch();
        lastEpoch = plan.epochs();
        savedAt = firstStep;
    }

    @Override
    public void reached(EnsembleState state) {
        Optional<String> reason = stop.reason();
        if (isDue(state) || reason.isPresent()) {
            save(state);
        }
        reason.ifPresent(why -> {
            throw new StoppedException("stopped after step " + state.step() + " (" + why
                    + ") with a checkpoint; the same command resumes the run");
        });
    }

    private boolean isDue(EnsembleState state) {
        long epoch = state.step() / stepsPerEpoch;
        boolean byEpochs = state.isAtEpochEnd()
                && (epoch == lastEpoch
                        || saving.everyEpochs().map(every -> epoch % every == 0).orElse(false));
        return byEpochs
                || saving.everySteps().map(every -> state.step() % every == 0).orElse(false);
    }

    private void save(EnsembleState state) {
        if (state.step() == savedAt) {
            return;
        }
        try {
            folder.write(new Checkpoint(state, identity, history.saved()));
        } catch (IOException | RuntimeException e) {
            throw Reason.unwritten("the checkpoint of step " + state.step(), e);
        }
        savedAt = state.step();
    }
}
