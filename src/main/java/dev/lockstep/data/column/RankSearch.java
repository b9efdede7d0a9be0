package dev.lockstep.data.column;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The search for a column's values at given ranks by radix refinement: the ordered bits of each value are found from the
 * first on, a few per pass, by counting the values that share the bits known so far. Exact, and independent of the order
 * in which values are counted.
 *
 * <p>Memory: 24 bytes per rank; a histogram has 8·2^bits bytes per distinct prefix.
 */
public final class RankSearch implements Serializable {

    private static final long serialVersionUID = 1;

    private final long[] ranks;
    /** How many bits are known. */
    private final int depth;
    /** The known bits of the value at each rank. */
    private final long[] prefixes;
    /** The distinct ones, ascending. */
    private final long[] distinct;
    /** How many values have smaller first bits. */
    private final long[] below;
    /** How many values have the same first bits. */
    private final long[] equal;

    private RankSearch(long[] ranks, int depth, long[] prefixes, long[] below, long[] equal) {
        this.ranks = ranks;
        this.depth = depth;
        this.prefixes = prefixes;
        this.distinct = Arrays.stream(prefixes).distinct().toArray();
        this.below = below;
        this.equal = equal;
    }

    /** @param ranks from 1, ascending */
    public static RankSearch of(long... ranks) {
        int count = ranks.length;
        return new RankSearch(ranks.clone(), 0, new long[count], new long[count], new long[count]);
    }

    /** The rank ⌈part·values/parts⌉, at least 1: where a share of the values are not larger. */
    public static long rank(long part, long parts, long values) {
        return Math.max(1, (Math.multiplyExact(part, values) + parts - 1) / parts);
    }

    /** The number of ranks. */
    public int count() {
        return ranks.length;
    }

    /** How many bits are known, 64 at the end. */
    public int depth() {
        return depth;
    }

    /** The number of histograms for the next pass. */
    public int prefixes() {
        return distinct.length;
    }

    /** An empty histogram for a pass that finds so many bits. */
    public long[] histogram(int bits) {
        return new long[distinct.length << bits];
    }

    /** Counts a value so many times, if it shares the first bits of a value searched for. */
    public void count(double value, long times, long[] histogram, int bits) {
        long ordered = OrderedBits.of(value);
        int place = Arrays.binarySearch(distinct, OrderedBits.first(depth, ordered));
        if (place >= 0) {
            int next = (int) (OrderedBits.first(depth + bits, ordered) & (1 << bits) - 1);
            histogram[(place << bits) + next] += times;
        }
    }

    /** The search after a pass whose histogram has counted all values. */
    public RankSearch refined(long[] histogram, int bits) {
        long[] found = new long[ranks.length];
        long[] foundBelow = new long[ranks.length];
        long[] foundEqual = new long[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            int at = Arrays.binarySearch(distinct, prefixes[i]) << bits;
            int next = 0;
            long sum = below[i];
            while (sum + histogram[at + next] < ranks[i]) {
                sum += histogram[at + next++];
                if (next == 1 << bits) {
                    throw new IllegalStateException("rank " + ranks[i] + " is above the number of values");
                }
            }
            found[i] = prefixes[i] << bits | next;
            foundBelow[i] = sum;
            foundEqual[i] = histogram[at + next];
        }
        return new RankSearch(ranks, depth + bits, found, foundBelow, foundEqual);
    }

    /** The value at one of the ranks, once all bits are known. */
    public double value(int place) {
        if (depth < Long.SIZE) {
            throw new IllegalStateException("only " + depth + " bits of the value are known");
        }
        return OrderedBits.value(prefixes[place]);
    }

    /** How many values are smaller than {@link #value}. */
    public long below(int place) {
        return below[place];
    }

    /** How many values equal {@link #value}. */
    public long equal(int place) {
        return equal[place];
    }
}
