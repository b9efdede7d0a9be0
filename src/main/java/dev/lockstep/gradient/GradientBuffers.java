package dev.lockstep.gradient;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Arrays of the parameters' length which the gradients of shards use in turn. Belongs to one thread at a time. Sums of
 * sparse rows have arrays of their own: hardly two have the same length.
 */
public final class GradientBuffers {

    private final Deque<float[]> idle = new ArrayDeque<>();

    /** An array of any content, that nobody else has. */
    float[] take(int length) {
        float[] buffer = idle.poll();
        return buffer == null || buffer.length != length ? new float[length] : buffer;
    }

    /** Lets a sum's array be taken again; nobody may use the sum any more. */
    public void giveBack(GradientSum sum) {
        if (sum.columns() == null) {
            idle.push(sum.gradient());
        }
    }
}
