package dev.lockstep.spark.engine.resident;

import dev.lockstep.data.Step;

/**
 * The next work of a resident task: a step at parameters, or the end.
 *
 * @param parameters the driver's own array, which changes when all partial sums of the step have arrived
 */
record Assignment(Step step, float[] parameters) {

    /** The epoch is over, or continues without this task. */
    static final Assignment END = new Assignment(null, null);

    /** The stage was restarted with new tasks, and older tasks must free their slots. */
    static final Assignment LEAVE = new Assignment(null, new float[0]);

    boolean isEnd() {
        return step == null && parameters == null;
    }

    boolean isToLeave() {
        return step == null && parameters != null;
    }
}
