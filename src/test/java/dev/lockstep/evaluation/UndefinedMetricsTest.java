package dev.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which metrics rows cannot have, whatever is predicted, for rows of every degenerate kind. */
class UndefinedMetricsTest {

    private static final List<String> CLASSES = List.of("no", "yes", "perhaps");
    private static final Map<String, String> NOTHING = Map.of();

    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of("both classes", classes(2, new float[] {0, 1}, 1, 1), NOTHING),
                Arguments.of("no yes", classes(2, new float[] {0, 0}, 1, 1), areas("no row is of class yes")),
                Arguments.of("nothing but yes", classes(2, new float[] {1, 1}, 1, 1), areas("no row is of class no")),
                Arguments.of("yes of weight 0", classes(2, new float[] {0, 1}, 1, 0), areas("no row is of class yes")),
                Arguments.of("one row", classes(2, new float[] {1}, 1), areas("no row is of class no")),
                Arguments.of("one of three classes", classes(3, new float[] {2, 2}, 1, 1), NOTHING),
                Arguments.of("no label of several", labels(0, 0, 0, 0), NOTHING),
                Arguments.of("every label of several", labels(1, 1, 1, 1), NOTHING),
                Arguments.of("numbers", numbers(1, new float[] {1, 2}, 1, 1), NOTHING),
                Arguments.of("a constant", numbers(1, new float[] {3, 3}, 1, 1), r2()),
                Arguments.of("one number", numbers(1, new float[] {3}, 1), r2()),
                Arguments.of("a number that counts", numbers(1, new float[] {3, 4}, 1, 0), r2()),
                Arguments.of("two constants", numbers(2, new float[] {3, 4, 3, 4}, 1, 1), r2()),
                Arguments.of("a constant and numbers", numbers(2, new float[] {3, 4, 3, 5}, 1, 1), NOTHING));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void theseMetricsHaveNoValueAndAllOthersDo(String claim, Tally tally, Map<String, String> undefined) {
        assertEquals(undefined, tally.undefined(CLASSES));
        Set<String> withoutValue = tally.metrics((loss, weight) -> loss / weight).entrySet().stream()
                .filter(metric -> metric.getValue().isNaN())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertEquals(undefined.keySet(), withoutValue);
    }

    @Test
    void everyMetricOfTheCatalogIsInTheTable() {
        Set<String> names = rows().flatMap(
                        row -> ((Tally) row.get()[1]).metrics((loss, weight) -> loss / weight).keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(names.containsAll(Metrics.CATALOG.names()), names.toString());
    }

    private static Map<String, String> areas(String why) {
        return Map.of("area_under_roc", why, "area_under_pr", why);
    }

    private static Map<String, String> r2() {
        return Map.of("r2", "the label is the same in all rows");
    }

    private static Tally classes(int classes, float[] targets, float... weights) {
        Tally tally = new ClassTally(new ClassRule(classes, 0.5f, true, 1, weights.length));
        float[] values = new float[targets.length * classes];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 3 + 1f) / 7;
        }
        tally.add(new Predictions(targets.length, classes, values, 1, targets, weights, 1));
        return tally;
    }

    private static Tally labels(float... targets) {
        Tally tally = new MultiLabelTally(2, 0.5f);
        tally.add(new Predictions(2, 2, new float[] {0, 1, 0.2f, 0.7f}, 2, targets, new float[] {1, 1}, 1));
        return tally;
    }

    private static Tally numbers(int outputs, float[] targets, float... weights) {
        double[] scale = new double[outputs];
        Arrays.fill(scale, 1);
        Tally tally = new RegressionTally(scale);
        tally.add(new Predictions(weights.length, outputs, new float[targets.length], outputs, targets, weights, 1));
        return tally;
    }
}
