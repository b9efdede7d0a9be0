package dev.lockstep.spark.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Scaling;
import dev.lockstep.math.NormalQuantile;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Robust and quantile scaling are what their definitions say, computed here from sorted columns. */
class QuantileScalingTest {

    private static final int ROWS = 1501;
    private static final List<String> FEATURES = List.of("normal", "zeros", "two", "constant", "huge", "gaps");
    private static final Table TABLE = Table.clusters(ROWS, 1, 3)
            .select("y")
            .with("normal", Table.clusters(ROWS, 1, 3).column("x0"))
            .with("zeros", cells(row -> row % 9 == 0 ? Integer.toString(row * 7 % 20 - 6) : "0"))
            .with("two", cells(row -> row % 3 == 0 ? "2.5" : "-1"))
            .with("constant", Collections.nCopies(ROWS, "0.1"))
            .with("huge", cells(row -> row % 2 == 0 ? row + "e30" : "-" + row + "e-310"))
            .with("gaps", cells(row -> row % 4 == 0 ? "" : Integer.toString(row % 17)))
            .with("w", cells(row -> Integer.toString(row % 5)));

    @TempDir
    Path folder;

    private static List<String> cells(IntFunction<String> cell) {
        return IntStream.range(0, ROWS).mapToObj(cell).toList();
    }

    private TrainingData load(String keys) {
        Path file = TABLE.csv(folder.resolve("a.csv"));
        return Loaded.data("data: {train: " + file + ", label: y, features: " + FEATURES
                + ", weight: w, missing: mean, " + keys + "}\nloss: mse\ntraining: {shards: 16}");
    }

    /** The values of rows that count, ascending. */
    private static double[] sorted(String column) {
        List<String> cells = TABLE.column(column);
        return IntStream.range(0, ROWS)
                .filter(row -> row % 5 != 0 && !cells.get(row).isEmpty())
                .mapToDouble(row -> Double.parseDouble(cells.get(row)) + 0.0)
                .sorted()
                .toArray();
    }

    @Test
    void robustIsByMedianAndQuartiles() {
        try (TrainingData data = load("scale: robust")) {
            for (int column = 0; column < FEATURES.size(); column++) {
                double[] values = sorted(FEATURES.get(column));
                int n = values.length;
                double median = values[(n + 1) / 2 - 1];
                double width = values[(3 * n + 3) / 4 - 1] - values[(n + 3) / 4 - 1];
                double range = values[n - 1] - values[0];
                double scale = width != 0 ? width : range == 0 ? 1 : range / 2;
                for (double x : new double[] {values[0], median, values[n - 1], values[n / 3] + 0.01}) {
                    double z = (x - median) / scale;
                    float expected = (float) (z / Math.sqrt(1 + z / 3 * (z / 3)));
                    assertEquals(expected, data.inputScaling().apply(x, column), 1e-6f * Math.abs(expected));
                }
            }
            assertEquals(0f, data.inputScaling().apply(0.1, FEATURES.indexOf("constant")));
            assertEquals(9, data.inputScaling().scale()[FEATURES.indexOf("zeros")]);
        }
    }

    @Test
    void quantileIsTheNormalScoreOfTheSmallerValuesAndHalfOfTheEqualOnes() {
        try (TrainingData data = load("scale: quantile")) {
            for (String name : List.of("zeros", "two", "gaps", "constant")) {
                double[] values = sorted(name);
                for (double value : values) {
                    double below = Arrays.stream(values).filter(x -> x < value).count();
                    double equal = Arrays.stream(values).filter(x -> x == value).count();
                    float expected = (float) NormalQuantile.of((below + equal / 2) / values.length);
                    assertEquals(expected, data.inputScaling().apply(value, FEATURES.indexOf(name)), name);
                }
            }
            Scaling scaling = data.inputScaling();
            assertEquals(0f, scaling.apply(0.1, FEATURES.indexOf("constant")));
            double[] normal = sorted("normal");
            assertEquals(
                    (float) NormalQuantile.of(0.5 / normal.length), scaling.apply(-1e9, FEATURES.indexOf("normal")));
            float[] column = Loaded.column(data.train(), FEATURES.indexOf("normal"));
            double squares = 0;
            for (float value : column) {
                squares += value * value / column.length;
            }
            assertEquals(1, squares, 0.02);
        }
    }

    @Test
    void atMostAThousandKnotsAreKeptAndTheOuterOnesAreTheExtremes() {
        try (TrainingData data = load("scale: quantile")) {
            double[] huge = sorted("huge");
            double[] places = data.inputScaling().curve().places(FEATURES.indexOf("huge"));
            assertTrue(huge.length > 1000 && places.length > 900 && places.length <= 1000, "" + places.length);
            assertEquals(huge[0], places[0]);
            assertEquals(huge[huge.length - 1], places[places.length - 1]);
            for (int i = 1; i < places.length; i++) {
                assertTrue(places[i] > places[i - 1]);
                assertTrue(Arrays.binarySearch(huge, places[i]) >= 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"robust", "quantile"})
    void theNumberOfPartitionsChangesNoBit(String scale) {
        long[] first = null;
        for (int slots : new int[] {1, 3, 16}) {
            long[] found = LocalSpark.onSlots(slots, () -> {
                try (TrainingData data = load("scale: " + scale)) {
                    return data.train().fingerprints();
                }
            });
            first = first == null ? found : first;
            assertArrayEquals(first, found);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"robust", "quantile"})
    void aRangeThatOverflowsIsRefused(String scale) {
        Path file = Table.of("a,y", "-1e308,1", "1e308,2", "1.7e308,3", "-1.7e308,3", "0,1")
                .csv(folder.resolve("b.csv"));
        String plan = "data: {train: " + file + ", label: y, scale: " + scale + "}\nloss: mse";
        String message =
                assertThrows(DataException.class, () -> Loaded.data(plan)).getMessage();
        assertEquals(
                "data.train: column a has values from -1.7E308 to 1.7E308, too far apart for data.scale: " + scale,
                message.replace("`", ""));
    }
}
