package dev.lockstep.spark;

import dev.lockstep.objective.GradientSum;

/** A staying task's way to its driver. Belongs to the task's thread, but for {@link #showLife}. */
interface DriverLink {

    /** An assignment under way. */
    interface Next {

        /** @param meanwhile called now and then; what it throws ends the waiting */
        Assignment await(Runnable meanwhile) throws InterruptedException;
    }

    /** Asks for the first assignment. */
    Next ask();

    /** Brings the share of a step and asks for the next assignment. The share is used up when that has come. */
    Next bring(long step, Share<GradientSum> share);

    /** Says why no step can be taken. */
    void refuse(TaskGuard.Refusal refusal);

    /** Says that the task is alive. From any thread. */
    void showLife();
}
