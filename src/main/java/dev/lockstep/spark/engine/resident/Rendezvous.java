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
 * The rendezvous of the training thread and the resident tasks of an epoch. At each step, tasks ask for work and
 * deliver their partial sums; the training thread assigns the step and waits for the sums. Neither side blocks the
 * other's thread.
 *
 * <p>A task that is retried gets the current step; a partial sum that arrives twice counts once.
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
     * The identity of a task.
     *
     * @param attempt distinguishes attempts at the same partition
     * @param stageAttempt number of earlier attempts of the stage
     */
    record Caller(int partition, long attempt, int stageAttempt) {}

    private record Waiter(Caller caller, Consumer<Assignment> answer) {}

    /** The last assignment; without a step before the first. */
    synchronized Assignment current() {
        return current;
    }

    /** The number of tasks that have arrived. */
    synchronized int size() {
        return met.size();
    }

    /** Records a heartbeat of a task. */
    synchronized void seen(int partition) {
        lastSeen[partition] = System.nanoTime();
        met.add(partition);
    }

    /**
     * Requests work for a task; the reply comes at once or when there is work. A repeated request replaces the previous
     * one. If the stage was restarted, because the cached rows of a lost executor cannot be rebuilt without it, the
     * tasks of older attempts are told to leave, because they hold the slots that the new ones need.
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

    /** The immediate reply to a task, or null. */
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

    /** Delivers the partial sums of a task. */
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

    /** Records the refusal of a task. */
    synchronized void refuse(RuntimeException reason) {
        refusal = reason;
        notifyAll();
    }

    /** Assigns a step to some partitions. For the training thread. */
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
     * Waits for all partial sums of the current step and returns them by partition, null for partitions without work.
     * For the training thread.
     *
     * @param stage whether the stage of the tasks is running
     * @throws MissingException if a partition sends no heartbeat within the timeout, or the stage is over
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
            // A long pause between two polls means that this process was suspended, not the tasks.
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
                throw new MissingException("its task on partition " + partition + " sent no heartbeat for "
                        + timeout.toMillis() / 1000.0 + " s");
            }
        }
    }

    /** Ends all tasks. */
    void end() {
        List<Waiter> waiting;
        synchronized (this) {
            over = true;
            waiting = new ArrayList<>(waiters.values());
            waiters.clear();
        }
        waiting.forEach(waiter -> waiter.answer.accept(Assignment.END));
    }

    /** The state of the stage of the tasks. */
    interface StageState {

        /** @throws MissingException if it is over */
        void requireRunning();
    }

    /** Tasks are missing: the step must run as a job. */
    static final class MissingException extends RuntimeException {

        private static final long serialVersionUID = 1;

        MissingException(String message) {
            super(message);
        }
    }
}
