package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.format.Fingerprint;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same settings on the same rows give the same weights, bit for bit, as a plan. */
class SameAsCommandLineTest {

    @TempDir
    Path folder;

    private static String planned(String yaml) {
        RunPlan plan = Plans.of(yaml);
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            ClusterTraining training = new ClusterTraining(LocalSpark.context(), plan.training(), plan.engine(), data);
            return Fingerprint.sha256(training.train(List.of()).parameters());
        }
    }

    @Test
    void onIris() throws Exception {
        String yaml = Files.readString(Project.path("conf", "iris.yaml"))
                .replaceAll("output: .*", "")
                .replace("epochs: 300", "epochs: 20");
        String expected = planned(yaml.replace("data/", Project.path("data") + "/"));
        MlpClassificationModel model = new MlpClassifier()
                .setSeed(42)
                .setOptimizer("sgd")
                .setLearningRate(0.5)
                .setEpochs(20)
                .setBatchSize(MlpClassifier.FULL_BATCH)
                .fit(Vectored.iris().repartition(3));
        assertEquals(expected, model.weightsSha256());
    }

    @Test
    void withEveryLayerOfItsOwnAndWeights() {
        Table table = Vectored.CLUSTERS.with("w", weights());
        String expected = planned(String.format("""
                seed: 3
                data: {train: %s, label: y, weight: w, features: ["x*"], storage: dense}
                network:
                  hidden:
                    - {units: 7, activation: tanh, dropout: 0.3, maxNorm: 2}
                    - {units: 5, activation: {name: elu, alpha: 0.5}, dropout: 0.1, maxNorm: 2}
                  initializer: he_normal
                loss: cross_entropy
                penalty: {l1: 0.001, l2: 0.01}
                classWeights: balanced
                optimizer: {name: rmsprop, centered: true}
                learningRate: {name: warmup, over: 2, then: {name: exponential, initial: 0.03, decay: 0.9}}
                clip: {norm: 0.8}
                math: {blas: java}
                training: {epochs: 4, batchSize: 50, shards: 3, engine: job}
                """, table.csv(folder.resolve("rows.csv"))));
        MlpClassifier classifier = new MlpClassifier()
                .setSeed(3)
                .setLabelCol("y")
                .setWeightCol("w")
                .setStorage("dense")
                .setHiddenLayers(7, 5)
                .setActivation("tanh", "{name: elu, alpha: 0.5}")
                .setDropout(0.3, 0.1)
                .setMaxNorm(2)
                .setInitializer("he_normal")
                .setL1(0.001)
                .setL2(0.01)
                .setClassWeights("balanced")
                .setOptimizer("{name: rmsprop, centered: true}")
                .setLearningRate(0.03)
                .setSchedule("{name: warmup, over: 2, then: {name: exponential, decay: 0.9}}")
                .setClipNorm(0.8)
                .setBlas("java")
                .setEpochs(4)
                .setBatchSize(50)
                .setShards(3)
                .setEngine("job");
        Dataset<Row> rows = Vectored.of(table.shuffled(5).dataset(), "y", "w").repartition(4);
        assertEquals(expected, classifier.fit(rows).weightsSha256());
        assertEquals(expected, classifier.setEngine("resident").fit(rows).weightsSha256());
    }

    @Test
    void withEarlyStoppingOnRowsOfItsOwn() {
        Table train = Vectored.CLUSTERS.part(0, 2);
        Table validation = Vectored.CLUSTERS.part(1, 2);
        String expected = planned(String.format(
                """
                data: {train: %s, validation: %s, label: y}
                network: {hidden: [{units: 6}]}
                loss: cross_entropy
                learningRate: 0.1
                math: {blas: java}
                training: {epochs: 40, batchSize: 16, shards: 2, earlyStopping: {metric: accuracy, patience: 2}}
                """, train.csv(folder.resolve("train.csv")), validation.csv(folder.resolve("validation.csv"))));
        Dataset<Row> rows = Vectored.of(train)
                .selectExpr("*", "cast(null as boolean) v")
                .union(Vectored.of(validation).selectExpr("*", "true v"));
        MlpClassificationModel model = Vectored.classifier()
                .setEpochs(40)
                .setBatchSize(16)
                .setLearningRate(0.1)
                .setValidationIndicatorCol("v")
                .setEarlyStopping("{metric: accuracy, patience: 2}")
                .fit(rows);
        assertEquals(expected, model.weightsSha256());
        MlpTrainingSummary summary = model.summary();
        assertEquals(120, summary.rows());
        assertTrue(summary.epochs() < 40 && summary.bestEpoch() == summary.epochs() - 2, summary.toString());
        assertTrue(summary.history().get(0).validation().containsKey("accuracy"));
    }

    @Test
    void forNumbersWithScaledLabelsAndLbfgs() {
        String expected = planned(String.format("""
                data: {train: %s, label: [x0, x3], scaleLabel: standard, scale: none}
                network: {hidden: [{units: 4, activation: tanh}]}
                loss: {name: huber, delta: 0.5}
                optimizer: {name: lbfgs, memory: 4}
                math: {blas: java}
                training: {epochs: 6, shards: 2}
                """, Vectored.CLUSTERS.csv(folder.resolve("rows.csv"))));
        MlpRegressionModel model = new MlpRegressor()
                .setLabelCols("x0", "x3")
                .setScaleLabel("standard")
                .setStandardization(false)
                .setHiddenLayers(4)
                .setActivation("tanh")
                .setLoss("{name: huber, delta: 0.5}")
                .setOptimizer("{name: lbfgs, memory: 4}")
                .setBlas("java")
                .setEpochs(6)
                .setShards(2)
                .fit(Vectored.of(Vectored.CLUSTERS.dataset(), "x0", "x3"));
        assertEquals(expected, model.weightsSha256());
    }

    private static List<String> weights() {
        List<String> weights = new ArrayList<>();
        for (int row = 0; row < Vectored.CLUSTERS.rows().size(); row++) {
            weights.add(row % 3 == 0 ? "2.5" : "1");
        }
        return weights;
    }
}
