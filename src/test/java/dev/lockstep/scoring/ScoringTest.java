package dev.lockstep.scoring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Scaling;
import dev.lockstep.data.column.Curve;
import dev.lockstep.math.Backend;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Dropout;
import dev.lockstep.network.Network;
import dev.lockstep.network.Workspace;
import dev.lockstep.objective.Losses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoringTest {

    private static final int INPUTS = 40;
    private static final Network NETWORK = Network.of(
            INPUTS,
            List.of(
                    new Network.Hidden(7, Activations.CATALOG.choose("prelu").value(), 0.5, Double.POSITIVE_INFINITY),
                    new Network.Hidden(5, Activations.TANH, 0, Double.POSITIVE_INFINITY)),
            3,
            Activations.IDENTITY);
    private static final TrainedNetwork TRAINED = trained();

    private static TrainedNetwork trained() {
        Random random = new Random(1);
        float[] parameters = new float[NETWORK.parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) random.nextGaussian() / 3;
        }
        Scaling input = new Scaling(
                random.doubles(INPUTS, -2, 2).toArray(),
                random.doubles(INPUTS, 0.5, 2).toArray());
        Scaling output = new Scaling(new double[] {1, 2, 3}, new double[] {10, 20, 30});
        return TrainedNetwork.of(NETWORK, Losses.CATALOG.choose("mse").value(), parameters, input, output);
    }

    private static double[][] rows(int count) {
        Random random = new Random(2);
        double[][] rows = new double[count][INPUTS];
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < row % 5; i++) {
                rows[row][random.nextInt(INPUTS)] = random.nextGaussian() * 100;
            }
        }
        return rows;
    }

    /** What training computes for a row. */
    private static float[] expected(double[] row) {
        Workspace workspace = new Workspace(NETWORK, Backend.JAVA.products(), 1);
        for (int i = 0; i < INPUTS; i++) {
            workspace.inputs()[i] = TRAINED.inputScaling().apply(row[i], i);
        }
        NETWORK.forward(TRAINED.parameters(), workspace, 1, Dropout.OFF);
        return workspace.outputs().clone();
    }

    private static void addSparse(Scoring scoring, double[] row) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            if (row[i] != 0) {
                indices.add(i);
            }
        }
        int[] at = indices.stream().mapToInt(i -> i).toArray();
        scoring.add(INPUTS, at, indices.stream().mapToDouble(i -> row[i]).toArray());
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"AUTO", "JAVA"})
    void denseAndSparseRowsInAnyOrderAreScoredAsInTraining(Backend backend) {
        Scoring scoring = TRAINED.scoring(backend, Scoring.ROWS);
        double[][] rows = rows(100);
        for (int round = 0; round < 2; round++) {
            for (int row = 0; row < rows.length; row++) {
                if ((row * 5 + round) % 3 == 0) {
                    scoring.add(rows[row]);
                } else {
                    addSparse(scoring, rows[row]);
                }
            }
            assertEquals(100, scoring.rows());
            float[] outputs = scoring.outputs();
            assertEquals(0, scoring.rows());
            for (int row = 0; row < rows.length; row++) {
                float[] found = {outputs[3 * row], outputs[3 * row + 1], outputs[3 * row + 2]};
                assertArrayEquals(expected(rows[row]), found, 1e-5f, "row " + row);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64})
    void theBlockSizeDoesNotMatter(int size) {
        Scoring scoring = TRAINED.scoring(Backend.AUTO, size);
        double[][] rows = rows(size);
        for (double[] row : rows) {
            scoring.add(row);
        }
        float[] outputs = scoring.outputs();
        for (int row = 0; row < size; row++) {
            assertEquals(expected(rows[row])[1], outputs[3 * row + 1], 1e-6f);
        }
    }

    @Test
    void aBlockOfVeryWideRowsIsSmaller() {
        Network wide = Network.of(1 << 20, List.of(), 1, Activations.IDENTITY);
        TrainedNetwork trained = TrainedNetwork.of(
                wide,
                Losses.CATALOG.choose("mse").value(),
                new float[wide.parameterCount()],
                Scaling.none(1 << 20),
                Scaling.none(1));
        assertEquals(4, trained.scoring(Backend.JAVA, Scoring.ROWS).capacity());
    }

    @Test
    void predictionsComeBackInTheUnitOfTheirLabels() {
        assertEquals(0.5f * 20 + 2, TRAINED.unscaled(0.5f, 1));
        assertArrayEquals(new double[] {10, 20, 30}, TRAINED.outputScaling().scale());
    }

    @Test
    void theShapeWithItsNumbersIsTheNetwork() {
        TrainedNetwork again = TRAINED.shape().with(TRAINED.parameters(), TRAINED.constants());
        double[] row = rows(4)[3];
        Scoring one = TRAINED.scoring(Backend.JAVA, 1);
        Scoring other = again.scoring(Backend.JAVA, 1);
        one.add(row);
        other.add(row);
        assertArrayEquals(one.outputs(), other.outputs());
    }

    @Test
    void rowsOfAnotherLengthAndValuesThatAreNotFiniteAreRefused() {
        Scoring scoring = TRAINED.scoring(Backend.JAVA, 2);
        assertThrows(IllegalArgumentException.class, () -> scoring.add(new double[3]));
        double[] infinite = new double[INPUTS];
        infinite[7] = Double.POSITIVE_INFINITY;
        String message = assertThrows(IllegalArgumentException.class, () -> scoring.add(infinite))
                .getMessage();
        assertTrue(message.startsWith("feature 7 must be a finite number"), message);
        assertThrows(IllegalArgumentException.class, () -> scoring.add(INPUTS, new int[] {2}, new double[] {1e300}));
    }

    static Stream<Curve> curves() {
        double[] limits = new double[INPUTS];
        Arrays.fill(limits, 3);
        limits[4] = Double.POSITIVE_INFINITY;
        return Stream.of(
                Curve.limits(limits), Curve.knots(new double[] {0, -1, -2, 0, 5, 2, 7, 0, 1, 7, 1, 4, 39, 2, 2}));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void aCurveIsThatOfTrainingForDenseAndSparseRows(Curve curve) {
        TrainedNetwork curved = curved(curve);
        double[][] rows = rows(20);
        Scoring dense = curved.scoring(Backend.JAVA, 64);
        Scoring sparse = curved.scoring(Backend.JAVA, 64);
        for (double[] row : rows) {
            dense.add(row);
            addSparse(sparse, row);
        }
        float[] ofDense = dense.outputs();
        assertArrayEquals(ofDense, sparse.outputs(), 1e-5f);
        Workspace workspace = new Workspace(NETWORK, Backend.JAVA.products(), 1);
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < INPUTS; i++) {
                workspace.inputs()[i] = curved.inputScaling().apply(rows[row][i], i);
            }
            NETWORK.forward(curved.parameters(), workspace, 1, Dropout.OFF);
            assertArrayEquals(workspace.outputs(), Arrays.copyOfRange(ofDense, 3 * row, 3 * row + 3), 1e-6f);
        }
    }

    /** A curve would bound it. */
    @ParameterizedTest
    @MethodSource("curves")
    void anInfiniteValueIsRefusedByACurveToo(Curve curve) {
        double[] row = new double[INPUTS];
        row[7] = Double.POSITIVE_INFINITY;
        Scoring scoring = curved(curve).scoring(Backend.JAVA, 64);
        String message = assertThrows(IllegalArgumentException.class, () -> scoring.add(row))
                .getMessage();
        assertTrue(message.startsWith("feature 7 must be a finite number"), message);
        assertThrows(
                IllegalArgumentException.class,
                () -> scoring.add(INPUTS, new int[] {7}, new double[] {Double.NEGATIVE_INFINITY}));
    }

    @Test
    void rowsOfUnitLengthAreThoseOfTrainingForDenseAndSparseRows() {
        Scaling input = new Scaling(new double[INPUTS], TRAINED.inputScaling().scale());
        TrainedNetwork unit = TrainedNetwork.of(
                        NETWORK, TRAINED.loss(), TRAINED.parameters(), input, TRAINED.outputScaling())
                .ofUnitRows();
        TrainedNetwork again = unit.shape().with(unit.parameters(), unit.constants());
        double[][] rows = rows(20);
        Scoring dense = unit.scoring(Backend.JAVA, 64);
        Scoring sparse = again.scoring(Backend.JAVA, 64);
        for (double[] row : rows) {
            dense.add(row);
            addSparse(sparse, row);
        }
        float[] ofDense = dense.outputs();
        assertArrayEquals(ofDense, sparse.outputs(), 1e-6f);
        Workspace workspace = new Workspace(NETWORK, Backend.JAVA.products(), 1);
        for (int row = 0; row < rows.length; row++) {
            double[] ofRow = rows[row];
            double[] scaled = IntStream.range(0, INPUTS)
                    .mapToDouble(i -> ofRow[i] / input.scale()[i])
                    .toArray();
            double norm = Math.sqrt(Arrays.stream(scaled).map(x -> x * x).sum());
            for (int i = 0; i < INPUTS; i++) {
                workspace.inputs()[i] = norm == 0 ? 0 : (float) (scaled[i] / norm);
            }
            NETWORK.forward(TRAINED.parameters(), workspace, 1, Dropout.OFF);
            assertArrayEquals(workspace.outputs(), Arrays.copyOfRange(ofDense, 3 * row, 3 * row + 3), 1e-6f);
        }
        rows[1][3] = 1e300;
        assertThrows(IllegalArgumentException.class, () -> dense.add(rows[1]));
        assertThrows(IllegalArgumentException.class, () -> addSparse(sparse, rows[1]));
    }

    private static TrainedNetwork curved(Curve curve) {
        Scaling affine = TRAINED.inputScaling();
        Scaling input = new Scaling(affine.mean(), affine.scale(), curve);
        return TrainedNetwork.of(NETWORK, TRAINED.loss(), TRAINED.parameters(), input, TRAINED.outputScaling());
    }
}
