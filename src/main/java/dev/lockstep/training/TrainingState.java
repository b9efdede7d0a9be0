package dev.lockstep.training;

import java.util.Optional;

/**
 * Everything that training changes: what a checkpoint is.
 *
 * @param step steps taken so far
 * @param parameters changed in place by the trainer
 * @param optimizerState the optimizer's vectors, changed in place by the trainer
 * @param best the best epoch so far, where early stopping looks for one
 */
public record TrainingState(long step, float[] parameters, float[][] optimizerState, Optional<Best> best) {

    /**
     * The best epoch so far.
     *
     * @param epoch from 0
     * @param epochsSince epochs since then without an improvement
     * @param parameters a copy
     */
    public record Best(int epoch, double value, int epochsSince, float[] parameters) {}

    /** The state before the first step. */
    public static TrainingState initial(TrainingPlan plan, float[] parameters) {
        int vectors = plan.optimizer().value().stateVectors();
        return new TrainingState(0, parameters, new float[vectors][parameters.length], Optional.empty());
    }

    TrainingState afterStep() {
        return new TrainingState(step + 1, parameters, optimizerState, best);
    }

    TrainingState withBest(Best newBest) {
        return new TrainingState(step, parameters, optimizerState, Optional.of(newBest));
    }
}
