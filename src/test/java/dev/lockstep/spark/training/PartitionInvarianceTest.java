package dev.lockstep.spark.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.format.Fingerprint;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Table;
import dev.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first promise: equal bits for any number of partitions, and those that one thread would compute. */
class PartitionInvarianceTest {

    private static final Table TABLE = Table.clusters(61, 4, 3)
            .with(
                    "w",
                    IntStream.range(0, 61)
                            .mapToObj(i -> Double.toString(i % 4 * 0.7))
                            .toList())
            .with(
                    "yes",
                    IntStream.range(0, 61)
                            .mapToObj(i -> Integer.toString(i * i % 3 % 2))
                            .toList())
            .with(
                    "no",
                    IntStream.range(0, 61)
                            .mapToObj(i -> Integer.toString(i % 2))
                            .toList())
            .with(
                    "p",
                    IntStream.range(0, 61)
                            .mapToObj(i -> Double.toString(i % 5 * 0.25))
                            .toList())
            .with(
                    "q",
                    IntStream.range(0, 61)
                            .mapToObj(i -> Double.toString(1 - i % 5 * 0.25))
                            .toList());
    private static final String HIDDEN =
            "network: {hidden: [{units: 9, activation: relu, dropout: 0.3}, {units: 5, activation: tanh, dropout: 0.1}]}";

    @TempDir
    static Path folder;

    /** Plans that stress the sums, each in its own way. */
    private enum Kind {
        BATCHES_OF_16("label: y", "cross_entropy", "{epochs: 2, batchSize: 16}"),
        STOCHASTIC("label: y", "cross_entropy", "{epochs: 1, batchSize: 1}"),
        A_SHORT_LAST_BATCH("label: y", "cross_entropy", "{epochs: 2, batchSize: 37}"),
        A_BATCH_ABOVE_THE_ROWS("label: y", "cross_entropy", "{epochs: 3, batchSize: 1000}"),
        FULL_BATCH("label: y", "cross_entropy", "{epochs: 3, batchSize: full}"),
        SEVEN_SHARDS("label: y", "cross_entropy", "{epochs: 2, batchSize: 16, shards: 7}"),
        ONE_SHARD("label: y", "cross_entropy", "{epochs: 2, batchSize: 16, shards: 1}"),
        MORE_SHARDS_THAN_ROWS("label: y", "cross_entropy", "{epochs: 2, batchSize: 16, shards: 100}"),
        ROW_WEIGHTS("label: y, weight: w, scaleLabel: standard", "mse", "{epochs: 2, batchSize: 16}"),
        A_ROOT_OVER_THE_BATCH("label: y", "rmse", "{epochs: 2, batchSize: 16}"),
        BALANCED_CLASSES("label: y", "cross_entropy\nclassWeights: balanced", "{epochs: 2, batchSize: 16}"),
        SEVERAL_LABELS("label: [\"yes\", \"no\"]", "binary_cross_entropy", "{epochs: 2, batchSize: 16}"),
        DISTRIBUTIONS("label: [p, q]", "kl_divergence", "{epochs: 2, batchSize: 16}");

        private final String columns;
        private final String loss;
        private final String training;

        Kind(String columns, String loss, String training) {
            this.columns = columns;
            this.loss = loss;
            this.training = training;
        }

        String plan() {
            return String.join(
                    "\n",
                    "seed: 7",
                    "data: {train: " + folder.resolve("a.csv") + ", features: [\"x*\"], " + columns + "}",
                    HIDDEN,
                    "loss: " + loss,
                    "training: " + training);
        }
    }

    @BeforeAll
    static void writeRows() {
        TABLE.csv(folder.resolve("a.csv"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void theNumberOfPartitionsDoesNotMatter(int slots) {
        assertSameBits(Kind.BATCHES_OF_16, slots);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void oneThreadWouldComputeTheSame(Kind kind) {
        assertSameBits(kind, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{l2: 0.01}", "{l1: 0.01, l2: 0.001}"})
    void theSameHoldsForLbfgs(String penalty) {
        String plan = String.join(
                "\n",
                "data: {train: " + folder.resolve("a.csv") + ", features: [\"x*\"], label: y}",
                "network: {hidden: [{units: 4, activation: tanh}]}",
                "loss: cross_entropy",
                "penalty: " + penalty,
                "optimizer: lbfgs",
                "training: {epochs: 6}");
        assertEquals(expected(plan), Fingerprint.sha256(Trained.onSlots(3, plan).parameters()));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8})
    void earlyStoppingSeesTheSameMetrics(int slots) {
        String plan = String.join(
                "\n",
                "data: {train: " + folder.resolve("a.csv")
                        + ", features: [\"x*\"], label: y, validation: {fraction: 0.3}}",
                HIDDEN,
                "loss: cross_entropy",
                "learningRate: {name: plateau, initial: 0.05, patience: 0, factor: 0.5}",
                "training: {epochs: 8, batchSize: 16, earlyStopping: {patience: 3}}");
        TrainingResult one = Trained.onSlots(1, plan);
        TrainingResult many = Trained.onSlots(slots, plan);
        assertEquals(Fingerprint.sha256(one.parameters()), Fingerprint.sha256(many.parameters()));
        assertEquals(one.bestEpoch(), many.bestEpoch());
        assertEquals(one.steps(), many.steps());
    }

    private static void assertSameBits(Kind kind, int slots) {
        String found = LocalSpark.onSlots(slots, () -> {
            RunPlan plan = Plans.of(kind.plan());
            try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
                assertEquals(
                        Math.min(slots, plan.training().shards()), data.train().partitionCount());
                return Fingerprint.sha256(
                        Trained.cluster(plan, data).train(List.of()).parameters());
            }
        });
        assertEquals(expected(kind.plan()), found);
    }

    private static String expected(String yaml) {
        RunPlan plan = Plans.of(yaml);
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            return Fingerprint.sha256(
                    new OneThread(plan.training(), data).train().parameters());
        }
    }
}
