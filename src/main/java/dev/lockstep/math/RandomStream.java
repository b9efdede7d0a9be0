package dev.lockstep.math;

/**
 * Random numbers without state: the number at an index is a hash of its purpose and index.
 *
 * @param key identifies the stream; create it with {@link #of}
 */
public record RandomStream(long key) {

    /** The purposes of random numbers. The tags affect every trained model: never change one. */
    public enum Purpose {
        INITIAL_WEIGHTS(1),
        ROW_ORDER(2),
        DROPOUT(3),
        CANARY(4),
        SAMPLE_ROWS(5),
        INITIAL_BIASES(6),
        IMPORTANCE(7);

        private final long tag;

        Purpose(long tag) {
            this.tag = tag;
        }
    }

    /** The stream for a purpose, a seed and further {@code parts}, such as an epoch and a shard. */
    public static RandomStream of(long seed, Purpose purpose, long... parts) {
        long key = Hash.of(seed, purpose.tag);
        for (long part : parts) {
            key = Hash.append(key, part);
        }
        return new RandomStream(key);
    }

    /** 64 random bits. */
    public long bits(long index) {
        return Hash.mix(key + (index + 1) * Hash.GOLDEN);
    }

    /** Uniform in [0, 1), with 53 bits. */
    public double uniform(long index) {
        return (bits(index) >>> 11) * 0x1p-53;
    }

    /** Uniform over the whole numbers 0 to bound − 1, by multiplication; the bias is below bound / 2⁶⁴. */
    public int below(long index, int bound) {
        return (int) Math.multiplyHigh(bits(index) >>> 1, (long) bound << 1);
    }

    /** Standard normal, by G. Box and M. Muller's transform (1958). */
    public double normal(long index) {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform(2 * index)));
        return radius * StrictMath.cos(2 * Math.PI * uniform(2 * index + 1));
    }
}
