package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EpochsTest {

    /** From one row to many rounds of runs, with as many shards as rows, fewer, and more. */
    static Stream<ShardLayout> layouts() {
        return IntStream.of(1, 2, 15, 16, 17, 31, 33, 64, 100, 129, 257, 1000)
                .boxed()
                .flatMap(rows -> IntStream.of(1, 2, 3, 4, 5, 7, 8, 13, 16, 27)
                        .mapToObj(shards -> new ShardLayout(rows, shards)));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void everyRowIsUsedExactlyOnceAnEpoch(ShardLayout layout) {
        for (int batch = 1; batch <= layout.rows(); batch++) {
            Epochs epochs = new Epochs(layout, batch);
            int[] next = new int[layout.shards()];
            for (long number = 0; number < epochs.stepsPerEpoch(); number++) {
                Step step = epochs.step(number);
                int size = 0;
                for (int shard = 0; shard < next.length; shard++) {
                    int from = epochs.firstSlot(step, shard);
                    int to = epochs.endSlot(step, shard);
                    assertEquals(from < to, epochs.touches(step, shard));
                    assertEquals(next[shard], from, "slots are used in order");
                    assertTrue(to - from <= epochs.mostRows());
                    next[shard] = to;
                    size += to - from;
                }
                assertEquals(step.to() - step.from(), size);
            }
            for (int shard = 0; shard < next.length; shard++) {
                assertEquals(layout.size(shard), next[shard]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void aStepHasTheSlotsOfItsPositions(ShardLayout layout) {
        for (long batch : new long[] {1, 3, 16, 40, 64, 100, 128, 200, 400, 1000}) {
            if (batch <= layout.rows()) {
                Epochs epochs = new Epochs(layout, batch);
                List<PlainSequence.Place> sequence = PlainSequence.of(layout, batch);
                for (long number = 0; number < epochs.stepsPerEpoch(); number++) {
                    Step step = epochs.step(number);
                    List<PlainSequence.Place> places = sequence.subList((int) step.from(), (int) step.to());
                    for (int shard = 0; shard < layout.shards(); shard++) {
                        int ofShard = shard;
                        assertEquals(
                                places.stream()
                                        .filter(place -> place.shard() == ofShard)
                                        .map(PlainSequence.Place::slot)
                                        .toList(),
                                IntStream.range(epochs.firstSlot(step, shard), epochs.endSlot(step, shard))
                                        .boxed()
                                        .toList());
                    }
                }
            }
        }
    }

    /** A small batch has rows of two shards only, and these are in different halves, quarters and so on. */
    @Test
    void neighbouringRunsAreInDifferentPartitions() {
        Epochs epochs = new Epochs(new ShardLayout(8 * 64, 8), 32);
        List<List<Integer>> touched = LongStream.range(0, 4)
                .mapToObj(number -> IntStream.range(0, 8)
                        .filter(shard -> epochs.touches(epochs.step(number), shard))
                        .boxed()
                        .toList())
                .toList();
        assertEquals(List.of(List.of(0, 4), List.of(2, 6), List.of(1, 5), List.of(3, 7)), touched);
    }

    @Test
    void theLastStepOfAnEpochIsShort() {
        Epochs epochs = epochs(10, 4);
        assertEquals(3, epochs.stepsPerEpoch());
        assertEquals(new Step(0, 0, 0, 4), epochs.step(0));
        assertEquals(new Step(0, 1, 4, 8), epochs.step(1));
        assertEquals(new Step(0, 2, 8, 10), epochs.step(2));
        assertEquals(new Step(1, 3, 0, 4), epochs.step(3));
        assertEquals(new Step(33, 100, 4, 8), epochs.step(100));
    }

    @Test
    void aBatchOfAllRowsIsOneStepAnEpochAndABatchOfOneIsOneARow() {
        assertEquals(new Step(7, 7, 0, 10), epochs(10, 10).step(7));
        assertEquals(new Step(2, 25, 5, 6), epochs(10, 1).step(25));
        assertEquals(10, epochs(10, 1).stepsPerEpoch());
    }

    @Test
    void moreRowsThanAnIntCanCountAreNoProblem() {
        long rows = 6_000_000_000L;
        Epochs epochs = new Epochs(new ShardLayout(rows, 7), 1000);
        assertEquals(6_000_000, epochs.stepsPerEpoch());
        Step last = epochs.step(5_999_999);
        assertEquals(new Step(0, 5_999_999, rows - 1000, rows), last);
        ShardLayout layout = new ShardLayout(rows, 7);
        for (int shard = 0; shard < 7; shard++) {
            assertEquals(layout.size(shard), epochs.endSlot(last, shard));
        }
        assertTrue(layout.size(0) > layout.size(6));
    }

    private static Epochs epochs(long rows, long batchSize) {
        return new Epochs(new ShardLayout(rows, 1), batchSize);
    }
}
