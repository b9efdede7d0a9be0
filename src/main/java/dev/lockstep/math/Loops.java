package dev.lockstep.math;

/** Who runs a loop over an array, whose elements do not depend on each other: one thread, or several on parts of it. */
@FunctionalInterface
public interface Loops {

    /** One thread, from the beginning to the end. */
    Loops PLAIN = (length, body) -> body.run(0, length);

    /** Runs the body on ranges that together are {@code [0, length)}, and returns when all are done. */
    void run(int length, Body body);

    /** A loop over a range. */
    @FunctionalInterface
    interface Body {
        void run(int from, int to);
    }
}
