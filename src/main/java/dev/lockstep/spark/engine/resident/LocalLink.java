package dev.lockstep.spark.engine.resident;

import dev.lockstep.gradient.GradientSum;
import dev.lockstep.spark.engine.Share;
import dev.lockstep.spark.engine.TaskGuard;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The connection to a driver in the same process, without copies. */
final class LocalLink implements DriverLink {

    private static final long LOOK_NANOS = 200_000_000L;

    private final Rendezvous rendezvous;
    private final Rendezvous.Caller caller;
    private final Runnable requireAlive;

    /** @param requireAlive called while waiting; an exception ends the wait */
    LocalLink(Rendezvous rendezvous, Rendezvous.Caller caller, Runnable requireAlive) {
        this.rendezvous = rendezvous;
        this.caller = caller;
        this.requireAlive = requireAlive;
    }

    @Override
    public Next ask() {
        Mailbox mailbox = new Mailbox(Thread.currentThread(), requireAlive);
        rendezvous.ask(caller, mailbox);
        return mailbox;
    }

    @Override
    public Next bring(long step, Share<GradientSum> share) {
        rendezvous.bring(caller.partition(), step, share);
        return ask();
    }

    @Override
    public void refuse(TaskGuard.Refusal refusal) {
        rendezvous.refuse(refusal.asException());
    }

    @Override
    public void showLife() {
        rendezvous.seen(caller.partition());
    }

    /** A mailbox for one assignment and one waiting thread. */
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
