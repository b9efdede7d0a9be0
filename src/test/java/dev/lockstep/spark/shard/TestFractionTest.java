package dev.lockstep.spark.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.KeyMarks;
import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.RawRow;
import dev.lockstep.math.Hash;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows held out for the test are chosen first, by content, and apart from those for validation. */
class TestFractionTest {

    /** 600, 300 and 100 rows of three classes, all different. */
    private static final Table TABLE = Table.clusters(1000, 2, 1)
            .select("x0", "x1")
            .with(
                    "y",
                    IntStream.range(0, 1000)
                            .mapToObj(i -> i % 10 < 6 ? "0" : i % 10 < 9 ? "1" : "2")
                            .toList());

    private static final String CLASSES = "loss: cross_entropy";
    private static final String NUMBERS = "loss: mse";
    private static final String BOTH = "test: {fraction: 0.25}, validation: {fraction: 0.2}";

    @TempDir
    Path folder;

    /** The definition, by hand: the smallest hashes under each part's salt, validation's among the rows left. */
    @Test
    void theSmallestHashesAreForTheTestAndThenOfTheRestForValidation() {
        List<List<String>> byHash = sorted(TABLE.rows(), 0x7465737420726F77L);
        List<List<String>> rest = sorted(byHash.subList(250, 1000), 0x686F6C642D6F7574L);
        try (TrainingData data = load(TABLE, BOTH, NUMBERS, 2)) {
            assertEquals(numbers(byHash.subList(0, 250)), rows(data.test().orElseThrow()));
            assertEquals(numbers(rest.subList(0, 150)), rows(data.validation().orElseThrow()));
            assertEquals(numbers(rest.subList(150, 750)), rows(data.train()));
        }
    }

    private static List<List<String>> sorted(List<List<String>> rows, long salt) {
        return rows.stream()
                .sorted((left, right) -> Long.compareUnsigned(mixed(left, salt), mixed(right, salt)))
                .toList();
    }

