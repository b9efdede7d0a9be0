package dev.lockstep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.Rows;
import dev.lockstep.network.Network;
import dev.lockstep.plan.PlanDraft;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.training.TrainingResult.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

    private static final int COUNT = 41;
    static final Rows ROWS = rows(COUNT, null);

    /** Adam, two layers with dropout, a penalty: everything in which bits could get lost. */
    static PlanDraft draft() {
        return new PlanDraft()
                .seed(5)
                .hidden(9, "relu", 0.3, Optional.empty())
                .hidden(6, "tanh", 0.1, Optional.empty())
                .loss("cross_entropy")
                .penalty(0.001, 0.01)
                .optimizer("adam")
                .learningRate(0.01)
                .epochs(3)
                .batchSize(7);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 7, 16, 40, 41, TrainingPlan.FULL_BATCH})
    void theNumberOfPartitionsDoesNotMatter(long batchSize) {
        for (int shards : new int[] {1, 3, 8, 50}) {
            TrainingPlan plan = draft().batchSize(batchSize).shards(shards).plan();
            Network network = plan.network().network(ROWS.width(), 3);
            float[] one = train(plan, network, shards);
            for (int partitions = 2; partitions <= Math.min(shards, 8); partitions++) {
                int count = partitions;
                int[] ends = IntStream.rangeClosed(1, partitions)
                        .map(partition -> shards * partition / count)
                        .toArray();
                assertArrayEquals(one, train(plan, network, ends), partitions + " partitions of " + shards);
            }
            if (shards == 8) {
                assertArrayEquals(one, train(plan, network, 1, 2, 7, 8));
                assertArrayEquals(one, train(plan, network, 5, 8));
            }
        }
    }

    @Test
    void theSamePlanAndSeedGiveTheSameBitsAgainAndOthersDoNot() {
        float[] first = Training.of(draft().plan(), ROWS, 3).parameters();
        assertArrayEquals(first, Training.of(draft().plan(), ROWS, 3).parameters());
        assertFalse(Arrays.equals(
                first, Training.of(draft().seed(6).plan(), ROWS, 3).parameters()));
        assertFalse(Arrays.equals(
                first, Training.of(draft().shards(4).plan(), ROWS, 3).parameters()));
    }

    @Test
    void aBatchAboveTheRowsIsAllRows() {
        float[] all = Training.of(draft().batchSize(COUNT).plan(), ROWS, 3).parameters();
        for (long batchSize : new long[] {COUNT + 1, 1000, TrainingPlan.FULL_BATCH}) {
            TrainingResult result = Training.of(draft().batchSize(batchSize).plan(), ROWS, 3);
            assertArrayEquals(all, result.parameters());
            assertEquals(3, result.steps());
        }
    }

    @Test
    void aBatchOfOneIsAStepARow() {
        TrainingResult result = Training.of(draft().batchSize(1).plan(), ROWS, 3);
        assertEquals(3 * COUNT, result.steps());
        assertEquals(3, result.epochs());
        assertEquals(3, result.bestEpoch());
        assertEquals(Reason.ALL_EPOCHS, result.stopped());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adam", "lbfgs"})
    void noEpochsLeaveTheInitialParameters(String optimizer) {
        PlanDraft draft = new PlanDraft()
                .hidden(9, "prelu")
                .loss("mse")
                .optimizer(optimizer)
                .epochs(0);
        TrainingPlan plan = draft.plan();
        TrainingPlan stopping = draft.earlyStopping("loss", 1, 0).plan();
        Network network = plan.network().network(ROWS.width(), 1);
        OneGradient none = (parameters, step) -> {
            throw new AssertionError("a gradient");
        };
        Evaluation neither = (networks, parameters) -> {
            throw new AssertionError("an evaluation");
        };
        for (TrainingPlan each : List.of(plan, stopping)) {
            float[] initial = plan.network().initialParameters(network, 3);
            TrainingResult result = new Trainer(
                            each, Training.steps(each, network, COUNT, none), Optional.of(neither), List.of())
                    .train(TrainingState.initial(each, initial.clone()));
            assertArrayEquals(initial, result.parameters());
            assertEquals(List.of(0, 0), List.of(result.epochs(), result.bestEpoch()));
            assertEquals(0, result.steps());
            assertEquals(Reason.ALL_EPOCHS, result.stopped());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mse", "rmse", "cross_entropy", "huber"})
    void aRowOfWeightThreeIsTheRowThreeTimes(String loss) {
        float[] weights = new float[COUNT];
        int[] repeated = IntStream.range(0, COUNT)
                .flatMap(row -> IntStream.range(0, row % 4).map(i -> row))
                .toArray();
        for (int row = 0; row < COUNT; row++) {
            weights[row] = row % 4;
        }
        TrainingPlan plan = new PlanDraft()
                .hidden(9, "tanh")
                .loss(loss)
                .optimizer("momentum")
                .epochs(20)
                .plan();
        int outputs = loss.equals("cross_entropy") ? 3 : 1;
        float[] heavy = Training.of(plan, rows(COUNT, weights), outputs).parameters();
        float[] often = Training.of(plan, ROWS.select(repeated), outputs).parameters();
        assertArrayEquals(often, heavy, 1e-5f);
    }

    /** As if the state had been saved and loaded: in the middle of an epoch and at its end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 5, 6, 7, 12, 30, 59})
    void tenEpochsAreSomeStepsACopyAndTheOtherSteps(long stop) {
        TrainingPlan plan = draft().epochs(10)
                .learningRate(Map.of("name", "cosine", "initial", 0.01, "over", 60, "per", "step"))
                .plan();
        Network network = plan.network().network(ROWS.width(), 3);
        TrainingState start = TrainingState.initial(plan, plan.network().initialParameters(network, 5));
        TrainingState[] copy = new TrainingState[1];
        TrainingListener copier = new TrainingListener() {
            @Override
            public void stepEnded(long step, double loss) {
                if (step == stop) {
                    copy[0] = new TrainingState(
                            step,
                            start.parameters().clone(),
                            Arrays.stream(start.optimizerState())
                                    .map(float[]::clone)
                                    .toArray(float[][]::new),
                            start.best(),
                            start.plateau(),
                            start.minimizer(),
                            start.sums());
                }
            }
        };
        TrainingResult whole = Training.of(plan, network, ROWS, start, copier);
        List<Long> steps = new ArrayList<>();
        TrainingResult resumed = Training.of(plan, network, ROWS, copy[0], new TrainingListener() {
            @Override
            public void started(TrainingPlan plan, Epochs epochs, long firstStep) {
                steps.add(firstStep);
            }

            @Override
            public void stepEnded(long step, double loss) {
                steps.add(step);
            }
        });
        assertArrayEquals(whole.parameters(), resumed.parameters());
        assertEquals(whole.steps(), resumed.steps());
        assertEquals(whole.epochs(), resumed.epochs());
        List<Long> expected = new ArrayList<>(List.of(stop));
        for (long step = stop + 1; step <= 60; step++) {
            expected.add(step);
        }
        assertEquals(expected, steps);
    }

    @Test
    void aFinishedStateTakesNoMoreSteps() {
        TrainingPlan plan = draft().plan();
        Network network = plan.network().network(ROWS.width(), 3);
        TrainingState start = TrainingState.initial(plan, plan.network().initialParameters(network, 5));
        TrainingResult result = Training.of(plan, network, ROWS, start);
        TrainingState end = new TrainingState(
                18,
                start.parameters(),
                start.optimizerState(),
                start.best(),
                start.plateau(),
                start.minimizer(),
                start.sums());
        TrainingResult again = Training.of(plan, network, ROWS, end);
        assertArrayEquals(result.parameters(), again.parameters());
        assertEquals(18, again.steps());
    }

    private static float[] train(TrainingPlan plan, Network network, int... partitionEnds) {
        Gradients gradients = new InMemoryShards(plan, network, ROWS, partitionEnds);
        float[] initial = plan.network().initialParameters(network, plan.seed());
        return Training.trainer(plan, network, COUNT, gradients)
                .train(TrainingState.initial(plan, initial))
                .parameters();
    }

    private static Rows rows(int count, float[] weights) {
        float[][] targets = IntStream.range(0, count)
                .mapToObj(row -> new float[] {row * 7 % 3})
                .toArray(float[][]::new);
        return Rows.random(count, 6, targets, weights);
    }
}
