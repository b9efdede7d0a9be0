package dev.lockstep.spark.shard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Golden;
import dev.lockstep.data.DataException;
import dev.lockstep.format.TableDescription;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Table;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hashed category selects the input of scikit-learn's hash of its text, and needs no set of categories. */
class HashedCategoriesTest {

    private static final Map<String, Long> HASHES = Golden.cases("murmur3.json").stream()
            .collect(Collectors.toMap(golden -> golden.text("text"), golden -> (long) golden.number("hash")));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {7, 1000})
    void theInputIsTheHashModuloTheirNumber(int places) {
        List<String> texts = List.of("a", "ab", "abcde", "Zürich", "東京", "😀", "red");
        Table table = new Table(
                List.of("c", "y"),
                IntStream.range(0, texts.size())
                        .mapToObj(row -> List.of(texts.get(row), Integer.toString(row)))
                        .toList());
        try (TrainingData data = load(table, "categorical: {columns: [c], hash: " + places + "}")) {
            assertEquals(places, data.features().size());
            assertEquals("c#1", data.features().get(1));
            for (List<Float> row : Loaded.rows(data.train())) {
                long place = HASHES.get(texts.get(row.get(places).intValue())) % places;
                assertEquals(oneHot(place, places), row.subList(0, places));
            }
        }
    }

    private static List<Float> oneHot(long place, int places) {
        return IntStream.range(0, places).mapToObj(i -> i == place ? 1f : 0f).toList();
    }

    /** Numbers and booleans have their canonical text, without a look at other rows. */
    @Test
    void numbersAndBooleansAreHashedByValue() {
        List<String> cells = List.of("7", "007", "7.0", "0.10", "-1.2e1", "TRUE", "abc", "red");
        List<String> texts = List.of("7", "7", "7", "0.1", "-12", "true", "abc", "red");
        Table table = new Table(
                List.of("c", "y"),
                IntStream.range(0, cells.size())
                        .mapToObj(row -> List.of(cells.get(row), Integer.toString(row)))
                        .toList());
        try (TrainingData data = load(table, "categorical: {columns: c, hash: 1000}")) {
            for (List<Float> row : Loaded.rows(data.train())) {
                long place = HASHES.get(texts.get(row.get(1000).intValue())) % 1000;
                assertEquals(oneHot(place, 1000), row.subList(0, 1000));
            }
        }
    }

    @Test
    void theFormatDoesNotMatter() {
        Table table = Table.of("c,d,y", "7,true,0", "0.1,false,1", "-12,true,2");
        String keys = "categorical: {columns: [c, d], hash: 50}";
        String parquet = folder.resolve("typed").toString();
        LocalSpark.session()
                .createDataFrame(
                        List.of(
                                RowFactory.create(7.0, true, 0),
                                RowFactory.create(0.1, false, 1),
                                RowFactory.create(-12.0, true, 2)),
                        org.apache.spark.sql.types.StructType.fromDDL("c DOUBLE, d BOOLEAN, y INT"))
                .write()
                .parquet(parquet);
        try (TrainingData text = load(table, keys);
                TrainingData typed = Loaded.data(
                        "data: {train: {path: " + parquet + ", format: parquet}, label: y, " + keys + "}\nloss: mse")) {
            assertArrayEquals(text.train().fingerprints(), typed.train().fingerprints());
            assertEquals(100, text.features().size());
            assertEquals("d#0", text.features().get(50));
        }
    }

    @Test
    void categoriesThatTrainingRowsDoNotHaveAreHashedToo() {
        Path other = Table.of("c,y", "abc,1").csv(folder.resolve("other.csv"));
        Table table = Table.of("c,y", "red,0", "blue,1");
        try (TrainingData data = load(table, "categorical: {columns: [c], hash: 7}, test: " + other)) {
            assertEquals(
                    oneHot(HASHES.get("abc") % 7, 7),
                    Loaded.rows(data.test().orElseThrow()).get(0).subList(0, 7));
            assertEquals(Map.of(), data.counts().get("test").unseen());
        }
    }

    @Test
    void missingCellsAreWhatThePlanSays() {
        Table table = Table.of("c,y", "red,0", ",1", "NA,2");
        String keys = "missingValues: [NA], categorical: {columns: [c], hash: 7}";
        DataException refused = assertThrows(DataException.class, () -> load(table, keys));
        assertTrue(refused.getMessage().contains("column c must be a category but is empty"), refused.getMessage());
        try (TrainingData data = load(table, keys + ", missing: drop")) {
            assertEquals(1, data.train().rows());
        }
        try (TrainingData data = load(table, keys + ", missing: mean")) {
            Map<Float, List<Float>> rows = new HashMap<>();
            Loaded.rows(data.train()).forEach(row -> rows.put(row.get(7), row.subList(0, 7)));
            assertEquals(oneHot(HASHES.get("") % 7, 7), rows.get(1f));
            assertEquals(rows.get(1f), rows.get(2f));
        }
    }

    /** What is saved is the number of places. */
    @Test
    void noSetOfCategoriesIsStored() {
        Table table = Table.of("c,y", "red,0", "blue,1");
        try (TrainingData data = load(table, "categorical: {columns: [c], hash: 7}")) {
            TableDescription description = data.encoder().description();
            String json = description.toJson();
            assertTrue(json.contains("\"version\":2") && json.contains("\"hash\":7"), json);
            assertTrue(!json.contains("red") && !json.contains("categories"), json);
            FeatureEncoder again = FeatureEncoder.of(TableDescription.parse(json));
            assertEquals(json, again.description().toJson());
            assertEquals(data.encoder().names(), again.names());
            assertEquals(
                    HASHES.get("green") % 7,
                    again.encode(RowFactory.create("green")).orElseThrow().argmax());
        }
    }

    private TrainingData load(Table table, String keys) {
        Path file = table.csv(folder.resolve("a.csv"));
        return Loaded.data("data: {train: " + file + ", label: y, " + keys + "}\nloss: mse");
    }
}
