package dev.lockstep.spark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.network.Network;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.training.OneThread;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Plans;
import dev.lockstep.testing.Table;
import dev.lockstep.training.StepTimer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobEngineTest {

    @TempDir
    Path folder;

    /** A step with a sum for each: loss, weight and gradient to the last bit. */
    @ParameterizedTest
    @CsvSource({"8, 3, 5", "7, 4, 64", "5, 2, 200", "64, 5, 1"})
    void everyStepIsWhatOneThreadAddsUp(int shards, int slots, int batchSize) {
        RunPlan plan = plan(shards, batchSize);
        LocalSpark.onSlots(slots, () -> {
            try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
                JobEngine engine = engine(plan.training(), data, new StepTimer());
                OneThread expected = new OneThread(plan.training(), data);
                Network network = OneThread.network(plan.training(), data);
                float[] parameters = plan.training().network().initialParameters(network, 3);
                Epochs epochs = plan.training().epochsOver(100);
                for (long number : new long[] {0, 1, epochs.stepsPerEpoch() - 1, epochs.stepsPerEpoch() + 3}) {
                    assertSameSum(
                            expected.at(parameters, epochs.step(number)), engine.at(parameters, epochs.step(number)));
                }
            }
            return null;
        });
    }

    /** Executors that add slices of the parameters up come to the same bits as the driver. */
    @ParameterizedTest
    @CsvSource({"8, 3, 5", "7, 4, 64", "64, 5, 1", "8, 1, 32"})
    void sumsAddedUpOnTheExecutorsHaveTheSameBits(int shards, int slots, int batchSize) {
        RunPlan plan = plan(shards, batchSize);
        LocalSpark.onSlots(slots, () -> {
            try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
                JobEngine engine = engine(plan.training(), data, new StepTimer(), 0);
                OneThread expected = new OneThread(plan.training(), data);
                Network network = OneThread.network(plan.training(), data);
                float[] parameters = plan.training().network().initialParameters(network, 3);
                Step step = plan.training().epochsOver(100).step(1);
                assertSameSum(expected.at(parameters, step), engine.at(parameters, step));
            }
            return null;
        });
    }

    /** In one exchange, and if their sums are large one after the other. */
    @ParameterizedTest
    @ValueSource(longs = {JobEngine.DRIVER_BYTES, 0})
    void theSumsOfMembersAreThoseOfTheirSeeds(long mostBytes) {
        RunPlan plan = plan(8, 32);
        int[] members = {0, 3};
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            Network network = OneThread.network(plan.training(), data);
            int count = network.parameterCount();
            float[] parameters = new float[2 * count];
            Step step = plan.training().epochsOver(100).step(1);
            List<GradientSum> expected = new ArrayList<>();
            for (int i = 0; i < members.length; i++) {
                float[] own = plan.training().network().initialParameters(network, i);
                System.arraycopy(own, 0, parameters, i * count, count);
                expected.add(engine(plan.training(), data, new StepTimer(), mostBytes, members[i])
                        .at(own, step));
            }
            List<GradientSum> found =
                    engine(plan.training(), data, new StepTimer(), mostBytes).at(members, parameters, step);
            assertEquals(2, found.size());
            assertSameSum(expected.get(0), found.get(0));
            assertSameSum(expected.get(1), found.get(1));
        }
    }

    /** The parameters belong to the caller, and so does the result. */
    @Test
    void aStepChangesNothing() {
        RunPlan plan = plan(8, 32);
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            JobEngine engine = engine(plan.training(), data, new StepTimer());
            Network network = OneThread.network(plan.training(), data);
            float[] parameters = plan.training().network().initialParameters(network, 3);
            float[] before = parameters.clone();
            Step step = plan.training().epochsOver(100).step(1);
            GradientSum first = engine.at(parameters, step);
            float[] gradient = first.gradient().clone();
            GradientSum second = engine.at(parameters, step);
            assertArrayEquals(before, parameters);
            assertArrayEquals(gradient, second.gradient());
            second.merge(second);
            assertArrayEquals(gradient, first.gradient());
        }
    }

    @Test
    void everyPhaseOfAStepIsTimed() {
        RunPlan plan = plan(8, 32);
        try (TrainingData data = TrainingData.load(LocalSpark.session(), plan.data(), plan.training())) {
            StepTimer timer = new StepTimer();
            JobEngine engine = engine(plan.training(), data, timer);
            Network network = OneThread.network(plan.training(), data);
            engine.at(
                    new float[network.parameterCount()],
                    plan.training().epochsOver(100).step(0));
            timer.stepEnded();
            var millis = timer.drain();
            assertEquals(0, millis.get(StepTimer.Phase.UPDATE));
            for (StepTimer.Phase phase : new StepTimer.Phase[] {
                StepTimer.Phase.BROADCAST, StepTimer.Phase.COMPUTE, StepTimer.Phase.WAIT, StepTimer.Phase.REDUCE
            }) {
                assertTrue(millis.get(phase) > 0, phase + " took " + millis.get(phase));
            }
        }
    }

    private RunPlan plan(int shards, int batchSize) {
        Path file = Table.clusters(100, 5, 4).csv(folder.resolve("a.csv"));
        return Plans.of(String.join(
                "\n",
                "seed: 3",
                "data: {train: " + file + ", label: y}",
                "network: {hidden: [{units: 12, dropout: 0.4}]}",
                "loss: cross_entropy",
                "training: {shards: " + shards + ", batchSize: " + batchSize + "}"));
    }

    private static JobEngine engine(TrainingPlan plan, TrainingData data, StepTimer timer) {
        return engine(plan, data, timer, JobEngine.DRIVER_BYTES);
    }

    private static JobEngine engine(TrainingPlan plan, TrainingData data, StepTimer timer, long mostBytes) {
        return engine(plan, data, timer, mostBytes, 0);
    }

    /** @param seeds above the plan's seed */
    private static JobEngine engine(TrainingPlan plan, TrainingData data, StepTimer timer, long mostBytes, long seeds) {
        ShardGradient gradient = new ShardGradient(
                OneThread.network(plan, data),
                plan.loss().value(),
                null,
                plan.seed() + seeds,
                plan.epochsOver(data.train().rows()));
        return new JobEngine(
                new ClusterRows(LocalSpark.context(), data.train(), plan.backend(), timer), gradient, mostBytes);
    }

    private static void assertSameSum(GradientSum expected, GradientSum found) {
        assertEquals(expected.lossSum(), found.lossSum());
        assertEquals(expected.weightSum(), found.weightSum());
        for (int i = 0; i < expected.gradient().length; i++) {
            assertEquals(
                    Float.floatToIntBits(expected.gradient()[i]), Float.floatToIntBits(found.gradient()[i]), "at " + i);
        }
    }
}
