package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.ParamsSuite;
import org.apache.spark.ml.util.MLTestingUtils;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.runtime.BoxedUnit;

/** What Spark's own tests ask of every estimator and model. */
class SparkContractTest {

    private static final Dataset<Row> ROWS = Vectored.of(Vectored.CLUSTERS).cache();
    private static final MlpClassificationModel CLASSES = Vectored.classifier().fit(ROWS);
    private static final MlpRegressionModel NUMBERS =
            Vectored.regressor().setLabelCol("y").fit(ROWS);

    @TempDir
    Path folder;

    @Test
    void paramsAreAsSparkChecksThem() {
        ParamsSuite.checkParams(new MlpClassifier());
        ParamsSuite.checkParams(new MlpRegressor());
        ParamsSuite.checkParams(CLASSES);
        ParamsSuite.checkParams(NUMBERS);
    }

    @Test
    void everyParamBelongsToTheObjectWhoseUidItHas() {
        for (Params params : new Params[] {new MlpClassifier("a"), new MlpRegressor("b"), CLASSES, NUMBERS}) {
            for (Param<?> param : params.params()) {
                assertEquals(params.uid(), param.parent(), param.name());
                assertFalse(param.doc().isBlank(), param.name());
            }
        }
        assertEquals("a", new MlpClassifier("a").uid());
        assertTrue(new MlpClassifier().uid().startsWith("mlpClassifier_"));
    }

    @Test
    void copiesAndUidsAreAsSparkChecksThem() {
        MlpClassifier classifier = Vectored.classifier();
        MLTestingUtils.checkCopyAndUids(classifier, classifier.fit(ROWS));
        MlpRegressor regressor = Vectored.regressor().setLabelCol("y");
        MLTestingUtils.checkCopyAndUids(regressor, regressor.fit(ROWS));
    }

    @Test
    void aCopyTakesExtraParams() {
        MlpClassifier classifier = Vectored.classifier();
        MlpClassifier copy = classifier.copy(new ParamMap().put(classifier.epochs(), 7));
        assertEquals(7, copy.getEpochs());
        assertEquals(4, classifier.getEpochs());
        assertArrayEquals(new int[] {6}, copy.getHiddenLayers());
        MlpClassificationModel model = CLASSES.copy(new ParamMap().put(CLASSES.predictionCol(), "guess"));
        assertEquals("guess", model.getPredictionCol());
        assertEquals(CLASSES.weightsSha256(), model.weightsSha256());
        assertTrue(model.hasSummary());
        assertSame(CLASSES.parent(), model.parent());
    }

    @Test
    void paramsGivenToFitWinAndAreInTheModel() {
        MlpClassifier classifier = Vectored.classifier();
        MlpClassificationModel model = classifier.fit(ROWS, new ParamMap().put(classifier.epochs(), 2));
        assertEquals(2, model.summary().epochs());
        assertEquals(2, model.getEpochs());
        assertEquals(6, model.getHiddenLayers()[0]);
    }

    @Test
    void labelsAndWeightsMayBeOfAnyNumericType() {
        MLTestingUtils.checkNumericTypes(
                new MlpClassifier().setEpochs(2).setShards(2), LocalSpark.session(), true, (expected, actual) -> {
                    assertEquals(expected.weightsSha256(), actual.weightsSha256());
                    return BoxedUnit.UNIT;
                });
        MLTestingUtils.checkNumericTypes(
                new MlpRegressor().setEpochs(2).setShards(2), LocalSpark.session(), false, (expected, actual) -> {
                    assertEquals(expected.weightsSha256(), actual.weightsSha256());
                    return BoxedUnit.UNIT;
                });
    }

