package dev.lockstep.report;

/**
 * The remaining time of a training at the speed so far, including validation.
 *
 * @param firstStep steps taken before the start, more than 0 after a resume
 * @param lastStep steps taken when all epochs are done
 */
record TimeLeft(long firstStep, long lastStep, long startNanos) {

    long elapsedSeconds(long nanos) {
        return Math.round((nanos - startNanos) / 1e9);
    }

    /** Rounded up; negative while there is nothing to estimate from. */
    long secondsLeft(long step, long nanos) {
        if (step <= firstStep) {
            return -1;
        }
        double secondsPerStep = (nanos - startNanos) / 1e9 / (step - firstStep);
        return (long) Math.ceil(secondsPerStep * (lastStep - step));
    }
}
