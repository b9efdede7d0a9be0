package dev.lockstep.training;

import dev.lockstep.evaluation.Metric;
import dev.lockstep.plan.TrainingPlan;
import java.util.Optional;

/**
 * The complete state of a training, which a checkpoint stores.
 *
 * @param step steps taken so far
 * @param parameters changed in place by the trainer
 * @param optimizerState the optimizer's vectors, changed in place by the trainer
 * @param best the best epoch so far, with early stopping
 * @param plateau the state of a plateau schedule
 * @param minimizer the state of lbfgs
 * @param sums the sums of the current epoch; empty at the end of an epoch
 */
public record TrainingState(
        long step,
        float[] parameters,
        float[][] optimizerState,
        Optional<Best> best,
        Plateau plateau,
        Optional<MinimizerState> minimizer,
        EpochSums sums) {

    /**
     * The best epoch so far.
     *
     * @param epoch from 0
     * @param epochsSince epochs since then without an improvement
     * @param parameters a copy
     */
    public record Best(int epoch, double value, int epochsSince, float[] parameters) {}

    /**
     * The state of a plateau schedule.
     *
     * @param best the best value of the validation metric
     * @param epochsSince epochs since then without an improvement or a reduction
     * @param reductions number of reductions of the rate
     */
    public record Plateau(double best, int epochsSince, int reductions) {

        Plateau after(double value, Metric metric, int patience) {
            if (metric.improves(value, best, 0)) {
                return new Plateau(value, 0, reductions);
            }
            return epochsSince + 1 > patience
                    ? new Plateau(best, 0, reductions + 1)
                    : new Plateau(best, epochsSince + 1, reductions);
        }
    }

    /** The state before the first step. */
    public static TrainingState initial(TrainingPlan plan, float[] parameters) {
        int vectors = plan.optimizer().value().stateVectors();
        Plateau unseen = new Plateau(plan.watchedMetric().worst(), 0, 0);
        return new TrainingState(
                0,
                parameters,
                new float[vectors][parameters.length],
                Optional.empty(),
                unseen,
                Optional.empty(),
                EpochSums.NONE);
    }

    /** Whether the next epoch has not started. */
    public boolean isAtEpochEnd() {
        return sums.rows() == 0;
    }

    TrainingState afterStep(EpochSums newSums) {
        return new TrainingState(step + 1, parameters, optimizerState, best, plateau, minimizer, newSums);
    }

    TrainingState afterEpoch() {
        return new TrainingState(step, parameters, optimizerState, best, plateau, minimizer, EpochSums.NONE);
    }

    TrainingState withBest(Best newBest) {
        return new TrainingState(step, parameters, optimizerState, Optional.of(newBest), plateau, minimizer, sums);
    }

    TrainingState withPlateau(Plateau newPlateau) {
        return new TrainingState(step, parameters, optimizerState, best, newPlateau, minimizer, sums);
    }

    TrainingState withMinimizer(MinimizerState newMinimizer) {
        return new TrainingState(step, parameters, optimizerState, best, plateau, Optional.of(newMinimizer), sums);
    }
}
