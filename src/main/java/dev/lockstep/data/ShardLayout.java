package dev.lockstep.data;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Violation;
import java.io.Serializable;

/**
 * The division of the canonical order into contiguous shards, whose sizes differ by at most one, longer ones first.
 *
 * @param rows at least 0
 * @param shards at least 1
 */
public record ShardLayout(long rows, int shards) implements Serializable {

    public ShardLayout {
        if (rows / shards >= Integer.MAX_VALUE) {
            throw Violation.of(key("training.shards") + " must be more than " + rows / Integer.MAX_VALUE + " for "
                    + rows + " rows but is " + shards);
        }
    }

    public int size(int shard) {
        return (int) (rows / shards) + (isLonger(shard) ? 1 : 0);
    }

    /** Whether a shard has one row more than the last one. */
    boolean isLonger(int shard) {
        return shard < rows % shards;
    }

    /** The rank of a shard's first row in the canonical order; {@code start(shards())} is the number of rows. */
    public long start(int shard) {
        return rows / shards * shard + Math.min(shard, rows % shards);
    }

    /** The first shard of a partition, when {@code partitions} of them hold contiguous ranges of whole shards. */
    public int firstShard(int partition, int partitions) {
        return (int) ((long) shards * partition / partitions);
    }
}
