package dev.lockstep.estimator.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.estimator.Attributes;
import dev.lockstep.estimator.MlpClassificationModel;
import dev.lockstep.estimator.MlpClassifier;
import dev.lockstep.estimator.MlpRegressionModel;
import dev.lockstep.estimator.Vectored;
import dev.lockstep.testing.LocalSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What transform appends, and what it leaves alone. */
class ScoredRowsTest {

    private static final Dataset<Row> ROWS =
            Vectored.of(Vectored.CLUSTERS).repartition(3).cache();
    private static final MlpClassificationModel THREE = Vectored.classifier().fit(ROWS);
    private static final Dataset<Row> TWO_CLASSES = ROWS.selectExpr("features", "double(y > 0) y");
    private static final MlpClassificationModel BINARY =
            Vectored.classifier().setLoss("binary_cross_entropy").fit(TWO_CLASSES);
    private static final MlpRegressionModel NUMBER =
            Vectored.regressor().setLabelCol("y").setScaleLabel("standard").fit(ROWS);

    @TempDir
    Path folder;

    @Test
    void columnsAreAppendedWithTheirMetadataAndTheOthersStay() {
        Dataset<Row> rows = ROWS.selectExpr(
                "cast(y as decimal(9,2)) d",
                "struct(y, array(1, null) as a) s",
                "map('k', y) m",
                "features",
                "cast(null as string) n",
                "timestamp'2024-02-03 04:05:06' t",
                "binary('x') b",
                "y");
        Dataset<Row> scored = THREE.transform(rows);
        List<String> names = new ArrayList<>(Arrays.asList(rows.columns()));
        names.addAll(List.of("rawPrediction", "probability", "prediction"));
        assertEquals(names, Arrays.asList(scored.columns()));
        for (StructField field : rows.schema().fields()) {
            assertEquals(field, scored.schema().apply(field.name()));
        }
        assertEquals(
                rows.drop("b").collectAsList(),
                scored.select("d", "s", "m", "features", "n", "t", "y").collectAsList());
        assertEquals(
                3,
                AttributeGroup.fromStructField(scored.schema().apply("rawPrediction"))
                        .size());
        assertEquals(
                3,
                AttributeGroup.fromStructField(scored.schema().apply("probability"))
                        .size());
        NominalAttribute predicted =
                (NominalAttribute) Attribute.fromStructField(scored.schema().apply("prediction"));
        assertEquals(3, predicted.getNumValues().get());
        for (String column : List.of("rawPrediction", "probability", "prediction")) {
            assertEquals(
                    THREE.transformSchema(rows.schema()).apply(column),
                    scored.schema().apply(column));
        }
    }

    @Test
    void twoColumnsMayHaveOneName() {
        Dataset<Row> rows = ROWS.selectExpr("y", "features", "y + 1 y");
        assertEquals(
                Vectored.numbers(THREE.transform(ROWS), "prediction"),
                Vectored.numbers(THREE.transform(rows), "prediction"));
        assertEquals(
                List.of("y", "features", "y"),
                Arrays.asList(THREE.transform(rows).columns()).subList(0, 3));
    }

    @Test
    void columnsWithoutANameAreLeftOut() {
        MlpClassificationModel model = THREE.copy(new org.apache.spark.ml.param.ParamMap());
        List<Double> predictions = Vectored.numbers(model.transform(ROWS), "prediction");
        model.setRawPredictionCol("");
        assertEquals(predictions, Vectored.numbers(model.transform(ROWS), "prediction"));
        model.setProbabilityCol("");
        Dataset<Row> scored = model.transform(ROWS);
        assertEquals(Set.of("features", "y", "prediction"), new HashSet<>(Arrays.asList(scored.columns())));
        assertEquals(predictions, Vectored.numbers(scored, "prediction"));
        model.setPredictionCol("");
        assertEquals(ROWS.schema(), model.transform(ROWS).schema());
    }

