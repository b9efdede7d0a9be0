package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EpochsTest {

    static IntStream rowCounts() {
        return IntStream.rangeClosed(1, 24);
    }

    /** From 1 row to more shards than rows, every batch size from 1 to all. */
    @ParameterizedTest
    @MethodSource("rowCounts")
    void everyRowIsUsedExactlyOnceAnEpoch(int rows) {
        for (int shards = 1; shards <= 27; shards++) {
            ShardLayout layout = new ShardLayout(rows, shards);
            for (int batch = 1; batch <= rows; batch++) {
                Epochs epochs = new Epochs(rows, batch);
                int[] next = new int[shards];
                for (long number = 0; number < epochs.stepsPerEpoch(); number++) {
                    Step step = epochs.step(number);
                    int size = 0;
                    for (int shard = 0; shard < shards; shard++) {
                        int from = step.firstSlot(shard, shards);
                        int to = step.endSlot(shard, shards);
                        assertEquals(from < to, step.touches(shard, shards));
                        assertEquals(next[shard], Math.min(from, layout.size(shard)), "slots are used in order");
                        next[shard] = Math.max(next[shard], to);
                        size += to - from;
                    }
                    assertEquals(step.to() - step.from(), size);
                }
                for (int shard = 0; shard < shards; shard++) {
                    assertEquals(layout.size(shard), next[shard]);
                }
            }
        }
    }

    /** The definition: position j comes from shard j mod shards, slot j div shards. */
    @ParameterizedTest
    @MethodSource("rowCounts")
    void aStepHasTheSlotsOfItsPositions(int rows) {
        for (int shards = 1; shards <= 9; shards++) {
            for (int from = 0; from < rows; from++) {
                for (int to = from + 1; to <= rows; to++) {
                    Step step = new Step(0, 0, from, to);
                    for (int shard = 0; shard < shards; shard++) {
                        List<Integer> slots = new ArrayList<>();
                        for (int position = from; position < to; position++) {
                            if (position % shards == shard) {
                                slots.add(position / shards);
                            }
                        }
                        List<Integer> found = IntStream.range(
                                        step.firstSlot(shard, shards), step.endSlot(shard, shards))
                                .boxed()
                                .toList();
                        assertEquals(slots, found);
                    }
                }
            }
        }
    }

    @Test
    void theLastStepOfAnEpochIsShort() {
        Epochs epochs = new Epochs(10, 4);
        assertEquals(3, epochs.stepsPerEpoch());
        assertEquals(new Step(0, 0, 0, 4), epochs.step(0));
        assertEquals(new Step(0, 1, 4, 8), epochs.step(1));
        assertEquals(new Step(0, 2, 8, 10), epochs.step(2));
        assertEquals(new Step(1, 3, 0, 4), epochs.step(3));
        assertEquals(new Step(33, 100, 4, 8), epochs.step(100));
    }

    @Test
    void aBatchOfAllRowsIsOneStepAnEpochAndABatchOfOneIsOneARow() {
        assertEquals(new Step(7, 7, 0, 10), new Epochs(10, 10).step(7));
        assertEquals(new Step(2, 25, 5, 6), new Epochs(10, 1).step(25));
        assertEquals(10, new Epochs(10, 1).stepsPerEpoch());
    }

    @Test
    void moreRowsThanAnIntCanCountAreNoProblem() {
        long rows = 6_000_000_000L;
        Epochs epochs = new Epochs(rows, 1000);
        assertEquals(6_000_000, epochs.stepsPerEpoch());
        Step last = epochs.step(5_999_999);
        assertEquals(new Step(0, 5_999_999, rows - 1000, rows), last);
        ShardLayout layout = new ShardLayout(rows, 7);
        for (int shard = 0; shard < 7; shard++) {
            assertEquals(layout.size(shard), last.endSlot(shard, 7));
        }
        assertTrue(layout.size(0) > layout.size(6));
    }
}
