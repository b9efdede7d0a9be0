package dev.lockstep.estimator;

import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingResult;
import java.util.List;

/**
 * How a training went. It is not saved with its model, as Spark ML's are not.
 *
 * @param history what happened in each epoch: loss, validation metrics, learning rate, speed
 * @param epochs done
 * @param bestEpoch the epoch that the weights are of, from 1; 0 if there was none
 * @param rows trained on
 * @param seconds of training alone
 * @param engine that took the steps
 * @param weightsSha256 of the parameters as little-endian floats: equal for equal weights
 * @param stopped why it ended
 */
public record MlpTrainingSummary(
        List<EpochReport> history,
        int epochs,
        int bestEpoch,
        long steps,
        long rows,
        double seconds,
        String engine,
        String weightsSha256,
        TrainingResult.Reason stopped) {

    public MlpTrainingSummary {
        history = List.copyOf(history);
    }
}
