package dev.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuantileTallyTest {

    /** Three rows of weight 1, 2 and 1 with the quantiles 0.1, 0.4 and 0.9 of one label. */
    private static final Predictions ROWS = new Predictions(
            3, 3, new float[] {0, 1, 2, 1, 3, 5, 4, 6, 8}, 1, new float[] {1, 6, 5}, new float[] {1, 2, 1}, 2);

    @Test
    void errorsAreThoseOfTheQuantileNearestToTheMedian() {
        Tally tally = tally();
        tally.add(ROWS);
        Map<String, Double> metrics = tally.metrics((sum, weight) -> sum / weight);
        assertEquals(0.5, metrics.get("loss"));
        assertEquals((0 + 2 * 3 + 1) / 4.0 * 10, metrics.get("mae"), 1e-12);
        assertEquals(Math.sqrt((0 + 2 * 9 + 1) / 4.0) * 10, metrics.get("rmse"), 1e-12);
    }

    @Test
    void coverageIsTheShareOfRowsAtMostThePrediction() {
        Tally tally = tally();
        tally.add(ROWS);
        assertEquals(Map.of("coverage", List.of(0.0, 0.5, 0.5)), tally.details(List.of()));
    }

    @Test
    void partsAddUp() {
        Tally whole = tally();
        whole.add(ROWS);
        whole.add(ROWS);
        Tally first = tally();
        first.add(ROWS);
        Tally second = tally();
        second.add(ROWS);
        Tally merged = tally().merge(first).merge(second);
        assertEquals(whole.details(List.of()), merged.details(List.of()));
        whole.metrics((sum, weight) -> sum / weight)
                .forEach((name, value) -> assertEquals(
                        value, merged.metrics((sum, weight) -> sum / weight).get(name), 1e-12, name));
    }

    @Test
    void ofEquallyNearQuantilesTheFirstCounts() {
        Tally tally = new QuantileTally(new double[] {0.25, 0.75}, new double[] {1});
        tally.add(new Predictions(1, 2, new float[] {3, 9}, 1, new float[] {4}, new float[] {1}, 0));
        assertEquals(1, tally.metrics((sum, weight) -> 0).get("mae"));
    }

    private static Tally tally() {
        return new QuantileTally(new double[] {0.1, 0.4, 0.9}, new double[] {10});
    }
}
