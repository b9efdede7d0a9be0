package dev.lockstep.training;

/**
 * The result of a training.
 *
 * @param parameters those of the last epoch, or of the best epoch with early stopping
 * @param epochs completed epochs
 * @param bestEpoch the epoch of the parameters, from 1; 0 if there was none
 * @param steps completed steps
 * @param stopped the reason for the end
 */
public record TrainingResult(float[] parameters, int epochs, int bestEpoch, long steps, Reason stopped) {

    /** The reason for the end of a training. */
    public enum Reason {
        ALL_EPOCHS,
        EARLY_STOPPING,
        /** The optimizer cannot make progress. */
        CONVERGED
    }
}
