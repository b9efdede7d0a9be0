package dev.lockstep.math;

/** Runs a loop over independent array elements, on one thread or on several. */
@FunctionalInterface
public interface Loops {

    /** One thread, in order. */
    Loops PLAIN = (length, body) -> body.run(0, length);

    /** Runs the body on ranges that partition {@code [0, length)}, and returns when all are done. */
    void run(int length, Body body);

    /** A loop over a range. */
    @FunctionalInterface
    interface Body {
        void run(int from, int to);
    }
}
