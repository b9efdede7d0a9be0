package dev.lockstep.spark.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.KeyMarks;
import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.DataException;
import dev.lockstep.data.RawRow;
import dev.lockstep.math.Hash;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        // rows, fraction, held out
        "2, 0.001, 1",
        "40, 0.001, 1",
        "40, 0.999, 39",
        "3, 0.5, 2",
        "1000, 0.2, 200",
    })
    void equalRowsAreDividedByCount(int rows, double fraction, int held) {
        Table equal = new Table(
                TABLE.columns(), Collections.nCopies(rows, TABLE.rows().get(0)));
        try (TrainingData data = load(equal, fraction, NUMBERS, 2)) {
            assertEquals(held, data.validation().orElseThrow().rows());
            assertEquals(rows - held, data.train().rows());
            assertEquals(
                    List.of("data.validation.fraction divides groups of equal rows, of " + rows
                            + " rows in total, so validation has copies of training rows"),
                    plain(data.notes()));
        }
    }

    /** XOR: two classes of two different rows each. */
    @Test
    void everyClassIsOnBothSidesWhateverRowsAreEqual() {
        List<List<String>> rows = new ArrayList<>();
        for (List<String> row :
                Table.of("a,b,y", "0,0,0", "0,1,1", "1,0,1", "1,1,0").rows()) {
            rows.addAll(Collections.nCopies(50, row));
        }
        Table xor = new Table(List.of("a", "b", "y"), rows);
        try (TrainingData data = load(xor, 0.2, CLASSES, 2)) {
            float[] held = Loaded.column(data.validation().orElseThrow(), 2);
            float[] trained = Loaded.column(data.train(), 2);
            for (int label = 0; label < 2; label++) {
                assertEquals(20, count(held, label));
                assertEquals(80, count(trained, label));
            }
            assertEquals(1, plain(data.notes()).size());
        }
    }

    /** Eight answer patterns of unequal size: a tenth is a tenth, give or take a tenth of it. */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.1, 0.5, 0.9})
    void fewPatternsGiveTheirShare(double fraction) {
        List<List<String>> rows = new ArrayList<>();
        for (int pattern = 0; pattern < 8; pattern++) {
            List<String> row = List.of("" + (pattern & 1), "" + (pattern >> 1 & 1), "" + (pattern >> 2));
            rows.addAll(Collections.nCopies(40 + 30 * pattern, row));
        }
        try (TrainingData data = load(new Table(List.of("a", "b", "y"), rows).shuffled(3), fraction, NUMBERS, 2)) {
            double wanted = fraction * rows.size();
            assertEquals(wanted, data.validation().orElseThrow().rows(), 0.1 * wanted);
            assertEquals(
                    rows.size(), data.train().rows() + data.validation().get().rows());
        }
    }

    @Test
    void theOnlyRowOfAClassIsTrainedOn() {
        List<List<String>> rows = new ArrayList<>(TABLE.rows().subList(0, 20));
        rows.add(List.of("1", "2", "3", "7"));
        try (TrainingData data = load(new Table(TABLE.columns(), rows), 0.5, CLASSES, 2)) {
            assertEquals(1, count(Loaded.column(data.train(), 3), 3));
            assertEquals(
                    List.of("data.validation.fraction: no row is held out of class 7, which has one row"),
                    plain(data.notes()));
        }
    }

    @Test
    void ofEachClassOneRowLeavesNothingToHoldOut() {
        Table table = Table.of("a,y", "1,0", "2,1", "3,2");
        DataException refused = assertThrows(DataException.class, () -> load(table, 0.5, CLASSES, 2));
        assertEquals(
                "data.validation.fraction 0.5 of 3 rows, one of each class, leaves none for validation; add rows, or"
                        + " use other rows as data.validation.path",
                refused.getMessage());
    }

    /** As they always were: the smallest mixed hashes of each class. */
    @Test
    void differentRowsAreHeldOutBySmallestHash() {
        try (TrainingData data = load(TABLE, 0.2, NUMBERS, 2)) {
            List<List<Float>> byHash = TABLE.rows().stream()
                    .sorted((left, right) -> Long.compareUnsigned(mixed(left), mixed(right)))
                    .map(row -> row.stream().map(Float::valueOf).toList())
                    .toList();
            assertEquals(
                    new HashSet<>(byHash.subList(0, 200)),
                    new HashSet<>(Loaded.rows(data.validation().orElseThrow())));
        }
    }

    private static long mixed(List<String> row) {
        double[] numbers = Stream.concat(row.stream(), Stream.of("1"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        byte[] canonical = CanonicalRow.of(RawRow.of(numbers, row.size() - 1), row.size() - 1, 0);
        return Hash.mix(CanonicalRow.hash(canonical) ^ 0x686F6C642D6F7574L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void dividedGroupsDoNotDependOnFilesAndPartitions(int files) {
        List<List<String>> rows = new ArrayList<>(TABLE.rows().subList(0, 50));
        rows.addAll(Collections.nCopies(300, TABLE.rows().get(60)));
        rows.addAll(Collections.nCopies(200, TABLE.rows().get(69)));
        Table table = new Table(TABLE.columns(), rows);
        try (TrainingData data = load(table, 0.3, CLASSES, 1);
                TrainingData other = load(
                        "{path: " + table.shuffled(files).csv(folder.resolve("many"), files) + ", format: csv}",
                        0.3,
                        CLASSES,
                        files)) {
            assertEquals(1, plain(data.notes()).size());
            assertEquals(data.notes(), other.notes());
            assertArrayEquals(data.train().fingerprints(), other.train().fingerprints());
            assertArrayEquals(
                    data.validation().orElseThrow().fingerprints(),
                    other.validation().orElseThrow().fingerprints());
        }
    }

    /** Different rows whose hashes are one are told apart by their content. */
    @Test
    void equalHashesAreTiesThatContentBreaks() {
        List<byte[]> rows = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            byte[] row = CanonicalRow.of(RawRow.of(new double[] {i, 0, 1}, 1), 1, 0);
            Arrays.fill(row, 0, Long.BYTES, (byte) 3);
            rows.add(row);
        }
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
        JavaRDD<byte[]> all = context.parallelize(rows, 3);
        HoldOut holdOut = HoldOut.choose(all, 0.3, 1, HoldOut.Part.VALIDATION);
        rows.sort(CanonicalRow::compare);
        assertEquals(texts(rows.subList(0, 3)), texts(holdOut.held(all).collect()));
        assertEquals(texts(rows.subList(3, 10)), texts(holdOut.others(all).collect()));
    }

    private static Set<String> texts(List<byte[]> rows) {
        return rows.stream().map(Arrays::toString).collect(Collectors.toSet());
    }

    /** Half of eight rows are held out, and one of the eight has weight: so one side has none. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "standard"})
    void bothSidesMustHaveWeight(String scale) {
        Set<String> refusals = new HashSet<>();
        for (int heavy = 0; heavy < 8; heavy++) {
            int at = heavy;
            Path file = new Table(TABLE.columns(), TABLE.rows().subList(0, 8))
                    .with(
                            "w",
                            IntStream.range(0, 8)
                                    .mapToObj(i -> i == at ? "1" : "0")
                                    .toList())
                    .csv(folder.resolve("a.csv"));
            String plan = "data: {train: " + file + ", label: y, weight: w, scale: " + scale
                    + ", validation: {fraction: 0.5}}\n" + NUMBERS;
            refusals.add(
                    assertThrows(DataException.class, () -> Loaded.data(plan).close())
                            .getMessage());
        }
        assertEquals(
                Set.of(
                        "data.validation.fraction leaves only rows of weight 0 for training",
                        "data.validation.fraction leaves only rows of weight 0 for validation"),
                refusals);
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

    private static List<String> plain(List<String> notes) {
        return notes.stream().map(KeyMarks::plain).toList();
    }
}
