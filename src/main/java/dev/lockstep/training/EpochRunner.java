package dev.lockstep.training;

/** Takes the steps of an epoch. */
interface EpochRunner {

    /** The state after an epoch, whose arrays may be those of {@code start}, changed. */
    TrainingState run(TrainingState start);

    /** Whether there is no point in another epoch. */
    default boolean isFinished(TrainingState state) {
        return false;
    }
}
