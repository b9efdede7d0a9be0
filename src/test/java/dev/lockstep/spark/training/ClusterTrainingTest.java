package dev.lockstep.spark.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.DataException;
import dev.lockstep.format.Weights;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.plan.ClassWeights;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.Loaded;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Table;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTrainingTest {

    private static final Table TABLE = Table.clusters(90, 3, 3);
    private static final String GRADIENT_DESCENT =
            "optimizer: sgd\nlearningRate: 0.3\ntraining: {epochs: 12, batchSize: full}";

    @TempDir
    Path folder;

    @Test
    void aRowOfWeightKCountsAsKRows() {
        List<List<String>> repeated = new ArrayList<>();
        List<String> weights = new ArrayList<>();
        for (int row = 0; row < TABLE.rows().size(); row++) {
            repeated.addAll(Collections.nCopies(row % 4, TABLE.rows().get(row)));
            weights.add(Integer.toString(row % 4));
        }
        Path some = TABLE.with("w", weights).csv(folder.resolve("some.csv"));
        Path many = new Table(TABLE.columns(), repeated).csv(folder.resolve("many.csv"));
        String rest = "label: y}\nnetwork: {hidden: [{units: 6, activation: tanh}]}\nloss: cross_entropy\n"
                + GRADIENT_DESCENT;
        TrainingResult weighted = Trained.of("data: {train: " + some + ", weight: w, " + rest);
        TrainingResult plain = Trained.of("data: {train: " + many + ", " + rest);
        assertArrayEquals(plain.parameters(), weighted.parameters(), 2e-5f);
    }

    @Test
    void classWeightsCountAsRowWeights() {
        List<String> weights = TABLE.column("y").stream()
                .map(label -> label.equals("1") ? "3.5" : "1")
                .toList();
        Path plain = TABLE.csv(folder.resolve("plain.csv"));
        Path weighted = TABLE.with("w", weights).csv(folder.resolve("weighted.csv"));
        String rest = "label: y, scale: none}\nloss: cross_entropy\n" + GRADIENT_DESCENT;
        TrainingResult byClass = Trained.of("data: {train: " + plain + ", " + rest + "\nclassWeights: {1: 3.5}");
        TrainingResult byRow = Trained.of("data: {train: " + weighted + ", weight: w, " + rest);
        assertArrayEquals(byRow.parameters(), byClass.parameters(), 2e-5f);
    }

    @Test
    void balancedClassesWeighAlike() {
        Table table = Table.of("a,y,w", "1,b,1", "2,b,1", "3,b,4", "4,a,1", "5,a,1", "6,c,2");
        assertArrayEquals(
                new float[] {10f / 6, 10f / 18, 10f / 6}, classWeights(table, "weight: w, ", ClassWeights.BALANCED));
        assertArrayEquals(
                new float[] {1f, 6f / 9, 2f}, classWeights(table.select("a", "y"), "", ClassWeights.BALANCED));
    }

    @Test
    void classWeightsAreByLabelAndOneElse() {
        Table table = Table.of("a,y", "1,1.0", "2,1", "3,0", "4,30");
        ClassWeights some = new ClassWeights(false, Map.of("30", 0.5, "1.0", 7.0));
        assertArrayEquals(new float[] {1, 7, 0.5f}, classWeights(table, "", some));
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> classWeights(table, "", new ClassWeights(false, Map.of("31", 1.0))));
        assertEquals("classWeights: unknown class \"31\"; did you mean 30? known: 0, 1, 30", refused.getMessage());
    }

    @Test
    void aCertainDistributionIsAClass() {
        Table certain = new Table(
                List.of("x0", "x1", "x2"), TABLE.select("x0", "x1", "x2").rows());
        for (int label = 0; label < 3; label++) {
            String name = Integer.toString(label);
            certain = certain.with(
                    "p" + label,
                    TABLE.column("y").stream()
                            .map(y -> y.equals(name) ? "1" : "0")
                            .toList());
        }
        Path classes = TABLE.csv(folder.resolve("classes.csv"));
        Path distributions = certain.csv(folder.resolve("distributions.csv"));
        String rest = "}\nloss: cross_entropy\n" + GRADIENT_DESCENT;
        assertArrayEquals(
                Trained.of("data: {train: " + classes + ", label: y" + rest).parameters(),
                Trained.of("data: {train: " + distributions + ", label: [p0, p1, p2]" + rest)
                        .parameters(),
                2e-5f);
    }

    @Test
    void anUncertainDistributionIsAWeightedRowOfEachClass() {
        Path uncertain =
                Table.of("a,p,q", "-1,0.25,0.75", "2,1,0", "0.5,0.5,0.5").csv(folder.resolve("uncertain.csv"));
        Path rows = Table.of("a,y,w", "-1,0,0.25", "-1,1,0.75", "2,0,1", "0.5,0,0.5", "0.5,1,0.5")
                .csv(folder.resolve("rows.csv"));
        String rest = ", scale: none}\nloss: cross_entropy\n" + GRADIENT_DESCENT;
        assertArrayEquals(
                Trained.of("data: {train: " + rows + ", label: y, weight: w" + rest)
                        .parameters(),
                Trained.of("data: {train: " + uncertain + ", label: [p, q]" + rest)
                        .parameters(),
                2e-6f);
    }

    @Test
    void severalLabelsAreLearnedEachByItsOwnOutput() {
        Table table = TABLE.select("x0", "x1", "x2")
                .with(
                        "first",
                        TABLE.column("y").stream()
                                .map(y -> y.equals("0") ? "1" : "0")
                                .toList())
                .with(
                        "second",
                        TABLE.column("y").stream()
                                .map(y -> y.equals("2") ? "0" : "1")
                                .toList());
        Path file = table.csv(folder.resolve("a.csv"));
        String start = "data: {train: " + file + ", features: [\"x*\"], label: ";
        String rest = "}\nnetwork: {initializer: zeros}\nloss: binary_cross_entropy\noptimizer: sgd\n"
                + "training: {epochs: 12, batchSize: full}\nlearningRate: ";
        // The loss is the mean over labels, so two labels halve the gradient of each.
        float[] both = Trained.of(start + "[first, second]" + rest + "0.6").parameters();
        float[] first = Trained.of(start + "first" + rest + "0.3").parameters();
        float[] second = Trained.of(start + "second" + rest + "0.3").parameters();
        float[] expected = {first[0], first[1], first[2], second[0], second[1], second[2], first[3], second[3]};
        assertArrayEquals(expected, both, 2e-5f);
    }

    @Test
    void trainingStartsFromAnotherRunsWeights() throws IOException {
        Path file = TABLE.csv(folder.resolve("a.csv"));
        String plan = "data: {train: " + file + ", label: y}\nloss: cross_entropy\nlearningRate: 0\n"
                + "training: {epochs: 1}\nnetwork: {hidden: [{units: 4, activation: prelu}], initializeFrom: ";
        Network network = Network.of(
                3,
                List.of(new Network.Hidden(
                        4,
                        Plans.of(plan + "none}")
                                .training()
                                .network()
                                .hidden()
                                .get(0)
                                .activation()
                                .value(),
                        0,
                        Double.POSITIVE_INFINITY)),
                3,
                Activations.IDENTITY);
        float[] weights = new float[network.parameterCount()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i / 7f;
        }
        RunFiles run = new RunFiles(
                folder.resolve("run").toString(), LocalSpark.context().hadoopConfiguration());
        run.write(
                RunFiles.WEIGHTS,
                new Weights(network, weights, Optional.empty(), Optional.empty()).tensors(Map.of())::writeTo);
        Path alone = Files.copy(folder.resolve("run").resolve(RunFiles.WEIGHTS), folder.resolve("x.safetensors"));
        assertArrayEquals(
                weights, Trained.of(plan + folder.resolve("run") + "}").parameters());
        assertArrayEquals(weights, Trained.of(plan + alone + "}").parameters());
        assertRefused(
                "network.initializeFrom cannot be read: " + folder + "/absent: File " + folder
                        + "/absent does not exist",
                plan + folder + "/absent}");
        assertRefused(
                "network.initializeFrom (" + alone
                        + "): tensor \"layers.0.weight\" must be F32 [5, 3] for layer 1 of 2 but is F32 [4, 3]",
                plan.replace("units: 4", "units: 5") + alone + "}");
    }

    @Test
    void earlyStoppingReturnsTheBestEpochsWeights() {
        // Labels without any pattern: validation gets worse while training gets better.
        Table noise = TABLE.select("x0", "x1", "x2")
                .with(
                        "y",
                        IntStream.range(0, 90)
                                .mapToObj(i -> Integer.toString(i * i % 7 % 3))
                                .toList());
        RunPlan plan = Plans.of(String.join(
                "\n",
                "data: {train: " + noise.csv(folder.resolve("a.csv")) + ", label: y, validation: {fraction: 0.4}}",
                "network: {hidden: [{units: 20}]}",
                "loss: cross_entropy",
                "learningRate: 0.03",
                "training: {epochs: 40, batchSize: 16, earlyStopping: {patience: 4}}"));
        List<EpochReport> reports = new ArrayList<>();
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            ClusterTraining training = Trained.cluster(plan, data);
            TrainingResult result = training.train(List.of(Trained.keeping(reports)));
            List<Double> losses = reports.stream()
                    .map(report -> report.validation().get("loss"))
                    .toList();
            int best = losses.indexOf(Collections.min(losses));
            assertEquals(TrainingResult.Reason.EARLY_STOPPING, result.stopped());
            assertEquals(best + 1, result.bestEpoch());
            assertEquals(best + 1 + 4, result.epochs());
            assertEquals(
                    losses.get(best),
                    training.evaluation()
                            .of(data.validation().orElseThrow(), result.parameters())
                            .metrics()
                            .get("loss"));
        }
    }

    @Test
    void thePlateauScheduleFollowsTheValidationLoss() {
        String plan = String.join(
                "\n",
                "data: {train: " + TABLE.csv(folder.resolve("a.csv")) + ", label: y, validation: {fraction: 0.3}}",
                "loss: cross_entropy",
                "optimizer: sgd",
                "learningRate: {name: plateau, initial: 64, factor: 0.5, patience: 1, minimum: 1}",
                "training: {epochs: 25, batchSize: 4}");
        List<EpochReport> reports = new ArrayList<>();
        Trained.of(plan, Trained.keeping(reports));
        double best = Double.POSITIVE_INFINITY;
        int since = 0;
        double rate = 64;
        for (EpochReport report : reports) {
            assertEquals(rate, report.learningRate(), "epoch " + report.epoch());
            double loss = report.validation().get("loss");
            since = loss < best ? 0 : since + 1;
            best = Math.min(best, loss);
            if (since > 1) {
                rate = Math.max(1, rate / 2);
                since = 0;
            }
        }
        assertTrue(rate < 64, "there was no plateau");
    }

    @Test
    void metricsAreInTheLabelsOwnUnit() {
        Table table = Table.of("a,y", "1,1000", "2,3000", "3,5000", "4,7000");
        Path file = table.csv(folder.resolve("a.csv"));
        RunPlan plan = Plans.of("data: {train: " + file + ", test: " + file + ", label: y, scaleLabel: standard}\n"
                + "network: {initializer: zeros}\nloss: mse\nlearningRate: 0\ntraining: {epochs: 1}");
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            ClusterTraining training = Trained.cluster(plan, data);
            Map<String, Double> metrics = training.evaluation()
                    .of(data.test().orElseThrow(), training.train(List.of()).parameters())
                    .metrics();
            // The mean is predicted: errors 3000, 1000, 1000, 3000; the loss is of scaled labels.
            assertEquals(Math.sqrt(5e6), metrics.get("rmse"), 1e-3);
            assertEquals(2000, metrics.get("mae"), 1e-3);
            assertEquals(0, metrics.get("r2"), 1e-6);
            assertEquals(1, metrics.get("loss"), 1e-6);
        }
    }

    private float[] classWeights(Table table, String keys, ClassWeights wanted) {
        Path file = table.csv(folder.resolve("a.csv"));
        try (TrainingData data =
                Loaded.data("data: {train: " + file + ", " + keys + "label: y}\nloss: cross_entropy")) {
            return data.classWeights(wanted);
        }
    }

    private static void assertRefused(String message, String plan) {
        assertEquals(
                message,
                assertThrows(DataException.class, () -> Trained.of(plan)).getMessage());
    }
}
