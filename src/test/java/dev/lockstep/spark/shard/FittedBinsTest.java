package dev.lockstep.spark.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.DataException;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.column.Bins;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bins are what their definition says, computed here from sorted columns. */
class FittedBinsTest {

    private static final int ROWS = 1201;
    private static final List<String> FEATURES =
            List.of("normal", "gain", "two", "rare", "constant", "huge", "gaps", "steps", "signs");
    private static final Table TABLE = Table.clusters(ROWS, 1, 3)
            .select("y")
            .with("normal", Table.clusters(ROWS, 1, 3).column("x0"))
            .with("gain", cells(row -> row % 11 == 0 ? Integer.toString(row * 7 % 999 + 1) : "0"))
            .with("two", cells(row -> row % 3 == 0 ? "2.5" : "-1"))
            .with("rare", cells(row -> row == 77 ? "1" : "0"))
            .with("constant", Collections.nCopies(ROWS, "0.1"))
            .with("huge", cells(row -> row % 2 == 0 ? row + "e30" : "-" + row + "e-310"))
            .with("gaps", cells(row -> row % 4 == 0 ? "" : Integer.toString(row % 57)))
            .with("steps", cells(row -> Integer.toString(row % 7 * (row % 13 == 0 ? 3 : 1))))
            .with("signs", cells(row -> List.of("0", "-0.0", "1", "-1e-320", "5e30")
                    .get(row % 5)))
            .with("w", cells(row -> Integer.toString(row % 6)));

    @TempDir
    Path folder;

    private static List<String> cells(IntFunction<String> cell) {
        return IntStream.range(0, ROWS).mapToObj(cell).toList();
    }

    private TrainingData load(String encode) {
        return load(encode, "dense");
    }

    private TrainingData load(String encode, String storage) {
        Path file = TABLE.csv(folder.resolve("a.csv"));
        return Loaded.data("data: {train: " + file + ", label: y, features: " + FEATURES
                + ", weight: w, missing: mean, storage: " + storage + ", encode: {piecewise_linear: " + encode
                + "}}\nloss: mse\ntraining: {shards: 16}");
    }

    private static double[] sorted(String column) {
        List<String> cells = TABLE.column(column);
        return IntStream.range(0, ROWS)
                .filter(row -> row % 6 != 0 && !cells.get(row).isEmpty())
                .mapToDouble(row -> Double.parseDouble(cells.get(row)) + 0.0)
                .sorted()
                .toArray();
    }

