package dev.lockstep.data;

import java.io.Serializable;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Cuts every epoch into steps, and every step into slots of shards. Every row is used exactly once per epoch; the last
 * step of an epoch may be short.
 *
 * <p>An epoch is a sequence of runs: in round r, every shard gives its slots {@code [r·run, (r + 1)·run)}, as far as it
 * has them. The runs of a round visit the shards in a spread order, by the reversed bits of their indexes, so that
 * neighbouring runs fall into different partitions for any number of partitions. A step is a range of positions of that
 * sequence.
 *
 * <p>A run is a quarter of a mini-batch, but at least {@value #SHORTEST_RUN} and at most {@value #LONGEST_RUN} rows: a
 * small mini-batch has rows of few shards, since every shard costs a sum as long as the parameters.
 */
public final class Epochs implements Serializable {

    private static final long serialVersionUID = 1;

    static final int SHORTEST_RUN = 16;
    static final int LONGEST_RUN = 64;
    private static final int RUNS_PER_BATCH = 4;

    private final ShardLayout layout;
    private final long batchSize;
    private final int run;
    /** Rounds in which every shard gives a whole run. */
    private final int wholeRounds;
    /** Of each shard: the shards before it in a round. */
    private final int[] before;
    /** Of each shard: the longer shards among those before it in a round. */
    private final int[] longerBefore;

    /**
     * @param layout of at least one row
     * @param batchSize from 1 to the number of rows
     */
    public Epochs(ShardLayout layout, long batchSize) {
        this.layout = layout;
        this.batchSize = batchSize;
        this.run = (int) Math.max(SHORTEST_RUN, Math.min(LONGEST_RUN, batchSize / RUNS_PER_BATCH));
        int shards = layout.shards();
        this.wholeRounds = layout.size(shards - 1) / run;
        this.before = new int[shards];
        this.longerBefore = new int[shards];
        int place = 0;
        int longer = 0;
        for (int shard : spread(shards)) {
            before[shard] = place++;
            longerBefore[shard] = longer;
            longer += layout.isLonger(shard) ? 1 : 0;
        }
    }

    private static int[] spread(int shards) {
        return IntStream.range(0, shards)
                .boxed()
                .sorted(Comparator.comparingLong(shard -> Integer.toUnsignedLong(Integer.reverse(shard))))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    public long rows() {
        return layout.rows();
    }

    public int shards() {
        return layout.shards();
    }

    public long batchSize() {
        return batchSize;
    }

    public long stepsPerEpoch() {
        return (rows() + batchSize - 1) / batchSize;
    }

    /** @param number the step's number over the whole training, from 0 */
    public Step step(long number) {
        long inEpoch = number % stepsPerEpoch();
        return new Step(
                (int) (number / stepsPerEpoch()),
                number,
                inEpoch * batchSize,
                Math.min(rows(), (inEpoch + 1) * batchSize));
    }

    /** The first slot of a shard that belongs to a step. */
    public int firstSlot(Step step, int shard) {
        return slotsBefore(step.from(), shard);
    }

    /** The slot after the last one of a shard that belongs to a step. */
    public int endSlot(Step step, int shard) {
        return slotsBefore(step.to(), shard);
    }

    /** Whether a shard has a row in a step. */
    public boolean touches(Step step, int shard) {
        return firstSlot(step, shard) < endSlot(step, shard);
    }

    /** An upper bound of a shard's rows in a step. */
    public int mostRows() {
        long rounds = (batchSize + (long) run * shards() - 1) / ((long) run * shards());
        return (int) Math.min(layout.size(0), run * (rounds + 1));
    }

    /** The slots of a shard at the first positions of an epoch. */
    private int slotsBefore(long position, int shard) {
        long round = position / ((long) run * shards());
        if (round < wholeRounds) {
            long inRound = position - round * run * shards();
            return (int) (round * run + within(inRound - (long) before[shard] * run, run));
        }
        int rest = layout.size(shards() - 1) - wholeRounds * run;
        long inRest = position - (long) wholeRounds * run * shards();
        long start = (long) before[shard] * rest + longerBefore[shard];
        return wholeRounds * run + within(inRest - start, rest + (layout.isLonger(shard) ? 1 : 0));
    }

    private static int within(long value, int most) {
        return (int) Math.max(0, Math.min(value, most));
    }
}
