package dev.lockstep.data.column;

/** Doubles as 64 bits whose unsigned order is that of the numbers; −0.0 is 0.0. */
final class OrderedBits {

    private OrderedBits() {}

    static long of(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ (bits >> 63 | Long.MIN_VALUE);
    }

    static double value(long ordered) {
        return Double.longBitsToDouble(ordered ^ (~ordered >> 63 | Long.MIN_VALUE));
    }

    /** The first bits, as a number; 0 for none. */
    static long first(int count, long ordered) {
        return count == 0 ? 0 : ordered >>> (Long.SIZE - count);
    }
}
