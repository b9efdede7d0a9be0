package dev.lockstep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Choice;
import dev.lockstep.data.Rows;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.math.Differences;
import dev.lockstep.math.RandomArrays;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.network.PlainNetwork;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.PlainLoss;
import dev.lockstep.plan.PlanDraft;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.training.TrainingResult.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training by iterations over all rows, with a minimizer that only goes down the gradient. */
class FullBatchStepsTest {

    private static final int COUNT = 30;
    private static final double RATE = 0.1;
    private static final double L2 = 0.02;

    /** One step of gradient descent in double; it is finished when the gradient is short. */
    private static final BatchMinimizer DESCENT = (method, state, objective) -> {
        double[] point = state.point().clone();
        double square = 0;
        for (int i = 0; i < point.length; i++) {
            point[i] -= RATE * state.gradient()[i];
            square += state.gradient()[i] * state.gradient()[i];
        }
        double[] gradient = new double[point.length];
        double value = objective.at(point, gradient);
        return new MinimizerState(point, value, gradient, List.of(), List.of(), square < 1e-4);
    };

    @ParameterizedTest
    @ValueSource(strings = {"mse", "rmse", "huber"})
    void theObjectiveIsMeanLossPlusSquaresAndItsGradient(String name) {
        PlainNetwork plain = plain();
        TrainingPlan plan = draft().loss(name).plan();
        Choice<Loss> loss = plan.loss();
        Rows rows = rows();
        float[] start = RandomArrays.normal(plain.parameterCount(), 1);
        Network network = plain.network();
        BatchMinimizer check = (method, state, objective) -> {
            double[] gradient = new double[start.length];
            double value = objective.at(Differences.toDoubles(start), gradient);
            double[] at = Differences.toDoubles(start);
            assertEquals(plainObjective(plain, loss, rows, at), value, 1e-6);
            double[] expected = Differences.gradient(point -> plainObjective(plain, loss, rows, point), at);
            assertArrayEquals(expected, gradient, 1e-5);
            assertArrayEquals(expected, state.gradient(), 1e-5);
            assertEquals(value, state.value());
            for (int i = 0; i < start.length; i++) {
                boolean bias = (i >= 12 && i < 15) || i == 18;
                assertEquals(bias ? 0 : 0.01, objective.l1(i), "parameter " + i);
            }
            return new MinimizerState(at, value, gradient, List.of(), List.of(), true);
        };
        TrainingResult result = trainer(plan, network, rows, check).train(TrainingState.initial(plan, start.clone()));
        assertEquals(Reason.CONVERGED, result.stopped());
        assertEquals(1, result.epochs());
        assertArrayEquals(start, result.parameters());
    }

    /** Full-batch gradient descent with the same penalty, but for the rounding of the point. */
    @Test
    void anIterationIsAnEpochAndAStep() {
        TrainingPlan plan = draft().penalty(0, L2).epochs(8).plan();
        TrainingPlan stepwise = new PlanDraft()
                .hidden(3, "tanh")
                .shards(3)
                .penalty(0, L2)
                .learningRate(RATE)
                .epochs(8)
                .plan();
        Network network = plain().network();
        float[] start = RandomArrays.normal(network.parameterCount(), 1);
        List<Double> losses = new ArrayList<>();
        TrainingResult result = trainer(plan, network, rows(), DESCENT, new TrainingListener() {
                    @Override
                    public void stepEnded(long step, double loss) {
                        losses.add(loss);
                    }
                })
                .train(TrainingState.initial(plan, start.clone()));
        TrainingResult expected =
                Training.of(stepwise, network, rows(), TrainingState.initial(stepwise, start.clone()));
        assertArrayEquals(expected.parameters(), result.parameters(), 1e-5f);
        assertEquals(8, result.steps());
        assertEquals(8, result.epochs());
        assertEquals(8, losses.size());
        assertTrue(losses.get(7) < losses.get(0));
    }

    @Test
    void aMinimizerThatIsFinishedEndsTheTraining() {
        TrainingPlan plan = draft().epochs(100_000).plan();
        Network network = plain().network();
        float[] start = RandomArrays.normal(network.parameterCount(), 1);
        TrainingResult result = trainer(plan, network, rows(), DESCENT).train(TrainingState.initial(plan, start));
        assertEquals(Reason.CONVERGED, result.stopped());
        assertTrue(result.epochs() < 100_000);
    }

    @Test
    void aValueThatIsNotFiniteIsDivergence() {
        TrainingPlan plan = draft().plan();
        OneGradient gradients = (parameters, step) -> new GradientSum(Double.NaN, 1, new float[parameters.length]);
        Network network = plain().network();
        Trainer trainer = trainer(plan, network, gradients, DESCENT);
        TrainingState start = TrainingState.initial(plan, new float[network.parameterCount()]);
        String text = assertThrows(DivergedException.class, () -> trainer.train(start))
                .getMessage();
        assertTrue(text.startsWith("training diverged in step 1: the loss is not finite (loss NaN"), text);
    }

    private static double plainObjective(PlainNetwork plain, Choice<Loss> loss, Rows rows, double[] point) {
        double lossSum = 0;
        for (int row = 0; row < COUNT; row++) {
            double[] outputs = plain.outputs(point, rows.features()[row], null);
            lossSum += PlainLoss.row(loss, outputs, rows.targets()[row]);
        }
        double squares = 0;
        for (int i = 0; i < point.length; i++) {
            squares += i < 12 || (i >= 15 && i < 18) ? point[i] * point[i] : 0;
        }
        return PlainLoss.mean(loss, lossSum, COUNT) + L2 * squares;
    }

    private static PlanDraft draft() {
        return new PlanDraft()
                .hidden(3, "tanh")
                .optimizer("lbfgs")
                .penalty(0.01, L2)
                .shards(3)
                .epochs(5);
    }

    private static PlainNetwork plain() {
        return new PlainNetwork(
                4,
                List.of(
                        new PlainNetwork.Part(3, Activations.CATALOG.choose("tanh")),
                        new PlainNetwork.Part(1, Activations.CATALOG.choose("identity"))));
    }

    private static Rows rows() {
        float[] noise = RandomArrays.normal(COUNT, 9);
        return Rows.random(
                COUNT,
                4,
                IntStream.range(0, COUNT)
                        .mapToObj(row -> new float[] {noise[row]})
                        .toArray(float[][]::new),
                null);
    }

    private static Trainer trainer(
            TrainingPlan plan, Network network, Rows rows, BatchMinimizer minimizer, TrainingListener... listeners) {
        return trainer(plan, network, new InMemoryShards(plan, network, rows), minimizer, listeners);
    }

    private static Trainer trainer(
            TrainingPlan plan,
            Network network,
            Gradients gradients,
            BatchMinimizer minimizer,
            TrainingListener... listeners) {
        Steps steps = Steps.of(plan, network, plan.epochsOver(COUNT), gradients, minimizer, new StepTimer());
        return new Trainer(plan, steps, Optional.empty(), List.of(listeners));
    }
}