    private static long mixed(List<String> row, long salt) {
        double[] numbers = Stream.concat(row.stream(), Stream.of("1"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return Hash.mix(CanonicalRow.hash(CanonicalRow.of(RawRow.of(numbers, 2), 2, 0)) ^ salt);
    }

    @Test
    void everyClassGivesItsShareToBoth() {
        try (TrainingData data = load(TABLE, BOTH, CLASSES, 2)) {
            float[] test = Loaded.column(data.test().orElseThrow(), 2);
            float[] validation = Loaded.column(data.validation().orElseThrow(), 2);
            int[] ofClass = {600, 300, 100};
            for (int label = 0; label < 3; label++) {
                assertEquals(ofClass[label] / 4, count(test, label));
                assertEquals(ofClass[label] * 3 / 20, count(validation, label));
            }
            Set<List<Float>> all = rows(data.train());
            all.addAll(rows(data.validation().get()));
            all.addAll(rows(data.test().get()));
            assertEquals(numbers(TABLE.rows()), all);
            assertEquals(1000, data.train().rows() + validation.length + test.length);
        }
    }

    /** A fifth of a fifth of 1000 rows would be in both by chance: 40, with a standard deviation of 5. */
    @Tag("full")
    @Test
    void thePartsAreIndependent() {
        try (TrainingData tested = load(TABLE, "test: {fraction: 0.2}", NUMBERS, 2);
                TrainingData validated = load(TABLE, "validation: {fraction: 0.2}", NUMBERS, 2)) {
            Set<List<Float>> inBoth = rows(tested.test().orElseThrow());
            inBoth.retainAll(rows(validated.validation().orElseThrow()));
            assertTrue(inBoth.size() > 20 && inBoth.size() < 60, inBoth.size() + " of 200");
        }
    }

    /** The rows that the test leaves, alone in a file, give the same validation rows and the same shards. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"{fraction: 0.3}", "source"})
    void trainingIsAsIfTheTestRowsHadNeverBeenThere(String validation) {
        Path other = TABLE.shuffled(5).csv(folder.resolve("other.csv"));
        String keys = "validation: " + validation.replace("source", other.toString());
        List<List<String>> byHash = sorted(TABLE.rows(), 0x7465737420726F77L);
        Table rest = new Table(TABLE.columns(), byHash.subList(100, 1000));
        Path test = new Table(TABLE.columns(), byHash.subList(0, 100)).csv(folder.resolve("test.csv"));
        try (TrainingData whole = load(TABLE, "test: {fraction: 0.1}, " + keys, NUMBERS, 2);
                TrainingData apart = load(rest, "test: " + test + ", " + keys, NUMBERS, 2)) {
            assertEqualBits(apart, whole);
            assertEquals(
                    apart.validation().map(ShardedRows::rows),
                    whole.validation().map(ShardedRows::rows));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void filesAndPartitionsDoNotMatterEvenIfGroupsOfEqualRowsAreDivided(int files) {
        List<List<String>> rows = new ArrayList<>(TABLE.rows().subList(0, 50));
        rows.addAll(Collections.nCopies(300, TABLE.rows().get(60)));
        rows.addAll(Collections.nCopies(200, TABLE.rows().get(69)));
        Table table = new Table(TABLE.columns(), rows);
        Path many = table.shuffled(files).csv(folder.resolve("many"), files);
        try (TrainingData data = load(table, BOTH, CLASSES, 1);
                TrainingData other = load("{path: " + many + ", format: csv}", BOTH, CLASSES, files)) {
            assertEqualBits(data, other);
            assertEquals(data.notes(), other.notes());
            assertEquals(
                    rows.size(),
                    data.train().rows()
                            + data.validation().orElseThrow().rows()
                            + data.test().orElseThrow().rows());
            assertEquals(0.25 * rows.size(), (double) data.test().get().rows(), 2);
            List<String> notes =
                    data.notes().stream().map(KeyMarks::plain).sorted().toList();
            assertEquals(
                    "data.test.fraction divides groups of equal rows, of 500 rows in total, so test has copies of training"
                            + " rows",
                    notes.get(0));
            assertTrue(notes.get(1).startsWith("data.validation.fraction divides groups of equal rows, of "));
            assertEquals(2, notes.size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | false | training   | data.test.fraction leaves",
                "false | true  | training   | data.validation.fraction leaves",
                "true  | true  | training   | data.test.fraction and data.validation.fraction leave",
                "true  | true  | validation | data.test.fraction and data.validation.fraction leave",
                "true  | true  | test       | data.test.fraction leaves",
            })
    void everyUseMustHaveWeight(boolean test, boolean validation, String use, String refusal) {
        Split split = new Split(
                null,
                Optional.of(new HoldOut(HoldOut.Part.TEST, null, false, null)).filter(any -> test),
                null,
                Optional.of(new HoldOut(HoldOut.Part.VALIDATION, null, false, null))
                        .filter(any -> validation),
                null);
        assertEquals(
                refusal + " only rows of weight 0 for " + use,
                split.weightless(use).getMessage());
    }

    private static void assertEqualBits(TrainingData one, TrainingData other) {
        assertArrayEquals(one.train().fingerprints(), other.train().fingerprints());
        assertArrayEquals(
                one.test().orElseThrow().fingerprints(),
                other.test().orElseThrow().fingerprints());
        if (one.validation().isPresent()) {
            assertArrayEquals(
                    one.validation().get().fingerprints(),
                    other.validation().orElseThrow().fingerprints());
        }
    }

    private TrainingData load(Table table, String keys, String loss, int slots) {
        return load(table.csv(folder.resolve("a.csv")).toString(), keys, loss, slots);
    }

    private static TrainingData load(String source, String keys, String loss, int slots) {
        String plan = "data: {train: " + source + ", label: y, scale: none, " + keys + "}\n" + loss;
        return LocalSpark.onSlots(slots, () -> Loaded.data(plan));
    }

    private static Set<List<Float>> rows(ShardedRows rows) {
        return new HashSet<>(Loaded.rows(rows));
    }

    private static Set<List<Float>> numbers(List<List<String>> rows) {
        Set<List<Float>> numbers = new HashSet<>();
        rows.forEach(row -> numbers.add(row.stream().map(Float::valueOf).toList()));
        return numbers;
    }

    private static long count(float[] values, float wanted) {
        return IntStream.range(0, values.length)
                .filter(i -> values[i] == wanted)
                .count();
    }
}
