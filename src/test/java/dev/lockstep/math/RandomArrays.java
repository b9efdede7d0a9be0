package dev.lockstep.math;

import dev.lockstep.math.RandomStream.Purpose;

/** Seeded arrays for tests. */
public final class RandomArrays {

    private RandomArrays() {}

    /** Standard normal numbers; the same for the same arguments. */
    public static float[] normal(int count, long... seed) {
        RandomStream random = RandomStream.of(12345, Purpose.CANARY, seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.normal(i);
        }
        return numbers;
    }
}
