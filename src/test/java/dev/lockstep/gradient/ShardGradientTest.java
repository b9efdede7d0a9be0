package dev.lockstep.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Golden;
import dev.lockstep.catalog.NotBuiltYet;
import dev.lockstep.data.Epochs;
import dev.lockstep.data.PlainSequence;
import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Rows;
import dev.lockstep.data.Shard;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.data.Step;
import dev.lockstep.math.Backend;
import dev.lockstep.math.Differences;
import dev.lockstep.math.RandomArrays;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Masks;
import dev.lockstep.network.PlainNetwork;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Losses;
import dev.lockstep.objective.PlainLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The float kernels against {@link PlainNetwork} and {@link PlainLoss}, whose gradients are differences. */
class ShardGradientTest {

    private static final long SEED = 21;
    private static final int ROWS = 13;
    private static final int INPUTS = 4;
    /** Of a hundred features, how many are not 0: there are rows with none and with all. */
    private static final int THINNED = 70;

    private static final float[] WEIGHTS = {1, 0, 2.5f, 0.25f, 3, 1, 1, 0, 0.5f, 4, 2, 1, 0.125f};

    /** Every loss with every kind of targets, from the golden file, times every activation. */
    static Stream<Arguments> lossesAndActivations() {
        Map<String, Golden> losses = new LinkedHashMap<>();
        Golden.cases("losses.json")
                .forEach(golden -> losses.putIfAbsent(
                        golden.words("loss") + " " + golden.text("targetKind") + " "
                                + golden.table("outputs")[0].length,
                        golden));
        return losses.values().stream().flatMap(loss -> Golden.cases("activations.json").stream()
                .map(activation -> Arguments.of(loss, activation)));
    }

    @ParameterizedTest
    @MethodSource("lossesAndActivations")
    void gradientsAreThoseOfThePlainNetwork(Golden lossCase, Golden activationCase) {
        NotBuiltYet.skip(lossCase.needs());
        NotBuiltYet.skip(activationCase.needs());
        Choice<Loss> loss = Losses.CATALOG.fromWords(lossCase.words("loss"));
        Choice<Activation> activation = Activations.CATALOG.fromWords(activationCase.words("activation"));
        int units = lossCase.table("outputs")[0].length;
        float[][] targets = targets(lossCase.text("targetKind"), units);
        for (PlainNetwork plain :
                List.of(plain(units, activation, 0), plain(units, activation, 1), plain(units, activation, 2))) {
            float[] parameters = parameters(plain);
            PlainRows plainRows = new PlainRows(
                    plain,
                    loss,
                    parameters,
                    Rows.random(ROWS, INPUTS, targets, null).thinned(THINNED));
            for (float[] weights : Arrays.asList(null, WEIGHTS)) {
                Rows rows = Rows.random(ROWS, INPUTS, targets, weights).thinned(THINNED);
                plainRows.assertEqualTo(rows, 1, ROWS);
                plainRows.assertEqualTo(rows, 3, 5);
                plainRows.assertEqualTo(rows, 8, 1);
                plainRows.assertEqualTo(rows, 16, ROWS);
            }
        }
    }

    static Stream<Arguments> regressionLossesAndActivations() {
        return lossesAndActivations()
                .filter(arguments ->
                        ((Golden) arguments.get()[0]).text("targetKind").equals("numbers"));
    }

    @ParameterizedTest
    @MethodSource("regressionLossesAndActivations")
    void anOutputActivationIsPartOfTheGradient(Golden lossCase, Golden activationCase) {
        NotBuiltYet.skip(lossCase.needs());
        NotBuiltYet.skip(activationCase.needs());
        Choice<Loss> loss = Losses.CATALOG.fromWords(lossCase.words("loss"));
        int units = lossCase.table("outputs")[0].length;
        PlainNetwork plain = new PlainNetwork(
                INPUTS,
                List.of(
                        new PlainNetwork.Part(3, Activations.CATALOG.choose("tanh")),
                        new PlainNetwork.Part(
                                units, Activations.CATALOG.fromWords(activationCase.words("activation")))));
        Rows rows = Rows.random(ROWS, INPUTS, targets("numbers", units), WEIGHTS);
        new PlainRows(plain, loss, parameters(plain), rows).assertEqualTo(rows, 2, 6);
    }

