package dev.lockstep.gradient;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A pool of arrays of the parameters' length for the gradients of shards. For one thread at a time. Sums of sparse rows
 * have their own arrays, because their lengths differ.
 */
public final class GradientBuffers {

    private final Deque<float[]> idle = new ArrayDeque<>();

    /** An unused array with arbitrary content. */
    float[] take(int length) {
        float[] buffer = idle.poll();
        return buffer == null || buffer.length != length ? new float[length] : buffer;
    }

    /** Returns the array of a sum to the pool; the sum must not be used any more. */
    public void giveBack(GradientSum sum) {
        if (sum.columns() == null) {
            idle.push(sum.gradient());
        }
    }
}
