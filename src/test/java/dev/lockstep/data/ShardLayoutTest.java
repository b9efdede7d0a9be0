package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShardLayoutTest {

    static IntStream shardCounts() {
        return IntStream.rangeClosed(1, 20);
    }

    @ParameterizedTest
    @MethodSource("shardCounts")
    void shardsAreContiguousDifferByAtMostOneAndTheLongerOnesComeFirst(int shards) {
        for (int rows = 0; rows <= 60; rows++) {
            ShardLayout layout = new ShardLayout(rows, shards);
            assertEquals(0, layout.start(0));
            for (int shard = 0; shard < shards; shard++) {
                assertEquals(layout.start(shard) + layout.size(shard), layout.start(shard + 1));
                assertTrue(layout.size(shard) <= layout.size(0));
                assertTrue(layout.size(shard) >= layout.size(0) - 1);
                assertTrue(shard == 0 || layout.size(shard) <= layout.size(shard - 1));
            }
            assertEquals(rows, layout.start(shards));
        }
    }

    @ParameterizedTest
    @MethodSource("shardCounts")
    void partitionsHoldWholeShardsAndNoneIsEmpty(int shards) {
        ShardLayout layout = new ShardLayout(100, shards);
        for (int partitions = 1; partitions <= shards; partitions++) {
            assertEquals(0, layout.firstShard(0, partitions));
            assertEquals(shards, layout.firstShard(partitions, partitions));
            for (int partition = 0; partition < partitions; partition++) {
                int size = layout.firstShard(partition + 1, partitions) - layout.firstShard(partition, partitions);
                assertTrue(size >= shards / partitions && size <= (shards + partitions - 1) / partitions);
            }
        }
    }

    @Test
    void aShardThatCannotBeCountedIsRefused() {
        long rows = 4L * Integer.MAX_VALUE;
        String text = assertThrows(IllegalArgumentException.class, () -> new ShardLayout(rows, 4))
                .getMessage();
        assertEquals("training.shards must be more than 4 for 8589934588 rows but is 4", text);
        assertEquals(1717986918, new ShardLayout(rows, 5).size(0));
    }
}