    @Test
    void aColumnThatIsThereIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> THREE.transform(ROWS.withColumnRenamed("y", "prediction")));
    }

    @Test
    void ofTwoClassesTheRawPredictionIsTheScoreAndItsOpposite() {
        for (Row row : BINARY.transform(TWO_CLASSES).collectAsList()) {
            Vector raw = row.getAs("rawPrediction");
            Vector probability = row.getAs("probability");
            assertEquals(2, raw.size());
            assertEquals(-raw.apply(1), raw.apply(0));
            assertEquals(1, probability.apply(0) + probability.apply(1), 1e-12);
            assertEquals(1 / (1 + Math.exp(-raw.apply(1))), probability.apply(1), 1e-6);
            assertEquals(raw.apply(1) >= 0 ? 1.0 : 0.0, (double) row.getAs("prediction"));
        }
        assertEquals(2, BINARY.numClasses());
        assertEquals(4, BINARY.numFeatures());
    }

    @Test
    void thresholdsDivideProbabilities() {
        MlpClassificationModel model = THREE.copy(new org.apache.spark.ml.param.ParamMap());
        model.setThresholds(new double[] {0.9, 0.05, 0.05});
        double changed = 0;
        for (Row row : model.transform(ROWS).collectAsList()) {
            double[] probability = ((Vector) row.getAs("probability")).toArray();
            double[] divided = {probability[0] / 0.9, probability[1] / 0.05, probability[2] / 0.05};
            double expected = Vectors.dense(divided).argmax();
            assertEquals(expected, (double) row.getAs("prediction"));
            assertEquals(expected, model.predict((Vector) row.getAs("features")));
            changed += expected == Vectors.dense(probability).argmax() ? 0 : 1;
        }
        assertTrue(changed > 0);
        assertThrows(IllegalArgumentException.class, () -> model.setThresholds(new double[] {0.5, 0.5}));
    }

    @Test
    void aVectorAloneIsScoredAsInItsColumn() {
        for (Row row : THREE.transform(ROWS).limit(20).collectAsList()) {
            Vector features = row.getAs("features");
            assertTrue(Vectored.distance(row.getAs("rawPrediction"), THREE.predictRaw(features)) < 1e-6);
            assertTrue(Vectored.distance(row.getAs("probability"), THREE.predictProbability(features)) < 1e-6);
            assertEquals((double) row.getAs("prediction"), THREE.predict(features));
        }
        for (Row row : NUMBER.transform(ROWS).limit(20).collectAsList()) {
            assertEquals((double) row.getAs("prediction"), NUMBER.predict((Vector) row.getAs("features")), 1e-6);
        }
    }

    @Test
    void denseAndSparseVectorsInOneColumnGiveTheSame() {
        int width = 300;
        List<Row> dense = new ArrayList<>();
        List<Row> mixed = new ArrayList<>();
        for (int row = 0; row < 1500; row++) {
            double[] values = new double[width];
            for (int i = 0; i < row % 9; i++) {
                values[(row * 31 + i * 17) % width] = (row % 13 - 6) * 100 + i;
            }
            Vector vector = Vectors.dense(values);
            dense.add(RowFactory.create(vector, (double) (row % 3)));
            mixed.add(RowFactory.create(row % 2 == 0 ? vector.toSparse() : vector, (double) (row % 3)));
        }
        Dataset<Row> rows = vectors(dense);
        MlpClassificationModel model = Vectored.classifier().setEpochs(2).fit(rows);
        List<Vector> expected = Vectored.vectors(model.transform(rows), "probability");
        List<Vector> actual = Vectored.vectors(model.transform(vectors(mixed)), "probability");
        assertTrue(Vectored.distance(expected, actual) < 1e-6);
        for (int row = 0; row < 30; row++) {
            Vector alone = model.predictProbability((Vector) mixed.get(row).get(0));
            assertTrue(Vectored.distance(expected.get(row), alone) < 1e-6);
        }
        assertEquals(
                model.weightsSha256(),
                Vectored.classifier().setEpochs(2).fit(vectors(mixed)).weightsSha256());
    }

    @Test
    void rowsKeptSparseTrainTheSameFunction() {
        MlpClassifier classifier =
                Vectored.classifier().setActivation("tanh").setOptimizer("sgd").setLearningRate(0.3);
        MlpClassificationModel dense = classifier.setStorage("dense").fit(ROWS);
        MlpClassificationModel sparse = classifier.setStorage("sparse").fit(ROWS);
        assertTrue(Vectored.distance(
                        Vectored.vectors(dense.transform(ROWS), "probability"),
                        Vectored.vectors(sparse.transform(ROWS), "probability"))
                < 1e-4);
    }

    @Test
    void ofManyFeaturesOnlyThoseThatAreNotZeroCost() {
        int width = 100_000;
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < 40; row++) {
            rows.add(RowFactory.create(
                    Vectors.sparse(width, new int[] {row, 50_000 + row}, new double[] {1, row}), (double) (row % 2)));
        }
        MlpClassificationModel model = new MlpClassifier()
                .setLabelCol("y")
                .setHiddenLayers(8)
                .setEpochs(1)
                .setShards(1)
                .fit(vectors(rows));
        List<Row> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.addAll(rows);
        }
        assertEquals(
                20_000,
                model.transform(vectors(many))
                        .select("prediction")
                        .collectAsList()
                        .size());
        Vector first = (Vector) rows.get(0).get(0);
        Vector dense = model.predictRaw(Vectors.dense(first.toArray()));
        assertTrue(Vectored.distance(dense, model.predictRaw(first)) < 1e-5);
    }

    @Test
    void aCellThatIsNoVectorOrOfAnotherLengthIsNamed() {
        assertEquals(
                "column features: the vector must have 4 elements, as in training, but has 2",
                assertThrows(IllegalArgumentException.class, () -> THREE.predict(Vectors.dense(1, 2)))
                        .getMessage());
        assertEquals(
                "column features: the vector must have 4 elements, as in training, but has 9",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> THREE.predict(Vectors.sparse(9, new int[0], new double[0])))
                        .getMessage());
        assertEquals(
                "column features: feature 1 must be a finite number that fits a float, once scaled, but is NaN",
                assertThrows(IllegalArgumentException.class, () -> THREE.predict(Vectors.dense(0, Double.NaN, 0, 0)))
                        .getMessage());
        Dataset<Row> withNull = vectors(Arrays.asList(RowFactory.create(null, 0.0)));
        assertTrue(messages(assertThrows(
                        Exception.class, () -> THREE.transform(withNull).collect()))
                .contains("column features: there must be a vector but is null"));
        Dataset<Row> shorter = vectors(List.of(RowFactory.create(Vectors.dense(1, 2, 3), 0.0)));
        assertTrue(messages(assertThrows(
                        Exception.class, () -> THREE.transform(shorter).collect()))
                .contains("must have 4 elements, as in training, but has 3"));
        assertEquals(3.0, THREE.predictRaw(Vectors.dense(1, 2, 3, 4)).size(), "usable after a refusal");
    }

    @Test
    void severalLabelsArePredictedAsAVector() {
        Dataset<Row> rows = Vectored.of(Vectored.CLUSTERS.dataset(), "x0", "x1");
        MlpRegressionModel model = Vectored.regressor()
                .setLabelCols("x0", "x1")
                .setScaleLabel("standard")
                .fit(rows);
        StructField field = model.transformSchema(rows.schema()).apply("prediction");
        assertEquals(SQLDataTypes.VectorType(), field.dataType());
        assertEquals(List.of("x0", "x1"), Attributes.names(field));
        Dataset<Row> scored = model.transform(rows);
        assertEquals(field, scored.schema().apply("prediction"));
        Row first = scored.first();
        assertTrue(Vectored.distance(first.getAs("prediction"), model.predictVector((Vector) first.getAs("features")))
                < 1e-6);
        assertThrows(UnsupportedOperationException.class, () -> model.predict(Vectors.dense(1, 2, 3)));
    }

    @Test
    void yesAndNoInSeveralColumnsArePredictedAsProbabilities() {
        Dataset<Row> rows = ROWS.selectExpr("features", "double(y > 0) a", "double(y < 2) b");
        MlpRegressionModel model = Vectored.regressor()
                .setLabelCols("a", "b")
                .setLoss("binary_cross_entropy")
                .setEpochs(20)
                .fit(rows);
        int right = 0;
        for (Row row : model.transform(rows).collectAsList()) {
            Vector prediction = row.getAs("prediction");
            assertTrue(prediction.apply(0) >= 0 && prediction.apply(0) <= 1);
            right += (prediction.apply(0) >= 0.5) == ((double) row.getAs("a") == 1) ? 1 : 0;
        }
        assertTrue(right > 200, right + " of 240");
    }

    @Test
    void distributionsArePredictedAsDistributions() {
        Dataset<Row> rows =
                ROWS.selectExpr("features", "if(y = 0, 0.8, 0.1) a", "if(y = 1, 0.8, 0.1) b", "if(y = 2, 0.8, 0.1) c");
        MlpRegressionModel model = Vectored.regressor()
                .setLabelCols("a", "b", "c")
                .setLoss("kl_divergence")
                .setEpochs(20)
                .fit(rows);
        int right = 0;
        for (Row row : model.transform(rows).collectAsList()) {
            Vector prediction = row.getAs("prediction");
            assertEquals(1, prediction.apply(0) + prediction.apply(1) + prediction.apply(2), 1e-6);
            double a = ((Number) row.getAs("a")).doubleValue();
            right += (prediction.argmax() == 0) == (a > 0.5) ? 1 : 0;
        }
        assertTrue(right > 200, right + " of 240");
    }

    @Test
    void scaledLabelsComeBackInTheirUnit() {
        Dataset<Row> rows = ROWS.selectExpr("features", "1e6 + 1000 * y y");
        MlpRegressionModel model = Vectored.regressor()
                .setLabelCol("y")
                .setScaleLabel("standard")
                .setEpochs(20)
                .fit(rows);
        for (double prediction : Vectored.numbers(model.transform(rows), "prediction")) {
            assertTrue(Math.abs(prediction - 1_001_000) < 3000, "" + prediction);
        }
    }

    @Test
    @Timeout(60)
    void sixteenThreadsGetWhatOneGets() throws Exception {
        List<Vector> vectors = Vectored.vectors(ROWS, "features");
        List<Vector> expected = vectors.stream().map(THREE::predictProbability).toList();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            Callable<Boolean> work = () -> {
                for (int round = 0; round < 20; round++) {
                    if (!vectors.stream()
                            .map(THREE::predictProbability)
                            .toList()
                            .equals(expected)) {
                        return false;
                    }
                }
                return true;
            };
            for (Future<Boolean> same : threads.invokeAll(java.util.Collections.nCopies(16, work))) {
                assertTrue(same.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @Timeout(120)
    void streamsAreScored() throws Exception {
        Path input = folder.resolve("input");
        ROWS.write().parquet(input.toString());
        Dataset<Row> stream =
                LocalSpark.session().readStream().schema(ROWS.schema()).parquet(input.toString());
        StreamingQuery query = THREE.transform(stream)
                .writeStream()
                .format("memory")
                .queryName("scored")
                .start();
        query.processAllAvailable();
        query.stop();
        List<Double> found =
                new ArrayList<>(Vectored.numbers(LocalSpark.session().table("scored"), "prediction"));
        List<Double> expected = new ArrayList<>(Vectored.numbers(THREE.transform(ROWS), "prediction"));
        assertEquals(
                expected.stream().sorted().toList(), found.stream().sorted().toList());
    }

    @Test
    @Timeout(120)
    void aWatermarkComesThrough() throws Exception {
        Path input = folder.resolve("input");
        Dataset<Row> rows = ROWS.selectExpr("*", "timestamp'2024-02-03 04:05:06' t");
        rows.write().parquet(input.toString());
        Dataset<Row> stream = LocalSpark.session()
                .readStream()
                .schema(rows.schema())
                .parquet(input.toString())
                .withWatermark("t", "1 minute");
        // Without a watermark Spark refuses to append what it aggregates.
        StreamingQuery query = THREE.transform(stream)
                .groupBy(functions.window(functions.col("t"), "1 minute"), functions.col("prediction"))
                .count()
                .writeStream()
                .outputMode("append")
                .format("memory")
                .queryName("counted")
                .start();
        query.processAllAvailable();
        query.stop();
    }

    @Test
    void aModelTravelsToTasks() {
        List<Double> expected = Vectored.numbers(THREE.transform(ROWS), "prediction");
        MlpClassificationModel model = THREE;
        List<Double> found = ROWS.toJavaRDD()
                .map(row -> model.predict((Vector) row.getAs("features")))
                .collect();
        assertEquals(expected, found);
    }

    private static String messages(Throwable e) {
        return e == null ? "" : e.getMessage() + messages(e.getCause());
    }

    private static Dataset<Row> vectors(List<Row> rows) {
        StructType schema = new StructType()
                .add(new StructField("features", SQLDataTypes.VectorType(), true, Metadata.empty()))
                .add("y", DataTypes.DoubleType);
        return LocalSpark.session().createDataFrame(rows, schema);
    }
}
