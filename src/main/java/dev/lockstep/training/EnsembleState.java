package dev.lockstep.training;

import java.util.List;

/**
 * The states of all networks that are trained together: one, unless the plan has an ensemble. Those that still train
 * have taken the same number of steps.
 */
public record EnsembleState(List<TrainingState> members) {

    public EnsembleState {
        members = List.copyOf(members);
    }

    /** A single network. */
    public static EnsembleState of(TrainingState state) {
        return new EnsembleState(List.of(state));
    }

    /** The steps taken so far by the networks that still train. */
    public long step() {
        return members.stream().mapToLong(TrainingState::step).max().orElse(0);
    }

    /** Whether the next epoch has not started. */
    public boolean isAtEpochEnd() {
        return members.stream().allMatch(TrainingState::isAtEpochEnd);
    }
}
