package dev.lockstep.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Rows;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.math.Differences;
import dev.lockstep.math.RandomArrays;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.network.PlainNetwork;
import dev.lockstep.objective.PlainLoss;
import dev.lockstep.plan.PlanDraft;
import dev.lockstep.plan.TrainingPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows divided by their scales, with the means moved into the first layer, are as good as scaled rows. */
class ImplicitCenteringTest {

    private static final int COUNT = 24;
    private static final int INPUTS = 11;
    private static final int CLASSES = 3;

    private final Rows raw = raw();
    private final Scaling scaling = scaling(raw);

    @ParameterizedTest
    @CsvSource({"0, 24", "0, 6", "1, 24", "1, 6", "2, 24"})
    void gradientsAreThoseOfScaledRows(int hidden, int batch) {
        TrainingPlan plan = draft(hidden).batchSize(batch).plan();
        Network network = plan.network().network(INPUTS, CLASSES);
        float[] parameters = RandomArrays.normal(network.parameterCount(), 4);
        float[] before = parameters.clone();
        Step step = new Step(0, 0, 0, batch);
        GradientSum expected = new InMemoryShards(plan, network, scaled(true)).at(parameters, step);
        GradientSum moved = ImplicitCentering.of(network, scaling)
                .orElseThrow()
                .gradients(new InMemoryShards(plan, network, scaled(false)))
                .at(parameters, step);
        assertArrayEquals(before, parameters);
        assertEquals(expected.lossSum(), moved.lossSum(), 1e-5 * expected.lossSum());
        assertEquals(expected.weightSum(), moved.weightSum());
        assertClose(Differences.toDoubles(expected.gradient()), moved.gradient());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void gradientsAreDifferencesOfThePlainNetworkOnScaledRows(int hidden) {
        TrainingPlan plan = draft(hidden).batchSize(COUNT).plan();
        List<PlainNetwork.Part> parts = new ArrayList<>();
        for (int i = 0; i < hidden; i++) {
            parts.add(new PlainNetwork.Part(5, Activations.CATALOG.choose("tanh")));
        }
        parts.add(new PlainNetwork.Part(CLASSES, Activations.CATALOG.choose("identity")));
        PlainNetwork plain = new PlainNetwork(INPUTS, parts);
        float[] parameters = RandomArrays.normal(plain.parameterCount(), 4);
        Rows scaled = scaled(true);
        double[] expected = Differences.gradient(
                point -> {
                    double lossSum = 0;
                    for (int row = 0; row < COUNT; row++) {
                        double[] outputs = plain.outputs(point, scaled.features()[row], null);
                        lossSum += PlainLoss.row(plan.loss(), outputs, scaled.targets()[row]);
                    }
                    return lossSum;
                },
                Differences.toDoubles(parameters));
        GradientSum moved = ImplicitCentering.of(plain.network(), scaling)
                .orElseThrow()
                .gradients(new InMemoryShards(plan, plain.network(), scaled(false)))
                .at(parameters, new Step(0, 0, 0, COUNT));
        assertClose(expected, moved.gradient());
    }

    @Test
    void trainingGivesTheSameParameters() {
        TrainingPlan plan = draft(1).batchSize(8).epochs(5).plan();
        Network network = plan.network().network(INPUTS, CLASSES);
        float[] start = RandomArrays.normal(network.parameterCount(), 4);
        Gradients centred = ImplicitCentering.of(network, scaling)
                .orElseThrow()
                .gradients(new InMemoryShards(plan, network, scaled(false)));
        assertArrayEquals(
                trained(plan, network, start, new InMemoryShards(plan, network, scaled(true))),
                trained(plan, network, start, centred),
                1e-4f);
    }

    private static float[] trained(TrainingPlan plan, Network network, float[] start, Gradients gradients) {
        return Training.trainer(plan, network, COUNT, gradients)
                .train(TrainingState.initial(plan, start.clone()))
                .parameters();
    }

    @Test
    void anEvaluationSeesTheShiftedBiasesAndNothingElse() {
        Network network = Network.of(INPUTS, List.of(), CLASSES, Activations.IDENTITY);
        float[] parameters = RandomArrays.normal(network.parameterCount(), 4);
        double[] expected = Differences.toDoubles(parameters);
        for (int unit = 0; unit < CLASSES; unit++) {
            for (int i = 0; i < INPUTS; i++) {
                expected[INPUTS * CLASSES + unit] -=
                        parameters[unit * INPUTS + i] * scaling.mean()[i] / scaling.scale()[i];
            }
        }
        Map<String, Double> metrics = ImplicitCentering.of(network, scaling)
                .orElseThrow()
                .evaluation((networks, seen) -> {
                    assertArrayEquals(expected, Differences.toDoubles(seen), 1e-6);
                    assertArrayEquals(
                            Arrays.copyOf(parameters, INPUTS * CLASSES), Arrays.copyOf(seen, INPUTS * CLASSES));
                    return List.of(Map.of("seen", 1.0));
                })
                .at(1, parameters)
                .get(0);
        assertEquals(Map.of("seen", 1.0), metrics);
    }

    /** Enough weights for several threads. */
    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        int inputs = 5003;
        Network network = Network.of(inputs, List.of(), 9, Activations.IDENTITY);
        double[] mean = Differences.toDoubles(RandomArrays.normal(inputs, 1));
        double[] scale = IntStream.range(0, inputs).mapToDouble(i -> 1 + i % 7).toArray();
        float[] parameters = RandomArrays.normal(network.parameterCount(), 4);
        ImplicitCentering moved =
                ImplicitCentering.of(network, new Scaling(mean, scale)).orElseThrow();
        float[] shifted = moved.shifted(parameters).clone();
        for (int unit = 0; unit < 9; unit++) {
            double[] lanes = new double[4];
            for (int i = 0; i < inputs; i++) {
                lanes[i < inputs / 4 * 4 ? i % 4 : 0] += parameters[unit * inputs + i] * (mean[i] / scale[i]);
            }
            double product = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
            assertEquals((float) (parameters[9 * inputs + unit] - product), shifted[9 * inputs + unit]);
        }
        assertArrayEquals(shifted, moved.shifted(parameters));
    }

