package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.DataException;
import dev.lockstep.testing.LocalSpark;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The estimators in what Spark ML builds of estimators. */
class TuningTest {

    private static final Dataset<Row> ROWS = Vectored.of(Vectored.CLUSTERS).cache();

    /** Spark's evaluator looks for the probability of a class that the fold's model does not have. */
    @Test
    @Timeout(180)
    void aFoldWithoutTheLastClassHasItsProbabilityAllTheSame() {
        Dataset<Row> folds = ROWS.selectExpr("*", "int(y < 2 and monotonically_increasing_id() % 2 = 0) fold");
        CrossValidator validator = new CrossValidator()
                .setEvaluator(
                        new MulticlassClassificationEvaluator().setLabelCol("y").setMetricName("logLoss"))
                .setEstimatorParamMaps(new ParamMap[] {new ParamMap()})
                .setFoldCol("fold")
                .setNumFolds(2);
        assertThrows(
                Exception.class,
                () -> validator.setEstimator(Vectored.classifier()).fit(folds));
        CrossValidatorModel model =
                validator.setEstimator(Vectored.classifier().setNumClasses(3)).fit(folds);
        assertEquals(3, ((MlpClassificationModel) model.bestModel()).numClasses());
        assertTrue(Double.isFinite(model.avgMetrics()[0]), Arrays.toString(model.avgMetrics()));
    }

    @Test
    void labelsBeyondTheNumberOfClassesAreRefused() {
        String refused = assertThrows(
                        IllegalArgumentException.class,
                        () -> Vectored.classifier().setNumClasses(2).fit(ROWS))
                .getMessage();
        assertEquals("numClasses must be at least 3, as labelCol y has the label 2, but is 2", refused);
    }

    /** As the command line refuses it. */
    @Test
    void aMetricThatTheValidationRowsCannotHaveIsRefused() {
        Dataset<Row> two = ROWS.filter("y < 2").withColumn("validates", functions.expr("y = 0"));
        String refused = assertThrows(DataException.class, () -> Vectored.classifier()
                        .setValidationIndicatorCol("validates")
                        .setNumClasses(2)
                        .setEarlyStopping("area_under_roc", 1, 0)
                        .fit(two))
                .getMessage();
        assertEquals(
                "the metric of earlyStopping area_under_roc is undefined on the validation rows: no row is of class 1;"
                        + " choose another metric, such as loss, or other rows as validationIndicatorCol",
                refused);
    }

    @Test
    @Timeout(180)
    void crossValidationTrainsTwoAtOnce() {
        MlpClassifier classifier = Vectored.classifier();
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(classifier.learningRate(), new double[] {1e-9, 0.05})
                .addGrid(classifier.optimizer(), seq("adam", "sgd"))
                .build();
        CrossValidatorModel model = new CrossValidator()
                .setEstimator(classifier)
                .setEvaluator(new MulticlassClassificationEvaluator().setLabelCol("y"))
                .setEstimatorParamMaps(grid)
                .setNumFolds(2)
                .setParallelism(2)
                .fit(ROWS);
        MlpClassificationModel best = (MlpClassificationModel) model.bestModel();
        assertEquals(0.05, best.getLearningRate());
        assertEquals(
                0,
                LocalSpark.context().getPersistentRDDs().values().stream()
                        .filter(rdd -> String.valueOf(rdd.name()).contains("shard"))
                        .count());
    }

    @Test
    @Timeout(120)
    void numbersAreTunedOnASplit() {
        MlpRegressor regressor = Vectored.regressor().setLabelCol("y").setScaleLabel("standard");
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(regressor.epochs(), new int[] {1, 15})
                .build();
        MlpRegressionModel best = (MlpRegressionModel) new TrainValidationSplit()
                .setEstimator(regressor)
                .setEvaluator(new RegressionEvaluator().setLabelCol("y"))
                .setEstimatorParamMaps(grid)
                .setSeed(1)
                .fit(ROWS)
                .bestModel();
        assertEquals(15, best.getEpochs());
    }

    @Test
    @Timeout(120)
    void oneAgainstTheRestTrainsANetworkAClass() {
        for (String loss : List.of("cross_entropy", "binary_cross_entropy", "hinge")) {
            MlpClassifier classifier = Vectored.classifier().setLoss(loss).setEpochs(15);
            OneVsRestModel model = new OneVsRest()
                    .setClassifier(classifier)
                    .setLabelCol("y")
                    .setWeightCol("w")
                    .fit(ROWS.selectExpr("*", "1.0 w"));
            assertEquals(3, model.models().length);
            double accuracy = new MulticlassClassificationEvaluator()
                    .setLabelCol("y")
                    .setMetricName("accuracy")
                    .evaluate(model.transform(ROWS));
            assertTrue(accuracy > 0.8, loss + ": " + accuracy);
        }
    }

