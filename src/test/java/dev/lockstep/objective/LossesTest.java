package dev.lockstep.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Golden;
import dev.lockstep.catalog.NotBuiltYet;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.math.Differences;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossesTest {

    private static final Map<String, Task> TASKS = Map.ofEntries(
            Map.entry("mse", Task.REGRESSION),
            Map.entry("mae", Task.REGRESSION),
            Map.entry("rmse", Task.REGRESSION),
            Map.entry("huber", Task.REGRESSION),
            Map.entry("log_cosh", Task.REGRESSION),
            Map.entry("quantile", Task.REGRESSION),
            Map.entry("poisson", Task.REGRESSION),
            Map.entry("gamma", Task.REGRESSION),
            Map.entry("tweedie", Task.REGRESSION),
            Map.entry("binary_cross_entropy", Task.BINARY),
            Map.entry("binary_focal", Task.BINARY),
            Map.entry("hinge", Task.BINARY),
            Map.entry("cross_entropy", Task.MULTICLASS),
            Map.entry("focal", Task.MULTICLASS),
            Map.entry("kl_divergence", Task.MULTICLASS),
            Map.entry("multiclass_hinge", Task.MULTICLASS));

    private static final Set<String> LOG_LINKS = Set.of("poisson", "gamma", "tweedie");

    static List<Golden> cases() {
        return Golden.cases("losses.json");
    }

    @Test
    void everyLossHasGoldenCases() {
        Set<String> inGolden = cases().stream()
                .flatMap(golden -> golden.needs().stream())
                .map(need -> need.replace("loss ", ""))
                .collect(Collectors.toSet());
        Set<String> missing = new HashSet<>(Losses.CATALOG.names());
        missing.removeAll(inGolden);
        assertEquals(Set.of(), missing);
    }

    /** Among them are outputs of ±800, rows of weight 0 and perfect predictions. */
    @ParameterizedTest
    @MethodSource("cases")
    void valuesAreThoseOfPyTorch(Golden golden) {
        double expected = golden.number("value");
        assertEquals(expected, run(golden).meanLoss(loss(golden).value()), 1e-7 * Math.max(1, expected));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreThoseOfPyTorch(Golden golden) {
        double[] expected = golden.numbers("gradient");
        float[] gradient = run(golden).meanGradient(loss(golden).value());
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], gradient[i], 2e-7 * Math.max(1, Math.abs(expected[i])), "output " + i);
        }
    }

    /** Where the plain formulas do not overflow and have a slope. */
    static List<Golden> ordinaryCases() {
        return cases().stream()
                .filter(golden -> !golden.text("name").contains("extreme")
                        && !golden.text("name").contains("perfect"))
                .toList();
    }

    /** Without an oracle: the plain formula, and the gradient as its differences. */
    @ParameterizedTest
    @MethodSource("ordinaryCases")
    void gradientsAreTheDifferencesOfThePlainFormula(Golden golden) {
        Choice<Loss> loss = loss(golden);
        float[][] targets = golden.table("targets");
        int units = golden.table("outputs")[0].length;
        double[] expected = Differences.gradient(
                outputs -> {
                    double lossSum = 0;
                    double weightSum = 0;
                    for (int row = 0; row < targets.length; row++) {
                        double[] ofRow = Arrays.copyOfRange(outputs, row * units, (row + 1) * units);
                        lossSum += weights(golden)[row] * PlainLoss.row(loss, ofRow, targets[row]);
                        weightSum += weights(golden)[row];
                    }
                    return PlainLoss.mean(loss, lossSum, weightSum);
                },
                golden.numbers("outputs"));
        float[] gradient = run(golden).meanGradient(loss.value());
        for (int i = 0; i < expected.length; i++) {
            boolean atKink = loss.name().equals("mae") && golden.floats("outputs")[i] == golden.floats("targets")[i];
            assertEquals(atKink ? 0 : expected[i], gradient[i], 1e-6, "output " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void predictionsAreFiniteAndProbabilitiesWhereThereAreAny(Golden golden) {
        Choice<Loss> loss = loss(golden);
        float[] outputs = golden.floats("outputs");
        int rows = golden.table("outputs").length;
        int units = outputs.length / rows;
        float[] predictions = outputs.clone();
        loss.value().predict(predictions, rows, units);
        boolean sigmoid = Set.of("binary_cross_entropy", "binary_focal").contains(loss.name());
        boolean softmax = Set.of("cross_entropy", "focal", "kl_divergence").contains(loss.name());
        assertEquals(sigmoid || softmax, loss.value().givesProbabilities());
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            double plainSum = 0;
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = row * units; i < (row + 1) * units; i++) {
                largest = Math.max(largest, outputs[i]);
            }
            for (int i = row * units; i < (row + 1) * units; i++) {
                plainSum += Math.exp(outputs[i] - largest);
                sum += predictions[i];
            }
            sortOutputsOfALabel(loss.value(), outputs, row * units, units);
            for (int i = row * units; i < (row + 1) * units; i++) {
                double expected = softmax
                        ? Math.exp(outputs[i] - largest) / plainSum
                        : sigmoid
                                ? 1 / (1 + Math.exp(-outputs[i]))
                                : loss.value().hasLogLink() ? Math.exp(outputs[i]) : outputs[i];
                assertEquals(expected, predictions[i], 2e-7 * Math.max(1, Math.abs(expected)), "output " + i);
            }
            if (softmax) {
                assertEquals(1, sum, 1e-6);
            }
        }
    }

    /** The quantiles of a label do not cross. */
    private static void sortOutputsOfALabel(Loss loss, float[] outputs, int at, int units) {
        int count = loss.outputSuffixes().size();
        for (int i = at; count > 1 && i < at + units; i += count) {
            Arrays.sort(outputs, i, i + count);
        }
    }

    @Test
    void severalQuantilesAreNamedInPercentAndSorted() {
        Loss loss = Losses.CATALOG
                .choose("quantile", Map.of("quantiles", List.of(0.025, 0.1, 0.5, 0.999)))
                .value();
        assertEquals(List.of("y_q2_5", "y_q10", "y_q50", "y_q99_9"), loss.outputNames(List.of("y")));
        float[] outputs = {3, 1, 2, 4, -1, -2, -3, -4, 9};
        loss.predict(outputs, 2, 4);
        assertArrayEquals(new float[] {1, 2, 3, 4, -4, -3, -2, -1, 9}, outputs);
        Loss one = Losses.CATALOG.choose("quantile").value();
        assertEquals(List.of("y", "z"), one.outputNames(List.of("y", "z")));
    }

    /** At the edge of a margin there is nothing to push, at the edge of Huber's square both slopes are delta. */
    @Test
    void slopesAtKinksAreThoseOfPyTorch() {
        assertArrayEquals(new float[] {0, 0}, gradient("hinge", new float[] {1, -1}, 1, 0), 1e-9f);
        assertArrayEquals(new float[] {0, 0}, gradient("multiclass_hinge", new float[] {0.5f, 1.5f}, 1), 1e-9f);
        assertArrayEquals(new float[] {0.5f, -0.5f}, gradient("huber", new float[] {3, 1}, 2, 2), 1e-9f);
        assertArrayEquals(new float[] {0, 0}, gradient("quantile", new float[] {2, 3}, 2, 3), 1e-9f);
        assertArrayEquals(new float[] {0, 0}, gradient("mae", new float[] {2, 3}, 2, 3), 1e-9f);
        assertArrayEquals(new float[] {0, 0}, gradient("log_cosh", new float[] {2, 3}, 2, 3), 1e-9f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross_entropy", "kl_divergence"})
    void sharesThatDoNotSumToOneAreTakenAsTheyAre(String name) {
        float[] targets = {0.5f, 0.125f, 1};
        float[] outputs = {0.25f, -1, 0.5f};
        double[] expected = Differences.gradient(
                z -> PlainLoss.row(Losses.CATALOG.choose(name), z, targets), Differences.toDoubles(outputs));
        float[] gradient = gradient(name, outputs, targets);
        for (int i = 0; i < 3; i++) {
            assertEquals(expected[i], gradient[i], 1e-6);
        }
    }

    private static float[] gradient(String name, float[] outputs, float... targets) {
        return gradient(Losses.CATALOG.choose(name), outputs, targets);
    }

    private static float[] gradient(Choice<Loss> loss, float[] outputs, float... targets) {
        float[] gradient = new float[outputs.length];
        Examples row = new Examples(1, outputs.length, outputs, targets.length, targets, new float[] {1});
        loss.value().sum(row, gradient);
        return gradient;
    }

    @Test
    void everyLossSaysWhatItPredicts() {
        assertTrue(TASKS.keySet().containsAll(Losses.CATALOG.names()));
        for (String name : Losses.CATALOG.names()) {
            assertEquals(TASKS.get(name), Losses.CATALOG.choose(name).value().task(), name);
        }
    }

    @Test
    void theseHaveALogLink() {
        for (String name : Losses.CATALOG.names()) {
            Loss loss = Losses.CATALOG.choose(name).value();
            assertEquals(LOG_LINKS.contains(name), loss.hasLogLink(), name);
            assertEquals(loss.hasLogLink() || loss.task() != Task.REGRESSION, loss.ownsLink(), name);
        }
    }

    @Test
    void aFocalLossWithoutFocusIsTheCrossEntropy() {
        float[] outputs = {0.5f, -1, 2, -800, 0};
        for (int target = 0; target < outputs.length; target++) {
            assertArrayEquals(
                    gradient("cross_entropy", outputs, target),
                    gradient(Losses.CATALOG.choose("focal", Map.of("gamma", 0)), outputs, target),
                    1e-7f);
        }
        float[] targets = {1, 0, 0, 1, 1};
        assertArrayEquals(
                gradient("binary_cross_entropy", outputs, targets),
                gradient(Losses.CATALOG.choose("binary_focal", Map.of("gamma", 0)), outputs, targets),
                1e-7f);
    }

    /** Where the exponential of its mean overflows, a target of 0 has no share in the loss. */
    @Test
    void zeroIsATargetOfTweedieAtAnyOutput() {
        float[] gradient = gradient("tweedie", new float[] {-2000, -800}, 0, 0);
        assertArrayEquals(new float[] {0, 0}, gradient);
    }

    @Test
    void rawScoresDecideAtZeroAndProbabilitiesAtOneHalf() {
        for (String name : Losses.CATALOG.names()) {
            Loss loss = Losses.CATALOG.choose(name).value();
            if (loss.task() == Task.BINARY) {
                assertEquals(loss.givesProbabilities() ? 0.5f : 0f, loss.decidesAt(), name);
            }
        }
    }

    @Test
    void onlyProbabilitiesCanBeComparedWithADistribution() {
        for (String name : Losses.CATALOG.names()) {
            Loss loss = Losses.CATALOG.choose(name).value();
            if (loss.task() == Task.MULTICLASS) {
                assertEquals(loss.givesProbabilities(), loss.takesDistributions(), name);
            }
        }
    }

    /** Everything behind the rows of a block, and every column of a wide target, is left alone. */
    @ParameterizedTest
    @MethodSource("cases")
    void aBlockEndsWhereItsRowsEnd(Golden golden) {
        Loss loss = loss(golden).value();
        Examples all = examples(golden);
        float[] gradient = new float[all.outputs().length];
        loss.sum(all, gradient);
        float[] partly = new float[all.outputs().length];
        Arrays.fill(partly, 77);
        Examples first = new Examples(3, all.units(), all.outputs(), all.targetWidth(), all.targets(), all.weights());
        loss.sum(first, partly);
        for (int i = 0; i < partly.length; i++) {
            assertEquals(i < 3 * all.units() ? gradient[i] : 77, partly[i]);
        }
    }

    private static GradientSum run(Golden golden) {
        Examples examples = examples(golden);
        float[] gradient = new float[examples.outputs().length];
        double lossSum = loss(golden).value().sum(examples, gradient);
        double weightSum = 0;
        for (float weight : examples.weights()) {
            weightSum += weight;
        }
        return new GradientSum(lossSum, weightSum, gradient);
    }

    private static Choice<Loss> loss(Golden golden) {
        NotBuiltYet.skip(golden.needs());
        return Losses.CATALOG.fromWords(golden.words("loss"));
    }

    private static Examples examples(Golden golden) {
        float[][] outputs = golden.table("outputs");
        return new Examples(
                outputs.length,
                outputs[0].length,
                golden.floats("outputs"),
                golden.table("targets")[0].length,
                golden.floats("targets"),
                weights(golden));
    }

    private static float[] weights(Golden golden) {
        if (golden.has("weights")) {
            return golden.floats("weights");
        }
        float[] ones = new float[golden.table("outputs").length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
