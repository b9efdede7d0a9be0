package dev.lockstep.spark.engine.resident;

import dev.lockstep.data.Step;

/**
 * What the driver gives a staying task to do next: a step at parameters, or nothing any more.
 *
 * @param parameters the driver's own array, which changes when all shares of the step have arrived
 */
record Assignment(Step step, float[] parameters) {

    /** The epoch is over, or goes on elsewhere. */
    static final Assignment END = new Assignment(null, null);

    /** The stage was started anew, with a task for every partition: an older one must make room. */
    static final Assignment LEAVE = new Assignment(null, new float[0]);

    boolean isEnd() {
        return step == null && parameters == null;
    }

    boolean isToLeave() {
        return step == null && parameters != null;
    }
}
