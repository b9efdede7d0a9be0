package dev.lockstep.objective;

import java.util.ArrayDeque;
import java.util.Deque;

/** Arrays of the parameters' length which the gradients of shards use in turn. Belongs to one thread at a time. */
public final class GradientBuffers {

    private final Deque<float[]> idle = new ArrayDeque<>();

    /** An array of any content, that nobody else has. */
    public float[] take(int length) {
        float[] buffer = idle.poll();
        return buffer == null || buffer.length != length ? new float[length] : buffer;
    }

    /** Lets an array be taken again. */
    public void giveBack(float[] buffer) {
        idle.push(buffer);
    }
}
