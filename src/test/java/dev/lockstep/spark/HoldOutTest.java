package dev.lockstep.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.DataException;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows held out for validation are chosen by their content. */
class HoldOutTest {

    /** 600, 300 and 100 rows of three classes, all different. */
    private static final Table TABLE = Table.clusters(1000, 3, 1)
            .select("x0", "x1", "x2")
            .with(
                    "y",
                    IntStream.range(0, 1000)
                            .mapToObj(i -> i % 10 < 6 ? "0" : i % 10 < 9 ? "1" : "2")
                            .toList());

    private static final String CLASSES = "loss: cross_entropy";
    private static final String NUMBERS = "loss: mse";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.25, 0.333, 0.9})
    void everyClassGivesItsShare(double fraction) {
        try (TrainingData data = load(TABLE, fraction, CLASSES, 2)) {
            float[] classes = Loaded.column(data.validation().orElseThrow(), 3);
            for (int label = 0; label < 3; label++) {
                double share = fraction * new int[] {600, 300, 100}[label];
                assertTrue(Math.abs(count(classes, label) - share) <= 1, label + ": " + count(classes, label));
            }
        }
    }

    @Test
    void withoutClassesTheWholeGivesItsShare() {
        try (TrainingData data = load(TABLE, 0.123, NUMBERS, 2)) {
            assertEquals(123, data.validation().orElseThrow().rows());
            assertEquals(877, data.train().rows());
        }
    }

    @Test
    void everyRowIsOnOneSide() {
        try (TrainingData data = load(TABLE, 0.25, CLASSES, 2)) {
            List<List<Float>> both = Stream.concat(
                            Loaded.rows(data.train()).stream(),
                            Loaded.rows(data.validation().orElseThrow()).stream())
                    .toList();
            List<List<Float>> all = TABLE.rows().stream()
                    .map(row -> row.stream().map(Float::valueOf).toList())
                    .toList();
            assertEquals(1000, both.size());
            assertEquals(new HashSet<>(all), new HashSet<>(both));
            assertEquals(1000, new HashSet<>(both).size());
        }
    }

    @Test
    void equalRowsFallOnOneSide() {
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < 200; row++) {
            rows.addAll(Collections.nCopies(1 + row % 5, TABLE.rows().get(row)));
        }
        try (TrainingData data = load(new Table(TABLE.columns(), rows).shuffled(1), 0.3, CLASSES, 2)) {
            Set<List<Float>> train = new HashSet<>(Loaded.rows(data.train()));
            Set<List<Float>> validation =
                    new HashSet<>(Loaded.rows(data.validation().orElseThrow()));
            assertEquals(200, train.size() + validation.size());
            assertTrue(Collections.disjoint(train, validation));
            assertEquals(
                    rows.size(), data.train().rows() + data.validation().get().rows());
            assertEquals(0.3 * rows.size(), (double) data.validation().get().rows(), 3 * 4 + 1);
        }
    }

    @Test
    void filesAndPartitionsDoNotMatter() {
        long[] train;
        long[] validation;
        try (TrainingData data = load(TABLE, 0.2, CLASSES, 1)) {
            train = data.train().fingerprints();
            validation = data.validation().orElseThrow().fingerprints();
        }
        Path many = TABLE.shuffled(9).csv(folder.resolve("many"), 7);
        String source = "{path: " + many + ", format: csv}";
        try (TrainingData data = load(source, 0.2, CLASSES, 5)) {
            assertArrayEquals(train, data.train().fingerprints());
            assertArrayEquals(validation, data.validation().orElseThrow().fingerprints());
        }
    }

    @Test
    void whatIsHeldOutDependsOnTheContentAlone() {
        Table half = new Table(TABLE.columns(), TABLE.rows().subList(0, 500));
        try (TrainingData all = load(TABLE, 0.2, NUMBERS, 2);
                TrainingData some = load(half, 0.2, NUMBERS, 2)) {
            Set<List<Float>> ofAll = new HashSet<>(Loaded.rows(all.validation().orElseThrow()));
            Set<List<Float>> ofSome =
                    new HashSet<>(Loaded.rows(some.validation().orElseThrow()));
            // Thresholds differ a little with the rows, by chance; who is below the lower one is held out in both.
            List<List<Float>> inBoth = ofSome.stream().filter(ofAll::contains).toList();
            assertTrue(inBoth.size() > 85, inBoth.size() + " of 100");
        }
    }

    @Test
    void scalingIsFittedToTheRowsThatStay() {
        String file = TABLE.csv(folder.resolve("a.csv")).toString();
        try (TrainingData data = Loaded.data("data: {train: " + file
                + ", label: y, validation: {fraction: 0.5}, scale: minmax}\nloss: cross_entropy")) {
            float[] column = Loaded.column(data.train(), 0);
            assertEquals(
                    0,
                    IntStream.range(0, column.length)
                            .mapToDouble(i -> column[i])
                            .min()
                            .orElseThrow());
            assertEquals(
                    1,
                    IntStream.range(0, column.length)
                            .mapToDouble(i -> column[i])
                            .max()
                            .orElseThrow());
        }
    }

    @Test
    void someRowsMustStay() {
        Table one = Table.of("a,y", "1,2", "1,2", "1,2");
        DataException refused = assertThrows(DataException.class, () -> load(one, 0.5, NUMBERS, 2));
        assertEquals(
                "data.validation.fraction 0.5 of 3 rows leaves none to train on; give a smaller fraction, or other rows"
                        + " as data.validation.path",
                refused.getMessage());
    }

    /** Three of four rows are held out, and one of the four has weight. */
    @Test
    void someWeightMustStay() {
        int refused = 0;
        for (int heavy = 0; heavy < 4; heavy++) {
            int at = heavy;
            Path file = new Table(TABLE.columns(), TABLE.rows().subList(0, 4))
                    .with(
                            "w",
                            IntStream.range(0, 4)
                                    .mapToObj(i -> i == at ? "1" : "0")
                                    .toList())
                    .csv(folder.resolve("a.csv"));
            String plan = "data: {train: " + file + ", label: y, weight: w, validation: {fraction: 0.75}}\n" + NUMBERS;
            try {
                Loaded.data(plan).close();
            } catch (DataException e) {
                assertEquals("data.validation.fraction leaves only rows of weight 0 to train on", e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 0, "the row with weight was never held out");
    }

    @ParameterizedTest
    @ValueSource(strings = {CLASSES, NUMBERS})
    void someRowsMustBeHeldOut(String loss) {
        Table some = new Table(TABLE.columns(), TABLE.rows().subList(0, 40));
        DataException refused = assertThrows(DataException.class, () -> load(some, 0.001, loss, 2));
        assertEquals(
                "data.validation.fraction 0.001 of 40 rows leaves none to validate with; give a larger fraction, or other"
                        + " rows as data.validation.path",
                refused.getMessage());
    }

    private TrainingData load(Table table, double fraction, String loss, int slots) {
        return load(table.csv(folder.resolve("a.csv")).toString(), fraction, loss, slots);
    }

    private static TrainingData load(String source, double fraction, String loss, int slots) {
        String plan = "data: {train: " + source + ", label: y, scale: none, validation: {fraction: " + fraction + "}}\n"
                + loss;
        return LocalSpark.onSlots(slots, () -> Loaded.data(plan));
    }

    private static long count(float[] values, float wanted) {
        return IntStream.range(0, values.length)
                .filter(i -> values[i] == wanted)
                .count();
    }
}
