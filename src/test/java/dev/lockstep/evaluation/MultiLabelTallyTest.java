package dev.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MultiLabelTallyTest {

    private static final float[] VALUES = {0.9f, 0.2f, 0.5f, 0.4f, 0.6f, 0.1f, 0.8f, 0.7f, 0.3f};
    private static final float[] TARGETS = {1, 0, 0, 1, 1, 0, 1, 0, 1};

    /** Weights 1, 2 and 1; the second label is right, right and wrong. */
    @Test
    void everyLabelOfARowCountsOnItsOwn() {
        Map<String, Double> metrics = whole().metrics((lossSum, weightSum) -> lossSum / weightSum);
        assertEquals(6 / 4.0, metrics.get("loss"), 1e-12);
        assertEquals((1 + 1 + 0 + 0 + 2 + 2 + 1 + 0 + 0) / 12.0, metrics.get("accuracy"), 1e-12);
        assertEquals((2 / 2.0 + 2 / 3.0 + 0 / 1.0) / 3, metrics.get("precision"), 1e-12);
        assertEquals((2 / 4.0 + 2 / 2.0 + 0 / 1.0) / 3, metrics.get("recall"), 1e-12);
        assertEquals((4 / 6.0 + 4 / 5.0 + 0) / 3, metrics.get("f1"), 1e-12);
        assertEquals(3, ((List<?>) whole().details(List.of("x", "y", "z")).get("perClass")).size());
    }

    @Test
    void anyPartitionsMergeToTheSameMetrics() {
        Tally merged = rows(0, 1).merge(rows(1, 2)).merge(rows(2, 3));
        assertEquals(
                whole().metrics((lossSum, weightSum) -> lossSum / weightSum),
                merged.metrics((lossSum, weightSum) -> lossSum / weightSum));
    }

    private static Tally whole() {
        return rows(0, 3);
    }

    private static Tally rows(int from, int to) {
        Tally tally = new MultiLabelTally(3, 0.5f);
        float[] weights = {1, 2, 1};
        for (int row = from; row < to; row++) {
            float[] values = Arrays.copyOfRange(VALUES, 3 * row, 3 * row + 3);
            float[] targets = Arrays.copyOfRange(TARGETS, 3 * row, 3 * row + 3);
            tally.add(new Predictions(1, 3, values, 3, targets, new float[] {weights[row]}, 2));
        }
        return tally;
    }
}
