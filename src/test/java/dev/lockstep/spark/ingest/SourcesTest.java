package dev.lockstep.spark.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.spark.shard.Loaded;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which columns are read, and what their cells mean. */
class SourcesTest {

    private static final Table TABLE = Table.of("a,b,c,y", "1,0,2,0", "0,0,3,1", "4,5,0,1", "0,6,0,0", "7,8,9,1");
    private static final String PLAIN = "label: y, scale: none}\nloss: cross_entropy\ntraining: {shards: 2}";

    @TempDir
    Path folder;

    @Test
    void testColumnsAreFoundByName() {
        Path train = TABLE.csv(folder.resolve("train.csv"));
        Path test = TABLE.with("z", List.of("text", "", "NaN", "1", "2"))
                .select("z", "y", "c", "a", "b")
                .csv(folder.resolve("test.csv"));
        try (TrainingData data = Loaded.data("data: {train: " + train + ", test: " + test + ", " + PLAIN)) {
            assertArrayEquals(
                    data.train().fingerprints(), data.test().orElseThrow().fingerprints());
        }
    }

    @Test
    void featuresAreNamesAndPatterns() throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.csv"), "pixel0,x.y,pixel1,pix,note,`q`,y\n1,2,3,4,text,6,0\n1,2,4,4,,6,1\n");
        assertEquals(List.of("pixel0", "pixel1"), features(file, "[\"pixel*\"]"));
        assertEquals(List.of("pixel0", "pixel1"), features(file, "[\"pixel?\"]"));
        assertEquals(List.of("pix", "x.y", "`q`"), features(file, "[pix, x.y, \"`q`\"]"));
        assertEquals(List.of("pix", "pixel0", "pixel1", "x.y"), features(file, "[\"*x*\"]"));
        assertEquals(List.of("pixel1", "pix", "pixel0"), features(file, "[pixel1, \"pix*\", pix, pixel0]"));
    }

    @Test
    void withoutNamesFeaturesStandInNaturalOrder() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "x10,y,b,x9,C,x1\n1,0,3,4,5,6\n2,1,4,5,6,7\n");
        assertEquals(List.of("C", "b", "x1", "x9", "x10"), features(file, "[]"));
    }

    /** Spark has the columns of JSON by name, those of CSV as they are in the file. */
    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"*\"]", "[c, \"?\"]", "[b, a, c]"})
    void theOrderOfColumnsInTheSourceDoesNotMatter(String features) {
        String keys = ", label: y, features: " + features + "}\nloss: mse\ntraining: {shards: 2}";
        TABLE.select("y", "c", "b", "a").dataset().write().json(folder + "/a.json");
        try (TrainingData plain = Loaded.data("data: {train: " + TABLE.csv(folder.resolve("a.csv")) + keys);
                TrainingData other = Loaded.data(
                        "data: {train: " + TABLE.select("c", "y", "b", "a").csv(folder.resolve("b.csv")) + keys);
                TrainingData json = Loaded.data("data: {train: " + folder + "/a.json" + keys)) {
            assertEquals(plain.features(), other.features());
            assertEquals(plain.features(), json.features());
            assertArrayEquals(plain.train().fingerprints(), other.train().fingerprints());
            assertArrayEquals(plain.train().fingerprints(), json.train().fingerprints());
        }
    }

    @Test
    void labelsAreInThePlansOrder() {
        Path file = TABLE.csv(folder.resolve("a.csv"));
        try (TrainingData data = Loaded.data(
                "data: {train: " + file + ", label: [c, a], scale: none}\nloss: mse\ntraining: {shards: 1}")) {
            assertEquals(List.of("c", "a"), data.labelColumns());
            assertEquals(
                    Set.of(List.of(2f, 1f), List.of(3f, 0f), List.of(0f, 4f), List.of(0f, 0f), List.of(9f, 7f)),
                    Loaded.rows(data.train()).stream()
                            .map(row -> row.subList(2, 4))
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void labelAndWeightAreNeverFeatures() {
        Path file = TABLE.csv(folder.resolve("a.csv"));
        try (TrainingData data = Loaded.data(
                "data: {train: " + file + ", label: y, weight: c, features: [\"*\"]}\n" + "loss: cross_entropy")) {
            assertEquals(List.of("a", "b"), data.features());
        }
    }

    @Test
    void aLibsvmFileIsTheSameRows() throws IOException {
        Path train = Files.writeString(
                folder.resolve("train.libsvm"), "0 1:1 3:2\n1 3:3\n1 1:4 2:5\n0 2:6\n1 1:7 2:8 3:9\n");
        Path test = Files.writeString(folder.resolve("test.libsvm"), "0 1:1\n1 2:5\n");
        try (TrainingData data = Loaded.data("data: {train: " + train + ", test: " + test
                        + ", label: label, scale: none}\n" + "loss: cross_entropy\ntraining: {shards: 2}");
                TrainingData plain =
                        Loaded.data("data: {train: " + TABLE.csv(folder.resolve("a.csv")) + ", " + PLAIN)) {
            assertArrayEquals(plain.train().fingerprints(), data.train().fingerprints());
            assertEquals(List.of("features[0]", "features[1]", "features[2]"), data.features());
            assertEquals(
                    List.of(List.of(0f, 5f, 0f, 1f), List.of(1f, 0f, 0f, 0f)),
                    sorted(Loaded.rows(data.test().orElseThrow())));
        }
    }

    @Test
    void vectorsAndNumbersStandSideBySide() {
        List<Row> rows = TABLE.rows().stream()
                .map(row -> RowFactory.create(
                        Vectors.dense(Double.parseDouble(row.get(0)), Double.parseDouble(row.get(1))),
                        Integer.parseInt(row.get(2)),
                        Long.parseLong(row.get(3))))
                .toList();
        Dataset<Row> mixed = LocalSpark.session()
                .createDataFrame(
                        rows,
                        new StructType()
                                .add("ab", SQLDataTypes.VectorType())
                                .add("c", DataTypes.IntegerType)
                                .add("y", DataTypes.LongType));
        mixed.write().parquet(folder + "/mixed.parquet");
        try (TrainingData data = Loaded.data("data: {train: " + folder + "/mixed.parquet, " + PLAIN);
                TrainingData plain =
                        Loaded.data("data: {train: " + TABLE.csv(folder.resolve("a.csv")) + ", " + PLAIN)) {
            assertArrayEquals(plain.train().fingerprints(), data.train().fingerprints());
            assertEquals(List.of("ab[0]", "ab[1]", "c"), data.features());
        }
    }

    @Test
    void textLabelsAreClassesInCodePointOrder() {
        Table table = Table.of("a,y", "1,\uFF61", "2,\uD83D\uDE00", "3,b", "4,B", "5, b ", "6,é", "7,10");
        assertEquals(List.of("10", "B", "b", "é", "\uFF61", "\uD83D\uDE00"), classes(table));
        Path file = table.csv(folder.resolve("a.csv"));
        try (TrainingData data = Loaded.data("data: {train: " + file + ", " + PLAIN)) {
            List<List<Float>> rows = sorted(Loaded.rows(data.train()));
            assertEquals(
                    List.of(4f, 5f, 2f, 1f, 2f, 3f, 0f),
                    rows.stream().map(row -> row.get(1)).toList());
        }
    }

    @Test
    void numbersInTextAreClassesByValue() {
        assertEquals(
                List.of("0", "1", "9", "10"),
                classes(Table.of("a,y", "1,10", "2,9", "3,1", "4,1.0", "5,1e0", "6,-0", "7,0.0", "8,0e3")));
    }

    /** Text files have the words of what other files have as booleans. */
    @ParameterizedTest
    @ValueSource(strings = {"label: y}\nloss: cross_entropy", "label: y}\nloss: mse", "label: a}\nloss: hinge"})
    void booleansAreTheSameInEveryFormat(String keys) {
        Dataset<Row> flags = LocalSpark.session()
                .sql("SELECT * FROM VALUES (true, 1.5, false), (false, 2.5, true), (true, 3.5, true) AS t(a, b, y)");
        for (String format : List.of("csv", "json", "parquet", "orc")) {
            flags.write().format(format).option("header", true).save(folder + "/a." + format);
        }
        String plan = ", " + keys + "\ntraining: {shards: 1}";
        Path words = Table.of("a,b,y", "True,1.5,false", "FALSE,2.5,true", "1,3.5,true")
                .csv(folder.resolve("words.csv"));
        try (TrainingData parquet = Loaded.data("data: {train: " + folder + "/a.parquet" + plan)) {
            for (String format : List.of("csv", "json/", "orc")) {
                try (TrainingData other = Loaded.data("data: {train: " + folder + "/a." + format + plan)) {
                    assertEquals(parquet.labels().classes(), other.labels().classes());
                    assertArrayEquals(
                            parquet.train().fingerprints(), other.train().fingerprints(), format);
                }
            }
            if (keys.startsWith("label: y")) {
                try (TrainingData other = Loaded.data("data: {train: " + words + plan)) {
                    assertArrayEquals(
                            parquet.train().fingerprints(), other.train().fingerprints());
                }
            }
            assertEquals(
                    keys.contains("mse") ? List.of() : List.of("false", "true"),
                    parquet.labels().classes());
        }
    }

    /** A class that is a number in one file is text in a text file. */
    @Test
    void numbersAmongTextLabelsAreTheirText() {
        Dataset<Row> numbers =
                LocalSpark.session().sql("SELECT 1.0 AS a, 1 AS p, 'b' AS q UNION ALL SELECT 2.0, 1, '1'");
        numbers.write().parquet(folder + "/a.parquet");
        String keys = ", label: [p, q]}\nloss: hinge\ntraining: {shards: 1}";
        Path text = Table.of("a,p,q", "1,1,b", "2,1,1").csv(folder.resolve("a.csv"));
        try (TrainingData mixed = Loaded.data("data: {train: " + text + ", test: " + folder + "/a.parquet" + keys);
                TrainingData parquet = Loaded.data("data: {train: " + folder + "/a.parquet" + keys)) {
            assertEquals(List.of("1", "b"), mixed.labels().classes());
            assertArrayEquals(
                    mixed.train().fingerprints(), mixed.test().orElseThrow().fingerprints());
            assertArrayEquals(mixed.train().fingerprints(), parquet.train().fingerprints());
        }
    }

    @Test
    void optionsGoToTheReader() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "1;2;0\n3;4;1\n");
        try (TrainingData data = Loaded.data("data: {train: {path: " + file
                + ", format: csv, options: {header: false, sep: ;}}, label: _c2}\nloss: cross_entropy")) {
            assertEquals(List.of("_c0", "_c1"), data.features());
            assertEquals(2, data.train().rows());
        }
    }

    @Test
    void tabsAndCompressionAreSeenInTheName() throws IOException {
        Path file = folder.resolve("a.tsv.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("a\ty\n1\t0\n2\t1\n".getBytes(StandardCharsets.UTF_8));
        }
        try (TrainingData data = Loaded.data("data: {train: " + file + ", " + PLAIN)) {
            assertEquals(List.of("a"), data.features());
        }
    }

    private static List<String> features(Path file, String patterns) {
        try (TrainingData data =
                Loaded.data("data: {train: " + file + ", label: y, features: " + patterns + "}\nloss: cross_entropy")) {
            return data.features();
        }
    }

    private List<String> classes(Table table) {
        Path file = table.csv(folder.resolve("classes.csv"));
        try (TrainingData data = Loaded.data("data: {train: " + file + ", " + PLAIN)) {
            return data.classes();
        }
    }

    private static List<List<Float>> sorted(List<List<Float>> rows) {
        return rows.stream()
                .sorted((left, right) -> Float.compare(left.get(0), right.get(0)))
                .toList();
    }
}