    /** The same masks in the plain network, each found by the key of its row. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void gradientsWithDropoutAreThoseOfTheMaskedPlainNetwork(int shards) {
        Choice<Activation> tanh = Activations.CATALOG.choose("tanh");
        PlainNetwork plain = new PlainNetwork(
                INPUTS,
                List.of(
                        new PlainNetwork.Part(9, tanh, 0.4),
                        new PlainNetwork.Part(6, tanh, 0.25),
                        new PlainNetwork.Part(2, Activations.CATALOG.choose("identity"))));
        Choice<Loss> loss = Losses.CATALOG.choose("mse");
        Rows rows = Rows.random(ROWS, INPUTS, targets("numbers", 2), WEIGHTS);
        float[] parameters = parameters(plain);
        ShardGradient gradient = shardGradient(plain, loss, shards);
        Step step = new Step(2, 77, 4, 11);
        GradientSum sum = sum(gradient, rows, parameters, step, 2);
        GradientSum ofSparse = sum(gradient, rows.packSparse(shards), parameters, step, 2);

        ShardLayout layout = new ShardLayout(ROWS, shards);
        Shard[] packed = rows.pack(shards);
        double[] expected = Differences.gradient(
                p -> {
                    double lossSum = 0;
                    for (PlainSequence.Place place :
                            PlainSequence.of(layout, ROWS).subList(4, 11)) {
                        int row = row(layout, packed, step.epoch(), place);
                        int key = place.slot() * shards + place.shard();
                        double[][] masks = Masks.of(plain.network(), SEED, step.epoch(), key);
                        double[] outputs = plain.outputs(p, rows.features()[row], masks);
                        lossSum += rows.weight(row) * PlainLoss.row(loss, outputs, rows.targets()[row]);
                    }
                    return lossSum;
                },
                Differences.toDoubles(parameters));
        assertClose(expected, sum.gradient(), 1e-5, 0);
        assertClose(expected, ofSparse.gradient(), 1e-5, 0);
    }

    /** Blocks change the order of additions and nothing else; the rows' masks stay with them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 12, 13, 20})
    void theBlockSizeChangesTheGradientByRoundingOnly(int block) {
        Choice<Activation> tanh = Activations.CATALOG.choose("tanh");
        PlainNetwork plain = new PlainNetwork(
                INPUTS,
                List.of(
                        new PlainNetwork.Part(9, tanh, 0.5),
                        new PlainNetwork.Part(3, Activations.CATALOG.choose("identity"))));
        Rows rows = Rows.random(ROWS, INPUTS, targets("classes", 3), WEIGHTS);
        ShardGradient gradient = shardGradient(plain, Losses.CATALOG.choose("cross_entropy"), 1);
        float[] parameters = parameters(plain);
        Step step = new Step(0, 0, 0, ROWS);
        GradientSum whole = sum(gradient, rows, parameters, step, ROWS);
        GradientSum blocks = sum(gradient, rows, parameters, step, block);
        assertEquals(whole.lossSum(), blocks.lossSum(), 1e-12);
        assertEquals(whole.weightSum(), blocks.weightSum());
        assertClose(Differences.toDoubles(whole.gradient()), blocks.gradient(), 1e-6, 0);
    }

    @Test
    void aClassWeightMultipliesTheWeightsOfItsRows() {
        float[][] targets = targets("classes", 3);
        float[] classWeights = {0.5f, 2, 1.25f};
        float[] products = WEIGHTS.clone();
        for (int row = 0; row < ROWS; row++) {
            products[row] *= classWeights[(int) targets[row][0]];
        }
        PlainNetwork plain = plain(3, Activations.CATALOG.choose("tanh"), 1);
        Loss loss = Losses.CATALOG.choose("cross_entropy").value();
        ShardGradient weighted = new ShardGradient(
                plain.network(), loss, classWeights, SEED, new Epochs(new ShardLayout(ROWS, 2), ROWS));
        ShardGradient plainly =
                new ShardGradient(plain.network(), loss, null, SEED, new Epochs(new ShardLayout(ROWS, 2), ROWS));
        Step step = new Step(0, 0, 1, 12);
        float[] parameters = parameters(plain);
        GradientSum byClass = sum(weighted, Rows.random(ROWS, INPUTS, targets, WEIGHTS), parameters, step, 3);
        GradientSum byRow = sum(plainly, Rows.random(ROWS, INPUTS, targets, products), parameters, step, 3);
        assertEquals(byRow.lossSum(), byClass.lossSum());
        assertEquals(byRow.weightSum(), byClass.weightSum());
        assertArrayEquals(byRow.gradient(), byClass.gradient());
    }

    @Test
    void blocksHaveAtMost512RowsAndNoMoreThanAShardGets() {
        PlainNetwork plain = plain(1, Activations.CATALOG.choose("tanh"), 0);
        Map<Long, Integer> blocks = Map.of(1L, 1, 8L, 1, 9L, 2, 128L, 16, 4096L, 512, 10_000_000_000L, 512);
        blocks.forEach((batch, rows) -> {
            Epochs epochs = new Epochs(new ShardLayout(batch, 8), batch);
            assertEquals(rows, new ShardGradient(plain.network(), null, null, SEED, epochs).blockRows());
        });
        assertEquals(512, BlockReader.ROWS);
    }

    @Test
    void aReaderCanBeUsedAgainAndAgain() {
        Rows rows = Rows.random(ROWS, INPUTS, targets("classes", 3), WEIGHTS);
        PlainNetwork plain = plain(3, Activations.CATALOG.choose("relu"), 2);
        ShardGradient gradient = shardGradient(plain, Losses.CATALOG.choose("cross_entropy"), 1);
        float[] parameters = parameters(plain);
        BlockReader reader = new BlockReader(plain.network(), Backend.JAVA.products(), 5);
        Shard shard = rows.pack(1)[0];
        int[] order = RowOrder.of(SEED, 0, shard);
        float[] first = null;
        for (int trial = 0; trial < 3; trial++) {
            for (Step step : List.of(new Step(0, 0, 0, 4), new Step(0, 1, 4, 13))) {
                float[] sum =
                        gradient.sum(reader, parameters, shard, order, step).gradient();
                first = first == null ? sum : first;
                if (step.number() == 0) {
                    assertArrayEquals(first, sum);
                }
            }
        }
    }

    /** A plain network's loss and gradient of each row, and its sums over the rows of steps. */
    private static final class PlainRows {

