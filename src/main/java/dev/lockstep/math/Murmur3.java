package dev.lockstep.math;

/**
 * MurmurHash3 for x86, 32 bits, seed 0, the hash of scikit-learn's {@code murmurhash3_32} and of other libraries.
 *
 * <p>Reference: A. Appleby, https://github.com/aappleby/smhasher, MurmurHash3.cpp.
 */
public final class Murmur3 {

    private static final int FIRST = 0xCC9E2D51;
    private static final int SECOND = 0x1B873593;

    private Murmur3() {}

    public static int hash(byte[] bytes) {
        int hash = 0;
        int whole = bytes.length / Integer.BYTES * Integer.BYTES;
        for (int i = 0; i < whole; i += Integer.BYTES) {
            hash = Integer.rotateLeft(hash ^ mixed(word(bytes, i, Integer.BYTES)), 13) * 5 + 0xE6546B64;
        }
        hash ^= mixed(word(bytes, whole, bytes.length - whole));
        hash ^= bytes.length;
        hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
        return hash ^ (hash >>> 16);
    }

    /** Some bytes as a number, the first one lowest. */
    private static int word(byte[] bytes, int from, int count) {
        int word = 0;
        for (int i = 0; i < count; i++) {
            word |= (bytes[from + i] & 0xFF) << (Byte.SIZE * i);
        }
        return word;
    }

    private static int mixed(int word) {
        return Integer.rotateLeft(word * FIRST, 15) * SECOND;
    }
}
