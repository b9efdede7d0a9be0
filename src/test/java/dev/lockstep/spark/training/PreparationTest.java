package dev.lockstep.spark.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Scaling;
import dev.lockstep.format.TableDescription;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.ingest.GivenRows;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.spark.shard.Loaded;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SizeEstimator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Categories, missing cells and sparse storage: what becomes of a row on its way into a shard. */
class PreparationTest {

    /** Ages with gaps, work with a gap, a weight, a label. */
    private static final Table PEOPLE = Table.of(
            "age,work,hours,w,income",
            "20,state,40,1,low",
            ",private,20,2,high",
            "50,,60,1,high",
            "30,private,,1,low",
            "40,self-employed,10,3,low",
            "60,state,0,1,high");

    @TempDir
    Path folder;

    @Test
    void categoriesBecomeOneInputEachInCodePointOrder() {
        try (TrainingData data = load("missing: drop, categorical: [work]")) {
            assertEquals(
                    List.of("age", "hours", "work=self-employed", "work=state"),
                    data.features(),
                    "private is only in rows that are dropped");
            assertEquals(
                    List.of(List.of(20f, 40f, 0f, 1f, 1f), List.of(40f, 10f, 1f, 0f, 1f), List.of(60f, 0f, 0f, 1f, 0f)),
                    sorted(data));
            assertEquals(3, data.droppedRows());
            assertEquals(3, data.train().rows());
        }
    }

    @Test
    void aMissingNumberIsTheWeightedMeanOfItsColumnAndAMissingCategoryIsOneOfItsOwn() {
        try (TrainingData data = load("missing: mean, categorical: [work], weight: w")) {
            double age = (20 + 50 + 30 + 3 * 40 + 60) / 7.0;
            double hours = (40 + 2 * 20 + 60 + 3 * 10) / 8.0;
            List<List<Float>> rows = sorted(data);
            assertEquals(
                    List.of("age", "hours", "work=", "work=private", "work=self-employed", "work=state"),
                    data.features());
            assertTrue(rows.contains(List.of((float) age, 20f, 0f, 1f, 0f, 0f, 0f)), rows.toString());
            assertTrue(rows.contains(List.of(50f, 60f, 1f, 0f, 0f, 0f, 0f)), rows.toString());
            assertTrue(rows.contains(List.of(30f, (float) hours, 0f, 1f, 0f, 0f, 1f)), rows.toString());
        }
    }

    /** Scaled means are exactly 0, and categories stay 0 and 1. */
    @Test
    void whatIsImputedIsScaledAfterwards() {
        try (TrainingData data = load("missing: mean, categorical: [work], weight: w, scale: standard")) {
            assertTrue(sorted(data).stream().anyMatch(row -> row.get(0) == 0f));
            assertTrue(sorted(data).stream().anyMatch(row -> row.get(1) == 0f));
            for (List<Float> row : sorted(data)) {
                assertEquals(1, row.subList(2, 6).stream().mapToDouble(x -> x).sum());
            }
            double[] age = {20, 0, 50, 30, 40, 60};
            double[] weight = {1, 2, 1, 1, 3, 1};
            age[1] = (20 + 50 + 30 + 3 * 40 + 60) / 7.0;
            double mean = age[1];
            double variance = 0;
            for (int i = 0; i < 6; i++) {
                variance += weight[i] * (age[i] - mean) * (age[i] - mean) / 9;
            }
            assertEquals(mean, data.inputScaling().mean()[0], 1e-12);
            assertEquals(Math.sqrt(variance), data.inputScaling().scale()[0], 1e-12);
        }
    }

    @Test
    void aMissingCellIsAnErrorUnlessThePlanSaysOtherwise() {
        DataException e = assertThrows(DataException.class, () -> load("categorical: [work]"));
        assertEquals(
                "data.train: row 2 of a.csv: column age must be a finite number but is empty; data.missing: drop or mean allows this (and 2 more bad rows)",
                e.getMessage());
    }

