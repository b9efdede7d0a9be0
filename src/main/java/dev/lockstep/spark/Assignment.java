package dev.lockstep.spark;

import dev.lockstep.data.Step;

/**
 * What the driver gives a staying task to do next: a step at parameters, or nothing any more.
 *
 * @param parameters the driver's own array, which changes when all shares of the step have arrived
 */
record Assignment(Step step, float[] parameters) {

    /** The epoch is over, or goes on elsewhere. */
    static final Assignment END = new Assignment(null, null);

    boolean isEnd() {
        return step == null;
    }
}
