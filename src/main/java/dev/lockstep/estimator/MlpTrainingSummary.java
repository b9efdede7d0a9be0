package dev.lockstep.estimator;

import dev.lockstep.catalog.Names;
import dev.lockstep.format.Json;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.util.Identifiable;

/**
 * The summary of a training. Like Spark ML's, it is not saved with the model.
 *
 * @param history per epoch: loss, validation metrics, learning rate, speed
 * @param epochs done
 * @param bestEpoch the epoch of the weights, from 1; 0 if there was none
 * @param rows used for training
 * @param seconds of training alone
 * @param engine that took the steps
 * @param weightsSha256 of the parameters as little-endian floats: equal for equal weights
 * @param stopped the reason for the end
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

    /** All of it as JSON, with epochs as in a run's {@code history.jsonl}. */
    public String toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("history", history.stream().map(EpochReport::fields).toList());
        fields.put("epochs", epochs);
        fields.put("bestEpoch", bestEpoch);
        fields.put("steps", steps);
        fields.put("rows", rows);
        fields.put("seconds", seconds);
        fields.put("engine", engine);
        fields.put("weightsSha256", weightsSha256);
        fields.put("stopped", Names.of(stopped));
        return Json.line(fields);
    }

    /** @throws IllegalStateException if there is none, because the model was loaded */
    static MlpTrainingSummary required(MlpTrainingSummary summary, Identifiable model) {
        if (summary == null) {
            throw new IllegalStateException(
                    "No training summary available for this " + model.getClass().getSimpleName());
        }
        return summary;
    }
}
