package dev.lockstep.spark.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.data.Scaling;
import dev.lockstep.spark.shard.Loaded;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputScalingTest {

    private static final Table TABLE = Table.clusters(301, 3, 5)
            .with(
                    "w",
                    IntStream.range(0, 301)
                            .mapToObj(i -> Double.toString(i % 5 / 4.0))
                            .toList());

    @TempDir
    Path folder;

    @Test
    void standardIsTheWeightedMeanAndThePopulationDeviation() {
        try (TrainingData data = load(TABLE, "weight: w, scale: standard, scaleLabel: standard")) {
            for (int column = 0; column < 4; column++) {
                double mean = weighted(column, 0, 1);
                double deviation = Math.sqrt(weighted(column, mean, 2));
                Scaling scaling = column < 3 ? data.inputScaling() : data.labelScaling();
                assertEquals(mean, scaling.mean()[column % 3], 1e-13);
                assertEquals(deviation, scaling.scale()[column % 3], 1e-13 * deviation);
            }
        }
    }

    @Test
    void minmaxIsFromTheSmallestToTheLargestOfRowsThatCount() {
        try (TrainingData data = load(TABLE, "weight: w, scale: minmax")) {
            for (int column = 0; column < 3; column++) {
                int at = column;
                double[] counting = IntStream.range(0, 301)
                        .filter(row -> TABLE.number(row, 4) > 0)
                        .mapToDouble(row -> TABLE.number(row, at))
                        .sorted()
                        .toArray();
                double range = counting[counting.length - 1] - counting[0];
                assertEquals(counting[0], data.inputScaling().mean()[column]);
                assertEquals(range, data.inputScaling().scale()[column]);
            }
            assertArrayEquals(Scaling.none(1).mean(), data.labelScaling().mean());
            assertArrayEquals(Scaling.none(1).scale(), data.labelScaling().scale());
        }
    }

    @Test
    void packedValuesAreScaledInDouble() {
        Table table = Table.of("a,b,y", "16777217,0.1,1", "16777219,0.2,2", "16777221,0.4,3");
        try (TrainingData data = load(table, "scale: standard, scaleLabel: standard")) {
            for (int column = 0; column < 3; column++) {
                Scaling scaling = column < 2 ? data.inputScaling() : data.labelScaling();
                List<Float> expected = new ArrayList<>();
                for (int row = 0; row < 3; row++) {
                    expected.add((float)
                            ((table.number(row, column) - scaling.mean()[column % 2]) / scaling.scale()[column % 2]));
                }
                List<Float> packed = new ArrayList<>();
                for (float value : Loaded.column(data.train(), column)) {
                    packed.add(value);
                }
                assertEquals(
                        expected.stream().sorted().toList(),
                        packed.stream().sorted().toList());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "minmax"})
    void aConstantFeatureIsExactlyZero(String scale) {
        List<String> third = Collections.nCopies(301, "0.1");
        Table table = new Table(List.of("y"), TABLE.select("y").rows())
                .with("a", third)
                .with("b", Collections.nCopies(301, "-3e30"))
                .with("c", TABLE.column("x0"))
                .with("w", TABLE.column("w"));
        try (TrainingData data = load(table, "weight: w, scale: " + scale)) {
            assertArrayEquals(new float[301], Loaded.column(data.train(), 0));
            assertArrayEquals(new float[301], Loaded.column(data.train(), 1));
            assertArrayEquals(new double[] {0.1, -3e30}, new double[] {
                data.inputScaling().mean()[0], data.inputScaling().mean()[1]
            });
            assertEquals(1, data.inputScaling().scale()[0]);
        }
    }

    @Test
    void aDivisorIsTheSameForAllNumbers() {
        Table table = Table.of("a,b,c,y", "0,51,u,1", "255,102,v,2", "25.5,0,u,3");
        try (TrainingData data = load(table, "divideBy: 255, categorical: c")) {
            assertEquals(
                    Set.of(List.of(0f, 0.2f, 1f, 0f, 1f), List.of(1f, 0.4f, 0f, 1f, 2f), List.of(0.1f, 0f, 1f, 0f, 3f)),
                    Set.copyOf(Loaded.rows(data.train())));
        }
    }

    @Test
    void theNumberOfPartitionsChangesNoBit() {
        Path file = TABLE.csv(folder.resolve("a.csv"));
        String plan = "data: {train: " + file + ", label: y, weight: w}\nloss: mse\ntraining: {shards: 7}";
        List<List<Double>> found = new ArrayList<>();
        for (int slots : new int[] {1, 3, 7}) {
            try (TrainingData data = LocalSpark.onSlots(slots, () -> Loaded.data(plan))) {
                List<Double> numbers = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    numbers.add(data.inputScaling().mean()[i]);
                    numbers.add(data.inputScaling().scale()[i]);
                }
                found.add(numbers);
            }
        }
        assertEquals(found.get(0), found.get(1));
        assertEquals(found.get(0), found.get(2));
    }

    @Test
    void validationAndTestRowsAreScaledAsTheTrainingRowsWere() {
        Path other = Table.of("x0,x1,x2,y", "10,-20,0,1").csv(folder.resolve("other.csv"));
        try (TrainingData data =
                load(TABLE.select("x0", "x1", "x2", "y"), "validation: " + other + ", test: " + other)) {
            for (ShardedRows rows :
                    List.of(data.validation().orElseThrow(), data.test().orElseThrow())) {
                assertEquals(
                        List.of(
                                data.inputScaling().apply(10, 0),
                                data.inputScaling().apply(-20, 1),
                                data.inputScaling().apply(0, 2),
                                1f),
                        Loaded.rows(rows).get(0));
            }
        }
    }

    private TrainingData load(Table table, String keys) {
        Path file = table.csv(folder.resolve("a.csv"));
        return Loaded.data("data: {train: " + file + ", label: y, " + keys + "}\nloss: mse");
    }

    /** Σw·(x − centre)^power / Σw over the table. */
    private static double weighted(int column, double centre, int power) {
        double sum = 0;
        double weights = 0;
        for (int row = 0; row < TABLE.rows().size(); row++) {
            sum += TABLE.number(row, 4) * Math.pow(TABLE.number(row, column) - centre, power);
            weights += TABLE.number(row, 4);
        }
        return sum / weights;
    }
}