    @Test
    void rowsOfNothingButGapsLeaveNone() {
        Table gaps = Table.of("a,y", ",1", ",2");
        assertEquals(
                "data.train has no rows left: in all 2 a feature is missing (data.missing: drop)",
                assertThrows(DataException.class, () -> load(gaps, "label: y, missing: drop"))
                        .getMessage());
        assertEquals(
                "data.train: column a is missing in all rows, so it has no mean",
                assertThrows(DataException.class, () -> load(gaps, "label: y, missing: mean"))
                        .getMessage());
    }

    @Test
    void aCategoryThatTrainingRowsDoNotHaveIsAnErrorOrNoneOfTheInputs() {
        Path other = Table.of("age,work,hours,w,income", "1,pirate,2,1,low").csv(folder.resolve("other.csv"));
        DataException e =
                assertThrows(DataException.class, () -> load("missing: drop, categorical: [work], test: " + other));
        assertEquals(
                "data.test: row 1 of other.csv: column work: unknown category \"pirate\"; known: self-employed,"
                        + " state; data.categorical: {unseen: bucket} allows unseen ones",
                e.getMessage());
        try (TrainingData data =
                load("missing: drop, categorical: {columns: [work], unseen: bucket}, test: " + other)) {
            assertEquals(
                    List.of(List.of(1f, 2f, 0f, 0f, 1f)),
                    Loaded.rows(data.test().orElseThrow()));
        }
    }

    @Test
    void wrongCategoricalColumnsAreNamed() {
        assertEquals(
                "data.train: data.categorical: unknown column \"wrk\"; did you mean work? known: age, work, hours, w, income",
                assertThrows(DataException.class, () -> load("categorical: [wrk]"))
                        .getMessage());
        assertEquals(
                "data.train: data.categorical must name columns of data.features but has income",
                assertThrows(DataException.class, () -> load("categorical: [income]"))
                        .getMessage());
    }

    /** The same as text, as whole numbers and as fractions. */
    @Test
    void numbersAsCategoriesAreTheSameInEveryFormat() {
        Path csv = Table.of("zip,y", "10,1", "9,2", "10,3", "7,4").csv(folder.resolve("a.csv"));
        Dataset<Row> rows = LocalSpark.session().read().option("header", "true").csv(csv.toString());
        List<List<List<Float>>> found = new ArrayList<>();
        List<Long> hashes = new ArrayList<>();
        for (String type : List.of("string", "int", "double", "decimal(10,2)")) {
            String path = folder.resolve(type.substring(0, 3) + ".parquet").toString();
            rows.selectExpr("cast(zip as " + type + ") as zip", "y").write().parquet(path);
            try (TrainingData data = Loaded.data("data: {train: " + path
                    + ", label: y, scale: none, categorical: [zip]}\nloss: mse\ntraining: {shards: 1}")) {
                assertEquals(List.of("zip=10", "zip=7", "zip=9"), data.features());
                found.add(Loaded.rows(data.train()));
                hashes.add(data.train().fingerprints()[0]);
            }
        }
        assertEquals(1, found.stream().distinct().count());
        assertEquals(1, hashes.stream().distinct().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "standard", "minmax", "robust", "quantile"})
    void sparseRowsAreTheDenseOnesButForTheirCentre(String scale) {
        String keys = "missing: mean, categorical: [work], weight: w, scale: " + scale;
        try (TrainingData dense = load(keys + ", storage: dense");
                TrainingData sparse = load(keys + ", storage: sparse")) {
            assertTrue(dense.implicitCentering().isEmpty());
            Scaling scaling = sparse.implicitCentering().orElseThrow();
            double[] mean = scaling.mean();
            assertArrayEquals(dense.inputScaling().mean(), mean, 1e-12);
            List<List<Float>> denseRows = Loaded.rows(dense.train());
            List<List<Float>> sparseRows = Loaded.rows(sparse.train());
            for (int row = 0; row < 6; row++) {
                for (int i = 0; i < mean.length; i++) {
                    assertEquals(
                            denseRows.get(row).get(i),
                            sparseRows.get(row).get(i) - scaling.centre(i),
                            1e-6,
                            dense.features().get(i));
                }
            }
        }
    }

    @Test
    void rowsAreSparseByThemselvesWhereNineOfTenValuesAreZero() {
        assertFalse(isSparse(9));
        assertTrue(isSparse(11));
    }