    @Test
    void meansOfZeroNeedNoMoving() {
        Network network = Network.of(INPUTS, List.of(), CLASSES, Activations.IDENTITY);
        double[] scale = IntStream.range(0, INPUTS).mapToDouble(i -> 2 + i).toArray();
        assertTrue(ImplicitCentering.of(network, new Scaling(new double[INPUTS], scale))
                .isEmpty());
        assertTrue(ImplicitCentering.of(network, Scaling.none(INPUTS)).isEmpty());
    }

    private static PlanDraft draft(int hidden) {
        PlanDraft draft = new PlanDraft().loss("cross_entropy").shards(3);
        for (int i = 0; i < hidden; i++) {
            draft.hidden(5, "tanh");
        }
        return draft;
    }

    private static void assertClose(double[] expected, float[] actual) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertArrayEquals(expected, Differences.toDoubles(actual), 1e-5 * largest);
    }

    private static Rows raw() {
        float[][] targets = IntStream.range(0, COUNT)
                .mapToObj(row -> new float[] {row * 5 % CLASSES})
                .toArray(float[][]::new);
        return Rows.random(COUNT, INPUTS, targets, null).thinned(40);
    }

    /** Mean and deviation of each column. */
    private static Scaling scaling(Rows rows) {
        double[] mean = new double[INPUTS];
        double[] scale = new double[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            int column = i;
            mean[i] = Arrays.stream(rows.features())
                    .mapToDouble(row -> row[column])
                    .average()
                    .orElseThrow();
            scale[i] = Math.sqrt(Arrays.stream(rows.features())
                    .mapToDouble(row -> Math.pow(row[column] - mean[column], 2))
                    .average()
                    .orElseThrow());
        }
        return new Scaling(mean, scale);
    }

    private Rows scaled(boolean centred) {
        Scaling used = centred ? scaling : new Scaling(new double[INPUTS], scaling.scale());
        float[][] features = Arrays.stream(raw.features()).map(float[]::clone).toArray(float[][]::new);
        for (float[] row : features) {
            for (int i = 0; i < INPUTS; i++) {
                row[i] = used.apply(row[i], i);
            }
        }
        return new Rows(features, raw.targets(), raw.weights());
    }
}
