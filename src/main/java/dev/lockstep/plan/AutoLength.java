package dev.lockstep.plan;

/** The batch size and the epochs that {@code auto} stands for. */
final class AutoLength {

    private static final int SMALLEST_BATCH = 32;
    private static final int LARGEST_BATCH = 256;
    private static final double BATCHES = 64;
    private static final double STEPS = 6000;
    private static final int FEWEST_EPOCHS = 10;
    private static final int MOST_EPOCHS = 200;

    private AutoLength() {}

    /** The power of 2 nearest to rows/{@value #BATCHES} by ratio. */
    static long batchSize(long rows) {
        long batch = SMALLEST_BATCH;
        while (batch < LARGEST_BATCH && rows / BATCHES > batch * Math.sqrt(2)) {
            batch *= 2;
        }
        return batch;
    }

    /** The number of epochs with about {@value #STEPS} steps. */
    static int epochs(long rows, long batchSize) {
        double stepsPerEpoch = Math.ceil(rows / (double) batchSize);
        return (int) Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, Math.round(STEPS / stepsPerEpoch)));
    }
}
