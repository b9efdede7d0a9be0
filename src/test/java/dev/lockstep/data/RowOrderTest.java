package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowOrderTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 10, 1000})
    void anOrderHoldsEveryRowOnce(int rows) {
        for (int epoch = 0; epoch < 5; epoch++) {
            int[] sorted = RowOrder.of(1, epoch, shard(3, rows));
            Arrays.sort(sorted);
            assertArrayEquals(IntStream.range(0, rows).toArray(), sorted);
        }
    }

    @Test
    void everySeedEpochAndShardHasAnOrderOfItsOwn() {
        Set<List<Integer>> orders = new HashSet<>();
        for (long seed = -1; seed < 4; seed++) {
            for (int epoch = 0; epoch < 5; epoch++) {
                for (int shard = 0; shard < 5; shard++) {
                    orders.add(list(RowOrder.of(seed, epoch, shard(shard, 30))));
                }
            }
        }
        assertEquals(125, orders.size());
    }

    @Test
    void anOrderIsAValueOfSeedEpochAndShard() {
        assertArrayEquals(RowOrder.of(9, 2, shard(4, 50)), RowOrder.of(9, 2, shard(4, 50)));
    }

    @Test
    void consecutiveBatchesHaveDifferentRows() {
        Epochs epochs = new Epochs(new ShardLayout(40, 1), 8);
        Set<Set<Integer>> batches = new HashSet<>();
        for (int number = 0; number < 20; number++) {
            Step step = epochs.step(number);
            int[] order = RowOrder.of(0, step.epoch(), shard(0, 40));
            batches.add(new HashSet<>(list(Arrays.copyOfRange(order, (int) step.from(), (int) step.to()))));
        }
        assertEquals(20, batches.size());
    }

    /** χ² over rows × slots with 81 degrees of freedom: 99.9 % of random orders stay below 127. */
    @Test
    void everyRowIsEquallyLikelyInEverySlot() {
        int rows = 10;
        int draws = 20_000;
        int[][] counts = new int[rows][rows];
        for (int epoch = 0; epoch < draws; epoch++) {
            int[] order = RowOrder.of(5, epoch, shard(0, rows));
            for (int slot = 0; slot < rows; slot++) {
                counts[slot][order[slot]]++;
            }
        }
        double expected = (double) draws / rows;
        double chiSquare = 0;
        for (int[] slot : counts) {
            for (int count : slot) {
                chiSquare += (count - expected) * (count - expected) / expected;
            }
        }
        assertTrue(chiSquare < 127, "chi square is " + chiSquare);
    }

    @Test
    void neighbouringShardsAreNotShuffledAlike() {
        int[] first = RowOrder.of(0, 0, shard(0, 1000));
        int[] second = RowOrder.of(0, 0, shard(1, 1000));
        assertNotEquals(list(first), list(second));
        long equal = IntStream.range(0, 1000).filter(i -> first[i] == second[i]).count();
        assertTrue(equal < 6, equal + " rows in the same slot");
    }

    private static List<Integer> list(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static Shard shard(int index, int rows) {
        return new Shard(index, rows, new DenseFeatures(rows, 1), new float[rows], null);
    }
}
