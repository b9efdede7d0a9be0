package dev.lockstep.spark.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Table;
import dev.lockstep.training.DivergedException;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every member of an ensemble is, to the bit, the network of a plain run with its own seed. */
class EnsembleTrainingTest {

    private static final int MEMBERS = 3;

    /** The largest seed, so that the seeds of members pass the end of 64 bits. */
    private static final long SEED = Long.MAX_VALUE;

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeRows() {
        Table.clusters(90, 4, 3).csv(folder.resolve("a.csv"));
    }

    private static String plan(String more, int ensemble, long seed, String training) {
        return String.join(
                "\n",
                "seed: " + seed,
                "data: {train: " + folder.resolve("a.csv") + ", validation: {fraction: 0.3}, label: y" + more + "}",
                "network: {hidden: [{units: 8, activation: tanh, dropout: 0.3}]}",
                "loss: cross_entropy",
                "training: {ensemble: " + ensemble + ", shards: 5, " + training + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "job      |                   | batchSize: 16, epochs: 1",
                "resident | , storage: sparse | batchSize: 7, epochs: 2",
            })
    void aMemberIsThePlainNetworkOfItsSeed(String engine, String storage, String training) {
        requireMembers(storage == null ? "" : storage, "engine: " + engine + ", " + training);
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "job      | , storage: sparse | batchSize: 7, epochs: 2",
                "resident |                   | batchSize: 16, epochs: 2",
                "resident |                   | batchSize: full, epochs: 3",
            })
    void soItIsWithTheOtherEngine(String engine, String storage, String training) {
        aMemberIsThePlainNetworkOfItsSeed(engine, storage, training);
    }

    /** Members stop at different epochs, and the training ends with the last of them. */
    @Test
    void aMemberStopsByItself() {
        requireDifferentEpochs("resident");
    }

    @Tag("full")
    @Test
    void aMemberStopsByItselfWithJobs() {
        requireDifferentEpochs("job");
    }

    private static void requireDifferentEpochs(String engine) {
        TrainingResult result = requireMembers(
                "",
                "engine: " + engine + ", batchSize: 8, epochs: 40,"
                        + " earlyStopping: {metric: accuracy, patience: 1, minDelta: 0.02}");
        Set<Integer> epochs = new HashSet<>();
        result.members().forEach(member -> epochs.add(member.epochs()));
        assertTrue(epochs.size() > 1, "epochs " + epochs);
        assertEquals(epochs.stream().max(Integer::compare).orElseThrow(), result.epochs());
        assertEquals(TrainingResult.Reason.EARLY_STOPPING, result.stopped());
    }

    private static TrainingResult requireMembers(String more, String training) {
        List<EpochReport> reports = new ArrayList<>();
        TrainingResult result = Trained.of(plan(more, MEMBERS, SEED, training), Trained.keeping(reports));
        assertEquals(MEMBERS, result.members().size());
        List<List<EpochReport>> plain = new ArrayList<>();
        for (int member = 0; member < MEMBERS; member++) {
            List<EpochReport> ofPlain = new ArrayList<>();
            plain.add(ofPlain);
            TrainingResult expected = Trained.of(plan(more, 1, SEED + member, training), Trained.keeping(ofPlain));
            TrainingResult.OfMember found = result.members().get(member);
            assertArrayEquals(expected.parameters(), found.parameters(), "member " + member);
            int count = found.parameters().length;
            assertArrayEquals(
                    found.parameters(), Arrays.copyOfRange(result.parameters(), member * count, (member + 1) * count));
            assertEquals(
                    List.of(expected.epochs(), expected.bestEpoch(), expected.steps(), expected.stopped()),
                    List.of(found.epochs(), found.bestEpoch(), found.steps(), found.stopped()));
        }
        assertEquals(result.epochs(), reports.size());
        for (EpochReport report : reports) {
            List<EpochReport> active = plain.stream()
                    .filter(of -> of.size() >= report.epoch())
                    .map(of -> of.get(report.epoch() - 1))
                    .toList();
            assertEquals(
                    active.stream()
                            .mapToDouble(EpochReport::trainLoss)
                            .average()
                            .orElseThrow(),
                    report.trainLoss(),
                    1e-12);
            assertEquals(
                    active.stream()
                            .mapToDouble(of -> of.validation().get("loss"))
                            .average()
                            .orElseThrow(),
                    report.validation().get("loss"),
                    1e-12);
        }
        return result;
    }

    @Test
    void lbfgsTrainsMemberByMember() {
        String lbfgs = "\noptimizer: lbfgs";
        String plan = plan("", 2, 7, "epochs: 4").replace(", dropout: 0.3", "") + lbfgs;
        TrainingResult result = Trained.of(plan);
        for (int member = 0; member < 2; member++) {
            String plain = plan("", 1, 7 + member, "epochs: 4").replace(", dropout: 0.3", "") + lbfgs;
            assertArrayEquals(
                    Trained.of(plain).parameters(), result.members().get(member).parameters());
        }
    }

    @Test
    void divergenceNamesTheMemberAndItsSeed() {
        String plan = plan("", 2, 41, "batchSize: 16, epochs: 3") + "\noptimizer: sgd\nlearningRate: 1.0e+38";
        String text =
                assertThrows(DivergedException.class, () -> Trained.of(plan)).getMessage();
        assertTrue(text.startsWith("member 0 of the ensemble (seed 41): training diverged in step "), text);
    }
}
