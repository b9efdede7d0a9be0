package dev.lockstep.math;

/**
 * Hashes numbers to 64 uniformly distributed bits.
 *
 * <p>Reference: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014), with D.
 * Stafford's thirteenth set of constants.
 */
public final class Hash {

    static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Hash() {}

    /** A bijection in which every input bit flips about half of the output bits. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Adds a number to a hash; the order of the numbers matters. */
    public static long append(long hash, long value) {
        return mix(hash * 3 + GOLDEN ^ mix(value + GOLDEN));
    }

    /** The hash of a sequence of numbers, in practice unique. */
    public static long of(long... values) {
        long hash = values.length;
        for (long value : values) {
            hash = append(hash, value);
        }
        return hash;
    }

    /** The hash of a text, over its UTF-16 units. */
    public static long of(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = append(hash, text.charAt(i));
        }
        return hash;
    }
}
