package dev.lockstep.math;

/** A view of an array that starts at an offset. Shares the array. */
public record Slice(float[] values, int offset) {

    public static Slice of(float[] values) {
        return new Slice(values, 0);
    }
}