        private final PlainNetwork plain;
        private final Choice<Loss> loss;
        private final float[] parameters;
        private final double[] losses = new double[ROWS];
        private final double[][] gradients = new double[ROWS][];

        PlainRows(PlainNetwork plain, Choice<Loss> loss, float[] parameters, Rows rows) {
            this.plain = plain;
            this.loss = loss;
            this.parameters = parameters;
            for (int row = 0; row < ROWS; row++) {
                float[] features = rows.features()[row];
                float[] targets = rows.targets()[row];
                double[] at = Differences.toDoubles(parameters);
                losses[row] = PlainLoss.row(loss, plain.outputs(at, features, null), targets);
                gradients[row] =
                        Differences.gradient(p -> PlainLoss.row(loss, plain.outputs(p, features, null), targets), at);
            }
        }

        private double largestOfAnyRow() {
            return Arrays.stream(gradients)
                    .mapToDouble(ShardGradientTest::largest)
                    .max()
                    .orElse(0);
        }

        void assertEqualTo(Rows rows, int shards, int batch) {
            Epochs epochs = new Epochs(new ShardLayout(ROWS, shards), batch);
            ShardGradient gradient = new ShardGradient(plain.network(), loss.value(), null, SEED, epochs);
            ShardLayout layout = new ShardLayout(ROWS, shards);
            Shard[] packed = rows.pack(shards);
            List<PlainSequence.Place> sequence = PlainSequence.of(layout, batch);
            for (long number = epochs.stepsPerEpoch(); number < 2 * epochs.stepsPerEpoch(); number++) {
                Step step = epochs.step(number);
                double lossSum = 0;
                double weightSum = 0;
                double[] expected = new double[parameters.length];
                for (PlainSequence.Place place : sequence.subList((int) step.from(), (int) step.to())) {
                    int row = row(layout, packed, step.epoch(), place);
                    lossSum += rows.weight(row) * losses[row];
                    weightSum += rows.weight(row);
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] += rows.weight(row) * gradients[row][i];
                    }
                }
                double mean = PlainLoss.mean(loss, lossSum, weightSum);
                double scale = PlainLoss.gradientScale(loss, lossSum, weightSum);
                double rounding = 3e-6 * scale * weightSum * largestOfAnyRow();
                double[] meanGradient =
                        Arrays.stream(expected).map(x -> x * scale).toArray();
                for (Shard[] storage : List.of(packed, rows.packSparse(shards))) {
                    GradientSum sum = sum(gradient, storage, parameters, step, gradient.blockRows());
                    assertEquals(weightSum, sum.weightSum());
                    assertEquals(mean, sum.meanLoss(loss.value()), 2e-6 * Math.max(1, mean));
                    assertClose(meanGradient, sum.meanGradient(loss.value()), 1e-5, rounding);
                }
            }
        }
    }

    private static ShardGradient shardGradient(PlainNetwork plain, Choice<Loss> loss, int shards) {
        return new ShardGradient(
                plain.network(), loss.value(), null, SEED, new Epochs(new ShardLayout(ROWS, shards), ROWS));
    }

    private static GradientSum sum(ShardGradient gradient, Rows rows, float[] parameters, Step step, int block) {
        return sum(gradient, rows.pack(gradient.epochs().shards()), parameters, step, block);
    }

    private static GradientSum sum(ShardGradient gradient, Shard[] shards, float[] parameters, Step step, int block) {
        BlockReader reader = new BlockReader(gradient.network(), Backend.JAVA.products(), block);
        GradientSum sum = new GradientSum(0, 0, new float[parameters.length]);
        for (Shard shard : shards) {
            if (gradient.touches(step, shard)) {
                int[] order = RowOrder.of(SEED, step.epoch(), shard);
                sum.merge(gradient.sum(reader, parameters, shard, order, step));
            }
        }
        return sum;
    }

    /** The row at a place of an epoch's sequence. */
    private static int row(ShardLayout layout, Shard[] shards, int epoch, PlainSequence.Place place) {
        return (int) layout.start(place.shard()) + RowOrder.of(SEED, epoch, shards[place.shard()])[place.slot()];
    }

    /** Relative to the largest element, which is what a step of training sees, but for the rounding of what it sums. */
    private static void assertClose(double[] expected, float[] actual, double relative, double rounding) {
        double largest = largest(expected);
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            double distance = Math.abs(expected[i] - actual[i]);
            assertTrue(
                    distance <= relative * largest + rounding, "parameter " + i + ": " + expected[i] + " " + actual[i]);
        }
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static float[][] targets(String kind, int units) {
        float[] noise = RandomArrays.normal(ROWS * units, 5);
        float[][] targets = new float[ROWS][];
        for (int row = 0; row < ROWS; row++) {
            float[] ofRow = Arrays.copyOfRange(noise, row * units, (row + 1) * units);
            targets[row] = switch (kind) {
                case "numbers" -> ofRow;
                case "number" -> new float[] {ofRow[0]};
                case "counts" -> each(ofRow, x -> (float) Math.floor(2 * Math.abs(x)));
                case "amounts" -> each(ofRow, x -> Math.abs(x) + 0.1f);
                case "claims" -> each(ofRow, x -> Math.max(0, x));
                case "labels" -> labels(ofRow);
                case "classes" -> new float[] {row * 5 % units};
                case "distribution" -> distribution(ofRow);
                default -> throw new IllegalArgumentException("no targets of kind " + kind);
            };
        }
        return targets;
    }

    private static float[] each(float[] noise, UnaryOperator<Float> function) {
        float[] targets = new float[noise.length];
        for (int i = 0; i < noise.length; i++) {
            targets[i] = function.apply(noise[i]);
        }
        return targets;
    }

    private static float[] labels(float[] noise) {
        float[] labels = new float[noise.length];
        for (int i = 0; i < noise.length; i++) {
            labels[i] = noise[i] > 0 ? 1 : 0;
        }
        return labels;
    }

    /** Sixteenths that sum to 1, one of them 0. */
    private static float[] distribution(float[] noise) {
        float[] shares = new float[noise.length];
        shares[0] = 1;
        for (int i = 1; i < noise.length - 1; i++) {
            shares[i] = Math.round(Math.min(3, Math.abs(noise[i]) * 2)) / 16f;
            shares[0] -= shares[i];
        }
        return shares;
    }

    private static PlainNetwork plain(int outputs, Choice<Activation> activation, int depth) {
        List<PlainNetwork.Part> parts = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            parts.add(new PlainNetwork.Part(4 - i, activation));
        }
        parts.add(new PlainNetwork.Part(outputs, Activations.CATALOG.choose("identity")));
        return new PlainNetwork(INPUTS, parts);
    }

    private static float[] parameters(PlainNetwork plain) {
        return RandomArrays.normal(plain.parameterCount(), 3, plain.parts().size());
    }
}
