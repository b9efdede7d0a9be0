package dev.lockstep.tracking.mlflow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What is sent when a run ends.
 *
 * @param metrics of the result, logged at the last step
 * @param artifacts by file name; each is made on the sending thread
 */
public record Ending(
        Status status,
        Map<String, String> tags,
        Map<String, Double> metrics,
        long step,
        Map<String, Callable<byte[]>> artifacts) {

    /** The states of a run that has ended, as MLflow names them. */
    public enum Status {
        FINISHED,
        FAILED,
        KILLED
    }

    public Ending {
        artifacts = new LinkedHashMap<>(artifacts);
    }
}
