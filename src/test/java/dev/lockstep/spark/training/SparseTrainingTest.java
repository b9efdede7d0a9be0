package dev.lockstep.spark.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.SparseFeatures;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.shard.Loaded;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Table;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training on rows kept sparse is training on the same rows kept dense, but for the last digits. */
class SparseTrainingTest {

    private static final int COUNT = 80;
    private static final int FEATURES = 12;

    @TempDir
    static Path folder;

    private enum Kind {
        A_HIDDEN_LAYER("network: {hidden: [{units: 7, activation: tanh}]}"),
        A_LINEAR_MODEL("penalty: {l2: 0.01}"),
        DROPOUT_AND_LEARNED_SLOPES("network: {hidden: [{units: 7, activation: prelu, dropout: 0.3, maxNorm: 1.0}]}"),
        CLASS_WEIGHTS("classWeights: balanced"),
        FULL_BATCH("training: {epochs: 3, batchSize: full, shards: 5}"),
        LBFGS("network: {hidden: [{units: 4, activation: tanh}]}\noptimizer: lbfgs\npenalty: {l2: 0.1}"),
        A_SPARSE_PENALTY("optimizer: lbfgs\npenalty: {l1: 0.01}");

        private final String lines;

        Kind(String lines) {
            this.lines = lines;
        }
    }

    @BeforeAll
    static void writeRows() {
        Table table = Table.clusters(COUNT, 1, 3);
        for (int feature = 0; feature < FEATURES; feature++) {
            int column = feature;
            table = table.with(
                    "s" + feature,
                    IntStream.range(0, COUNT)
                            .mapToObj(row -> (row * 31 + column * 17 + row * column) % 7 < 2
                                    ? Double.toString(1 + (row * 13 + column * 5) % 11 / 4.0)
                                    : "0")
                            .toList());
        }
        table.csv(folder.resolve("a.csv"));
    }

    private static String plan(String lines) {
        String batch = lines.contains("lbfgs") ? "" : ", batchSize: 16";
        String training = lines.contains("training:") ? "" : "training: {epochs: 4, shards: 5" + batch + "}";
        return String.join(
                "\n",
                "seed: 7",
                "data: {train: " + folder.resolve("a.csv") + ", label: y, validation: {fraction: 0.2}}",
                "loss: cross_entropy",
                lines,
                training);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theModelIsThatOfDenseRows(Kind kind) {
        assertSameModel(kind, "standard");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "minmax", "robust", "quantile"})
    void theModelIsThatOfDenseRowsHoweverTheyAreScaled(String scale) {
        assertSameModel(Kind.A_HIDDEN_LAYER, scale);
    }

    private static void assertSameModel(Kind kind, String scale) {
        Outcome dense = outcome(kind, 2, scale, "dense");
        Outcome sparse = outcome(kind, 2, scale, "sparse");
        assertTrue(sparse.sparse());
        assertArrayEquals(dense.parameters(), sparse.parameters(), 1e-3f);
        assertEquals(dense.metrics().get("loss"), sparse.metrics().get("loss"), 1e-5);
        dense.metrics()
                .forEach((name, value) -> assertEquals(value, sparse.metrics().get(name), 1e-3, name));
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"DROPOUT_AND_LEARNED_SLOPES", "LBFGS"})
    void theNumberOfPartitionsAndTheEngineDoNotMatter(Kind kind) {
        Set<String> models = new HashSet<>();
        for (String way : List.of("1 job", "2 resident", "3 job", "5 job")) {
            int slots = Integer.parseInt(way.substring(0, 1));
            String engine = "training.engine=" + way.substring(2);
            models.add(Fingerprint.sha256(
                    outcome(kind, slots, "standard", "sparse", engine).parameters()));
        }
        assertEquals(1, models.size());
    }

    private record Outcome(boolean sparse, float[] parameters, Map<String, Double> metrics) {}

    private static Outcome outcome(Kind kind, int slots, String scale, String storage, String... more) {
        String[] overrides = Stream.concat(Stream.of("data.scale=" + scale, "data.storage=" + storage), Stream.of(more))
                .toArray(String[]::new);
        RunPlan plan = Plans.of(plan(kind.lines), overrides);
        return LocalSpark.onSlots(slots, () -> {
            try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
                ClusterTraining training = Trained.cluster(plan, data);
                float[] parameters = training.train(List.of()).parameters();
                return new Outcome(
                        Loaded.shards(data.train()).get(0).features() instanceof SparseFeatures,
                        parameters,
                        training.evaluation()
                                .of(data.validation().orElseThrow(), parameters)
                                .metrics());
            }
        });
    }
}
