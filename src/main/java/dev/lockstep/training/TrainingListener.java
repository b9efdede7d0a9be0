package dev.lockstep.training;

import dev.lockstep.data.Epochs;
import dev.lockstep.plan.TrainingPlan;

/** Watches a training. Called on the training thread; what it throws ends the training. */
public interface TrainingListener {

    /** @param firstStep steps already taken, more than 0 after a resume */
    default void started(TrainingPlan plan, Epochs epochs, long firstStep) {}

    /** @param step steps taken so far */
    default void stepEnded(long step, double loss) {}

    /**
     * Called when a step, or at an epoch's end the epoch, is all done: what a checkpoint may hold. The state's arrays
     * change when training goes on.
     */
    default void reached(TrainingState state) {}

    /** @param what something a person should know, in a sentence: the training goes on */
    default void noticed(String what) {}

    default void epochEnded(EpochReport report) {}

    default void ended(TrainingResult result) {}
}
