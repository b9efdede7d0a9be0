package dev.lockstep.training;

import dev.lockstep.data.Epochs;
import dev.lockstep.plan.TrainingPlan;

/** Observes a training. Called on the training thread; an exception ends the training. */
public interface TrainingListener {

    /** @param firstStep steps taken before, more than 0 after a resume */
    default void started(TrainingPlan plan, Epochs epochs, long firstStep) {}

    /** @param step steps taken so far */
    default void stepEnded(long step, double loss) {}

    /**
     * Called after a step, or after the epoch at its end, with the state for a checkpoint. The arrays of the state
     * change when training continues.
     */
    default void reached(EnsembleState state) {}

    /** @param what a sentence for the user; training continues */
    default void noticed(String what) {}

    default void epochEnded(EpochReport report) {}

    default void ended(TrainingResult result) {}
}
