package dev.lockstep.spark.engine.resident;

import dev.lockstep.gradient.GradientSum;
import dev.lockstep.spark.engine.Share;
import dev.lockstep.spark.engine.TaskGuard;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The way to a driver in the same process: nothing is copied. */
final class LocalLink implements DriverLink {

    private static final long LOOK_NANOS = 200_000_000L;

    private final Meeting meeting;
    private final Meeting.Caller caller;
    private final Runnable requireAlive;

    /** @param requireAlive called while waiting; what it throws ends the waiting */
    LocalLink(Meeting meeting, Meeting.Caller caller, Runnable requireAlive) {
        this.meeting = meeting;
        this.caller = caller;
        this.requireAlive = requireAlive;
    }

    @Override
    public Next ask() {
        Mailbox mailbox = new Mailbox(Thread.currentThread(), requireAlive);
        meeting.ask(caller, mailbox);
        return mailbox;
    }

    @Override
    public Next bring(long step, Share<GradientSum> share) {
        meeting.bring(caller.partition(), step, share);
        return ask();
    }

    @Override
    public void refuse(TaskGuard.Refusal refusal) {
        meeting.refuse(refusal.asException());
    }

    @Override
    public void showLife() {
        meeting.seen(caller.partition());
    }

    /** Where the driver puts an assignment for one thread that waits for it. */
    private static final class Mailbox implements Next, Consumer<Assignment> {

        private final Thread owner;
        private final Runnable requireAlive;
        private volatile Assignment assignment;

        Mailbox(Thread owner, Runnable requireAlive) {
            this.owner = owner;
            this.requireAlive = requireAlive;
        }

        @Override
        public void accept(Assignment next) {
            assignment = next;
            LockSupport.unpark(owner);
        }

        @Override
        public Assignment await() throws InterruptedException {
            while (assignment == null) {
                LockSupport.parkNanos(this, LOOK_NANOS);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                requireAlive.run();
            }
            return assignment;
        }
    }
}
