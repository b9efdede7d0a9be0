package dev.lockstep.data;

import java.io.Serializable;

/**
 * Cuts every epoch into steps. Every row is used exactly once per epoch; the last step of an epoch may be short.
 *
 * @param rows at least 1
 * @param batchSize from 1 to {@code rows}
 */
public record Epochs(long rows, long batchSize) implements Serializable {

    public long stepsPerEpoch() {
        return (rows + batchSize - 1) / batchSize;
    }

    /** @param number the step's number over the whole training, from 0 */
    public Step step(long number) {
        long inEpoch = number % stepsPerEpoch();
        return new Step(
                (int) (number / stepsPerEpoch()),
                number,
                inEpoch * batchSize,
                Math.min(rows, (inEpoch + 1) * batchSize));
    }
}
