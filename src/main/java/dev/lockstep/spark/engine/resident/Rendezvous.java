package dev.lockstep.spark.engine.resident;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The rendezvous of the training thread and the resident tasks of an epoch. At each step, tasks ask for work and bring their
 * shares; the training thread gives a step out and waits for the shares. Neither side ever holds the other's thread.
 *
 * <p>A task that comes again after a failure gets the current step; a share that comes twice counts once.
 */
final class Rendezvous {

    private static final long LOOK_MILLIS = 50;

    private final Object[] shares;
    private final boolean[] wanted;
    private final long[] lastSeen;
    private final Map<Long, Waiter> waiters = new HashMap<>();
    private final Set<Integer> met = new HashSet<>();
    private Assignment current = Assignment.END;
    private int missing;
    private boolean over;
    private int newestStage;
    private RuntimeException refusal;

    Rendezvous(int partitions) {
        shares = new Object[partitions];
        wanted = new boolean[partitions];
        lastSeen = new long[partitions];
        Arrays.fill(lastSeen, System.nanoTime());
    }

    /**
     * Who asks.
     *
     * @param attempt tells attempts at the same partition apart
     * @param stageAttempt how often the stage was started before
     */
    record Caller(int partition, long attempt, int stageAttempt) {}

    private record Waiter(Caller caller, Consumer<Assignment> answer) {}

    /** The step that was given out last; of no step before the first. */
    synchronized Assignment current() {
        return current;
    }

    /** How many tasks have come so far. */
    synchronized int size() {
        return met.size();
    }

    /** A task shows that it is alive. */
    synchronized void seen(int partition) {
        lastSeen[partition] = System.nanoTime();
        met.add(partition);
    }

    /**
     * A task asks for work, and is answered at once or when there is some. Asking again replaces the question. When the
     * stage was started anew, because the cached rows of a lost executor cannot be built again without it, the tasks of
     * its older attempts are told to leave: they hold the slots that the new ones wait for.
     */
    void ask(Caller caller, Consumer<Assignment> answer) {
        List<Waiter> leaving = new ArrayList<>();
        Assignment assignment;
        synchronized (this) {
            seen(caller.partition());
            newestStage = Math.max(newestStage, caller.stageAttempt());
            take(waiter -> waiter.caller.stageAttempt() < newestStage, leaving);
            assignment = answerNow(caller);
            if (assignment == null) {
                waiters.put(caller.attempt(), new Waiter(caller, answer));
            }
        }
        leaving.forEach(waiter -> waiter.answer.accept(Assignment.LEAVE));
        if (assignment != null) {
            answer.accept(assignment);
        }
    }

    /** What a task can be told without waiting, or null. */
    private Assignment answerNow(Caller caller) {
        if (over) {
            return Assignment.END;
        }
        if (caller.stageAttempt() < newestStage) {
            return Assignment.LEAVE;
        }
        return wanted[caller.partition()] && shares[caller.partition()] == null ? current : null;
    }

    /** Moves waiters to a list. */
    private void take(Predicate<Waiter> which, List<Waiter> to) {
        for (Iterator<Waiter> waiting = waiters.values().iterator(); waiting.hasNext(); ) {
            Waiter waiter = waiting.next();
            if (which.test(waiter)) {
                to.add(waiter);
                waiting.remove();
            }
        }
    }

    /** A task brings its share of a step. */
    synchronized void bring(int partition, long step, Object share) {
        seen(partition);
        if (wanted[partition] && shares[partition] == null && current.step().number() == step) {
            shares[partition] = share;
            missing--;
            if (missing == 0) {
                notifyAll();
            }
        }
    }

    /** A task says that no step can be taken. */
    synchronized void refuse(RuntimeException reason) {
        refusal = reason;
        notifyAll();
    }

    /** Gives a step out to some partitions. For the training thread. */
    void begin(Assignment assignment, int[] partitions) {
        List<Waiter> ready = new ArrayList<>();
        synchronized (this) {
            current = assignment;
            Arrays.fill(shares, null);
            Arrays.fill(wanted, false);
            for (int partition : partitions) {
                wanted[partition] = true;
            }
            missing = partitions.length;
            take(waiter -> wanted[waiter.caller.partition()], ready);
        }
        ready.forEach(waiter -> waiter.answer.accept(assignment));
    }

    /**
     * Waits for all shares of the current step and returns them by partition, null where none was wanted. For the
     * training thread.
     *
     * @param stage whether the tasks' stage still runs
     * @throws MissingException if a partition is not heard of for the timeout, or the stage is over
     * @throws RuntimeException a task's refusal
     */
    synchronized Object[] shares(Duration timeout, StageState stage) throws InterruptedException {
        long looked = System.nanoTime();
        while (missing > 0) {
            wait(LOOK_MILLIS);
            if (refusal != null) {
                throw refusal;
            }
            long now = System.nanoTime();
            // So long a pause between two looks at the clock means that this process was stopped, not the tasks.
            if (now - looked > timeout.toNanos() / 2) {
                Arrays.fill(lastSeen, now);
            }
            looked = now;
            if (missing > 0) {
                stage.requireRunning();
                requireSeen(now - timeout.toNanos(), timeout);
            }
        }
        return shares.clone();
    }

    private void requireSeen(long since, Duration timeout) {
        for (int partition = 0; partition < shares.length; partition++) {
            if (wanted[partition] && shares[partition] == null && lastSeen[partition] - since < 0) {
                throw new MissingException("its task on partition " + partition + " was not heard of for "
                        + timeout.toMillis() / 1000.0 + " s");
            }
        }
    }

    /** Sends all tasks home. */
    void end() {
        List<Waiter> waiting;
        synchronized (this) {
            over = true;
            waiting = new ArrayList<>(waiters.values());
            waiters.clear();
        }
        waiting.forEach(waiter -> waiter.answer.accept(Assignment.END));
    }

    /** What is known of the tasks' stage. */
    interface StageState {

        /** @throws MissingException if it is over */
        void requireRunning();
    }

    /** Tasks are missing: the step must be taken in another way. */
    static final class MissingException extends RuntimeException {

        private static final long serialVersionUID = 1;

        MissingException(String message) {
            super(message);
        }
    }
}
