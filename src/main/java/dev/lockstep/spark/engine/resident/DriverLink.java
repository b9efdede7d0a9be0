package dev.lockstep.spark.engine.resident;

import dev.lockstep.gradient.GradientSum;
import dev.lockstep.spark.engine.Share;
import dev.lockstep.spark.engine.TaskGuard;

/**
 * The connection of a resident task to its driver. For the task's thread, except {@link #showLife}. While waiting, it
 * polls whether the task was killed.
 */
interface DriverLink {

    /** A pending assignment. */
    interface Next {

        Assignment await() throws InterruptedException;
    }

    /** Asks for the first assignment. */
    Next ask();

    /**
     * Sends the partial sums of a step and asks for the next assignment. The sums may be reused when it has arrived.
     */
    Next bring(long step, Share<GradientSum> share) throws InterruptedException;

    /** Sends a refusal. */
    void refuse(TaskGuard.Refusal refusal);

    /** Sends a heartbeat. From any thread. */
    void showLife();
}
