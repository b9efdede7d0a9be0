package dev.lockstep.spark.engine.resident;

import dev.lockstep.gradient.GradientSum;
import dev.lockstep.spark.engine.Share;
import dev.lockstep.spark.engine.TaskGuard;

/**
 * A staying task's way to its driver. Belongs to the task's thread, but for {@link #showLife}. While it waits it looks now
 * and then whether the task was killed.
 */
interface DriverLink {

    /** An assignment under way. */
    interface Next {

        Assignment await() throws InterruptedException;
    }

    /** Asks for the first assignment. */
    Next ask();

    /** Brings the share of a step and asks for the next assignment. The share is used up when that has come. */
    Next bring(long step, Share<GradientSum> share) throws InterruptedException;

    /** Says why no step can be taken. */
    void refuse(TaskGuard.Refusal refusal);

    /** Says that the task is alive. From any thread. */
    void showLife();
}
