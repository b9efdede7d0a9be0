package dev.lockstep.spark;

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

/**
 * Where the training thread and the staying tasks of an epoch meet, step by step. Tasks ask for work and bring their
 * shares; the training thread gives a step out and waits for the shares. Neither side ever holds the other's thread.
 *
 * <p>A task that comes again after a failure gets the current step; a share that comes twice counts once.
 */
final class Meeting {

    private static final long LOOK_MILLIS = 50;

    private final Object[] shares;
    private final boolean[] wanted;
    private final long[] lastSeen;
    private final Map<Long, Waiter> waiters = new HashMap<>();
    private final Set<Integer> met = new HashSet<>();
    private Assignment current = Assignment.END;
    private int missing;
    private boolean over;
    private RuntimeException refusal;

    Meeting(int partitions) {
        shares = new Object[partitions];
        wanted = new boolean[partitions];
        lastSeen = new long[partitions];
        Arrays.fill(lastSeen, System.nanoTime());
    }

    private record Waiter(int partition, Consumer<Assignment> answer) {}

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
     * A task asks for work, and is answered at once or when there is some. Asking again replaces the question.
     *
     * @param attempt tells attempts at the same partition apart
     */
    void ask(int partition, long attempt, Consumer<Assignment> answer) {
        Assignment assignment;
        synchronized (this) {
            seen(partition);
            if (over) {
                assignment = Assignment.END;
            } else if (wanted[partition] && shares[partition] == null) {
                assignment = current;
            } else {
                waiters.put(attempt, new Waiter(partition, answer));
                return;
            }
        }
        answer.accept(assignment);
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
            for (Iterator<Waiter> waiting = waiters.values().iterator(); waiting.hasNext(); ) {
                Waiter waiter = waiting.next();
                if (wanted[waiter.partition]) {
                    ready.add(waiter);
                    waiting.remove();
                }
            }
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