    @Test
    void anEstimatorComesBackFromAFolder() throws IOException {
        MlpClassifier classifier = Vectored.classifier()
                .setActivation("{name: leaky_relu, slope: 0.1}")
                .setMaxNorm(2)
                .setEarlyStopping("accuracy", 3, 0.01)
                .setSchedule("{name: cosine, over: 4}")
                .setWeightCol("w")
                .setThresholds(new double[] {0.5, 0.3, 0.2})
                .setClassWeights("{0: 2, 1: 1.5}")
                .setBatchSize(MlpClassifier.FULL_BATCH);
        assertSameParams(classifier, reread(classifier, MlpClassifier::load));
        MlpRegressor regressor = Vectored.regressor()
                .setLabelCols("a", "b")
                .setLoss("{name: huber, delta: 2}")
                .setScaleLabel("standard");
        assertSameParams(regressor, reread(regressor, MlpRegressor::load));
    }

    @Test
    void aModelComesBackFromAFolder() throws IOException {
        MlpClassificationModel classes = reread(CLASSES, MlpClassificationModel::load);
        assertSameParams(CLASSES, classes);
        assertEquals(CLASSES.weightsSha256(), classes.weightsSha256());
        assertEquals(CLASSES.description(), classes.description());
        assertEquals(
                CLASSES.transform(ROWS).collectAsList(), classes.transform(ROWS).collectAsList());
        MlpRegressionModel numbers = reread(NUMBERS, MlpRegressionModel::load);
        assertSameParams(NUMBERS, numbers);
        assertEquals(
                NUMBERS.transform(ROWS).collectAsList(), numbers.transform(ROWS).collectAsList());
    }

    @Test
    void aSummaryIsThereAfterFitAndNotAfterLoading() throws IOException {
        MlpTrainingSummary summary = CLASSES.summary();
        assertEquals(4, summary.epochs());
        assertEquals(4, summary.history().size());
        assertEquals(4, summary.bestEpoch());
        assertEquals(240, summary.rows());
        assertEquals(32, summary.steps());
        assertEquals(0.02, summary.history().get(0).learningRate());
        assertEquals(CLASSES.weightsSha256(), summary.weightsSha256());
        assertTrue(Set.of("job", "resident").contains(summary.engine()));
        assertTrue(summary.seconds() > 0);
        MlpClassificationModel loaded = reread(CLASSES, MlpClassificationModel::load);
        assertFalse(loaded.hasSummary());
        assertEquals(
                "No training summary available for this MlpClassificationModel",
                assertThrows(IllegalStateException.class, loaded::summary).getMessage());
    }

    @Test
    void pipelinesAreSavedWithTheirNetworks() throws IOException {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {Vectored.classifier()});
        Path unfitted = folder.resolve("pipeline");
        pipeline.save(unfitted.toString());
        PipelineModel model = Pipeline.load(unfitted.toString()).fit(ROWS);
        model.save(folder.resolve("model").toString());
        PipelineModel loaded = PipelineModel.load(folder.resolve("model").toString());
        assertEquals(
                CLASSES.transform(ROWS).select("prediction").collectAsList(),
                loaded.transform(ROWS).select("prediction").collectAsList());
    }

    private <T extends MLWritable & Params> T reread(T instance, Function<String, T> load) throws IOException {
        String path = folder.resolve(instance.uid()).toString();
        instance.save(path);
        assertThrows(IOException.class, () -> instance.save(path));
        instance.write().overwrite().save(path);
        T loaded = load.apply(path);
        assertNotSame(instance, loaded);
        return loaded;
    }

    private static void assertSameParams(Params expected, Params actual) {
        assertEquals(expected.uid(), actual.uid());
        Set<String> names = new HashSet<>();
        for (Param<?> param : expected.params()) {
            names.add(param.name());
            assertEquals(expected.isDefined(param), actual.isDefined(param), param.name());
            assertEquals(expected.isSet(param), actual.isSet(param), param.name());
            if (expected.isDefined(param)) {
                assertTrue(
                        Arrays.deepEquals(
                                new Object[] {expected.getOrDefault(param)}, new Object[] {actual.getOrDefault(param)}),
                        param.name());
            }
        }
        assertEquals(expected.params().length, names.size());
    }
}