    /** The definition, word by word. */
    private static double[] edges(double[] sorted, int most) {
        int n = sorted.length;
        Map<Double, Long> counts = Arrays.stream(sorted)
                .boxed()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        TreeSet<Double> edges = new TreeSet<>(List.of(sorted[0], sorted[n - 1]));
        List<Double> heavy = counts.keySet().stream()
                .filter(value -> counts.get(value) > (double) n / most)
                .toList();
        edges.addAll(heavy);
        double[] others = Arrays.stream(sorted).filter(x -> !heavy.contains(x)).toArray();
        int parts = Math.max(1, most - heavy.size());
        for (int i = 1; i < parts && others.length > 0; i++) {
            edges.add(others[(int) Math.ceil((double) i * others.length / parts) - 1]);
        }
        return edges.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 16, 64, 1000})
    void edgesAreThoseOfTheDefinition(int most) {
        try (TrainingData data = load("{bins: " + most + "}")) {
            InputEncoding encoding = data.encoder().encoding();
            for (int i = 0; i < FEATURES.size(); i++) {
                double[] values = sorted(FEATURES.get(i));
                Bins bins = encoding.bins(i);
                assertArrayEquals(edges(values, most), bins.edges(), FEATURES.get(i));
                long distinct = Arrays.stream(values).distinct().count();
                assertEquals(distinct > 2, bins.hasValue(), FEATURES.get(i));
                assertEquals(FEATURES.get(i).equals("gaps"), bins.hasMissing());
            }
        }
    }

    /** Without the rule of heavy values, all quantiles of the column would be 0. */
    @Test
    void aColumnThatIsMostlyZeroKeepsItsBins() {
        try (TrainingData data = load("{}")) {
            Bins gain = data.encoder().encoding().bins(FEATURES.indexOf("gain"));
            assertEquals(15, gain.count());
            assertEquals(0, gain.edges()[0]);
        }
    }

    @Test
    void inputsAreNamedAndTwoValuesGiveOneThatIsNotScaled() {
        try (TrainingData data = load("{bins: 2, columns: [two, gaps, constant]}")) {
            assertEquals(
                    List.of(
                            "normal",
                            "gain",
                            "two:-1..2.5",
                            "rare",
                            "huge",
                            "gaps",
                            "gaps:0..28",
                            "gaps:28..56",
                            "gaps:missing",
                            "steps",
                            "signs"),
                    data.features());
            assertNull(data.encoder().encoding().bins(0));
            float[] two = Loaded.column(data.train(), 2);
            for (float value : two) {
                assertTrue(value == 0f || value == 1f);
            }
            float[] gaps = Loaded.column(data.train(), 5);
            float[] first = Loaded.column(data.train(), 6);
            float[] second = Loaded.column(data.train(), 7);
            float[] missing = Loaded.column(data.train(), 8);
            double mean = data.inputScaling().mean()[5];
            double scale = data.inputScaling().scale()[5];
            int absent = 0;
            for (int row = 0; row < ROWS; row++) {
                absent += (int) missing[row];
                if (missing[row] == 1) {
                    assertEquals(List.of(0f, 0f, 0f), List.of(first[row], second[row], Math.abs(gaps[row])));
                } else {
                    double x = Math.rint(gaps[row] * scale + mean);
                    assertEquals((float) Math.min(1, x / 28), first[row]);
                    assertEquals((float) Math.max(0, (x - 28) / 28), second[row]);
                }
            }
            assertEquals(TABLE.column("gaps").stream().filter(String::isEmpty).count(), absent);
        }
    }

    @Test
    void theNumberOfPartitionsChangesNoBit() {
        long[] first = null;
        for (int slots : new int[] {1, 3, 16}) {
            long[] found = LocalSpark.onSlots(slots, () -> {
                try (TrainingData data = load("{bins: 9}")) {
                    return data.train().fingerprints();
                }
            });
            first = first == null ? found : first;
            assertArrayEquals(first, found);
        }
    }

    @Test
    void sparseRowsHaveTheSameInputs() {
        String encode = "{bins: 4, columns: [gain, two, gaps, signs]}";
        try (TrainingData dense = load(encode);
                TrainingData sparse = load(encode, "sparse")) {
            assertFalse(dense.sparse());
            assertTrue(sparse.sparse());
            for (int input = 0; input < dense.features().size(); input++) {
                float[] expected = Loaded.column(dense.train(), input);
                float[] found = Loaded.column(sparse.train(), input);
                double centre = sparse.inputScaling().centre(input);
                for (int row = 0; row < ROWS; row++) {
                    assertEquals(expected[row], found[row] - centre, 1e-6 * Math.max(1, Math.abs(expected[row])));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[c] | data.encode.piecewise_linear.columns must name columns of numbers of data.features but has c",
                "[y] | data.encode.piecewise_linear.columns must name columns of numbers of data.features but has y",
                "[aa] | data.encode.piecewise_linear.columns: unknown column \"aa\"; did you mean a?"
            })
    void columnsThatAreNoNumbersAreRefused(String columns, String message) {
        Path file = Table.of("a,c,y", "1,u,1", "2,v,2", "3,v,2").csv(folder.resolve("b.csv"));
        String found = assertThrows(
                        DataException.class,
                        () -> Loaded.data("data: {train: " + file + ", label: y, categorical: [c],"
                                + " encode: {piecewise_linear: {columns: " + columns + "}}}\nloss: mse"))
                .getMessage()
                .replace("`", "");
        assertTrue(found.contains(message), found);
    }

    @Test
    void columnsThatAreAllConstantLeaveNoInputs() {
        Path file = Table.of("a,y", "1,1", "1,2").csv(folder.resolve("b.csv"));
        String plan = "data: {train: " + file + ", label: y, encode: piecewise_linear}\nloss: mse";
        assertEquals(
                "data.encode: the network has no inputs, because all columns are constant",
                assertThrows(DataException.class, () -> Loaded.data(plan))
                        .getMessage()
                        .replace("`", ""));
    }
}