    @Test
    @Timeout(120)
    void textLabelsGoThroughAPipelineAndBack() {
        Dataset<Row> rows = Vectored.CLUSTERS.dataset().selectExpr("x0", "x1", "x2", "x3", "concat('k', int(y)) kind");
        StringIndexer indexer = new StringIndexer().setInputCol("kind").setOutputCol("label");
        VectorAssembler assembler = new VectorAssembler()
                .setInputCols(new String[] {"x0", "x1", "x2", "x3"})
                .setOutputCol("features");
        MlpClassifier classifier = new MlpClassifier()
                .setHiddenLayers(8)
                .setEpochs(15)
                .setLearningRate(0.02)
                .setBatchSize(32)
                .setShards(2);
        IndexToString back = new IndexToString()
                .setInputCol("prediction")
                .setOutputCol("guess")
                .setLabels(indexer.fit(rows).labelsArray()[0]);
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {indexer, assembler, classifier, back})
                .fit(rows);
        long right = model.transform(rows).filter("guess = kind").count();
        assertTrue(right > 200, right + " of 240");
        String description = ((MlpClassificationModel) model.stages()[2]).description();
        assertTrue(description.contains("\"features\":[\"x0\",\"x1\",\"x2\",\"x3\"]"), description);
        assertTrue(description.contains("\"k0\"") && description.contains("\"labels\":[\"label\"]"), description);
    }

    @Test
    void aClassMayBeMissingWhereMetadataSayHowManyThereAre() {
        Dataset<Row> indexed = new StringIndexer()
                .setInputCol("y")
                .setOutputCol("label")
                .fit(ROWS)
                .transform(ROWS);
        MlpClassificationModel model =
                Vectored.classifier().setLabelCol("label").fit(indexed.filter("label < 2"));
        assertEquals(3, model.numClasses());
        assertEquals(3, Vectored.classifier().fit(ROWS.filter("y <> 1")).numClasses());
        assertEquals(2, Vectored.classifier().fit(ROWS.filter("y = 0")).numClasses());
    }

    @Test
    void aWeightOfThreeIsTheRowThreeTimes() {
        MlpClassifier classifier = new MlpClassifier()
                .setLabelCol("y")
                .setHiddenLayers(6)
                .setActivation("tanh")
                .setOptimizer("sgd")
                .setLearningRate(0.3)
                .setEpochs(10)
                .setBatchSize(MlpClassifier.FULL_BATCH);
        Dataset<Row> repeated = ROWS.union(ROWS.filter("y = 1")).union(ROWS.filter("y = 1"));
        Dataset<Row> weighted = ROWS.selectExpr("*", "if(y = 1, 3, 1) w");
        List<Vector> expected = Vectored.vectors(classifier.fit(repeated).transform(ROWS), "probability");
        List<Vector> actual = Vectored.vectors(
                classifier.copy(new ParamMap()).setWeightCol("w").fit(weighted).transform(ROWS), "probability");
        assertTrue(Vectored.distance(expected, actual) < 1e-5);
        assertTrue(Vectored.distance(
                        expected, Vectored.vectors(classifier.fit(ROWS).transform(ROWS), "probability"))
                > 1e-3);
    }

    @Test
    @Timeout(120)
    void twoFitsAndATransformGoOnAtOnce() throws Exception {
        MlpClassifier classifier = Vectored.classifier();
        MlpClassificationModel alone = classifier.fit(ROWS);
        List<Double> predictions = Vectored.numbers(alone.transform(ROWS), "prediction");
        CompletableFuture<String> one =
                CompletableFuture.supplyAsync(() -> classifier.fit(ROWS).weightsSha256());
        CompletableFuture<String> other = CompletableFuture.supplyAsync(
                () -> classifier.fit(ROWS.repartition(5)).weightsSha256());
        assertEquals(predictions, Vectored.numbers(alone.transform(ROWS), "prediction"));
        assertEquals(alone.weightsSha256(), one.get(60, TimeUnit.SECONDS));
        assertEquals(alone.weightsSha256(), other.get(60, TimeUnit.SECONDS));
    }

    @Test
    void nothingIsLeftCached() {
        Dataset<Row> rows = Vectored.of(Vectored.CLUSTERS);
        long before = LocalSpark.context().getPersistentRDDs().size();
        Vectored.classifier().fit(rows);
        assertEquals(before, LocalSpark.context().getPersistentRDDs().size());
        assertTrue(rows.storageLevel().equals(org.apache.spark.storage.StorageLevel.NONE()));
    }

    private static scala.collection.Iterable<String> seq(String... values) {
        return scala.jdk.javaapi.CollectionConverters.asScala(Arrays.asList(values));
    }
}