    /** One category a row of so many. */
    private boolean isSparse(int categories) {
        List<String> lines = new ArrayList<>(List.of("c,y"));
        for (int i = 0; i < categories; i++) {
            lines.add("c" + i + "," + i);
        }
        try (TrainingData data = load(Table.of(lines.toArray(String[]::new)), "label: y, categorical: [c]")) {
            return data.sparse();
        }
    }

    /** 20,000 rows of 100,000 features, 50 of them not 0: dense they would be 8 GB. */
    @Test
    void sparseRowsCostTheirValuesAndIndices() {
        int rows = 20_000;
        int width = 100_000;
        int nonZeros = 50;
        Dataset<Row> wide = LocalSpark.session()
                .createDataFrame(
                        LocalSpark.session().range(rows).javaRDD().map(row -> {
                            int[] indices = new int[nonZeros];
                            double[] values = new double[nonZeros];
                            for (int i = 0; i < nonZeros; i++) {
                                indices[i] = (int) (i * 2000 + (row * 37 + i * 11) % 2000);
                                values[i] = 1 + (row + i) % 7;
                            }
                            return RowFactory.create((double) (row % 2), Vectors.sparse(width, indices, values));
                        }),
                        new StructType().add("label", DataTypes.DoubleType).add("features", new VectorUDT()));
        RunPlan plan = Plans.of("data: {train: none.csv, label: label}\nloss: cross_entropy");
        GivenRows given = new GivenRows(wide, Optional.empty(), Optional.empty(), Optional.empty());
        try (TrainingData data =
                TrainingData.load(LocalSpark.session(), given, plan.data().rows(), plan.training())) {
            assertTrue(data.sparse());
            long bytes = data.train().partitions().collect().stream()
                    .mapToLong(SizeEstimator::estimate)
                    .sum();
            long pairs = 8L * rows * nonZeros;
            assertTrue(bytes <= 1.2 * pairs, bytes + " bytes for " + pairs + " bytes of values and indices");
        }
    }

    @Test
    void anEncoderGivesTheInputsThatTrainingHad() {
        try (TrainingData data = load("missing: mean, categorical: {columns: [work], unseen: bucket}, weight: w")) {
            FeatureEncoder encoder = FeatureEncoder.of(
                    TableDescription.parse(data.encoder().description().toJson()));
            assertEquals(List.of("age", "hours", "work"), encoder.columns());
            assertEquals(data.features(), encoder.names());
            Dataset<Row> rows = LocalSpark.session()
                    .read()
                    .option("header", "true")
                    .csv(folder.resolve("a.csv").toString())
                    .select("age", "hours", "work");
            List<List<Float>> encoded = rows.collectAsList().stream()
                    .map(row -> floats(encoder.encode(row).orElseThrow().toArray()))
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
            List<List<Float>> trained = sorted(data).stream()
                    .map(row -> row.subList(0, encoder.inputs()))
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
            assertEquals(trained, encoded);
        }
        try (TrainingData data = load("missing: drop, categorical: [work]")) {
            Row gap = RowFactory.create("1", null, "state");
            assertEquals(Optional.empty(), data.encoder().encode(gap));
        }
    }

    private static List<Float> floats(double[] values) {
        return Arrays.stream(values).mapToObj(value -> (float) value).collect(Collectors.toList());
    }

    private static List<List<Float>> sorted(TrainingData data) {
        return Loaded.rows(data.train()).stream()
                .sorted((a, b) -> Float.compare(a.get(0), b.get(0)))
                .toList();
    }

    private TrainingData load(String keys) {
        String features = keys.contains("features") ? "" : ", features: [age, hours, work]";
        return load(PEOPLE, "label: income" + features + ", " + keys);
    }

    private TrainingData load(Table table, String keys) {
        Path file = table.csv(folder.resolve("a.csv"));
        String loss = keys.contains("label: y") ? "mse" : "cross_entropy";
        String scale = keys.contains("scale") ? "" : ", scale: none";
        return Loaded.data("data: {train: " + file + ", " + keys + scale + "}\nloss: " + loss);
    }
}
