package dev.lockstep.training;

/**
 * What training found.
 *
 * @param parameters the last epoch's, or with early stopping the best epoch's
 * @param epochs epochs done
 * @param bestEpoch the epoch the parameters come from, from 1; 0 if there was none
 * @param steps steps done
 * @param stopped why it ended
 */
public record TrainingResult(float[] parameters, int epochs, int bestEpoch, long steps, Reason stopped) {

    /** Why a training ended. */
    public enum Reason {
        ALL_EPOCHS,
        EARLY_STOPPING,
        /** The optimizer can get no further. */
        CONVERGED
    }
}
