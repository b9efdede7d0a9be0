package dev.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.math.RandomArrays;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegressionTallyTest {

    private static final int ROWS = 200;
    private static final float[] VALUES = RandomArrays.normal(2 * ROWS, 1);
    private static final float[] TARGETS = RandomArrays.normal(2 * ROWS, 2);

    /** The first output is off by 1, −1 and 2 of truths 0, 2 and 4; the second is constant and off by 1 once. */
    static Tally twoOutputs() {
        Tally tally = new RegressionTally(new double[] {1, 1});
        tally.add(new Predictions(
                4,
                2,
                new float[] {1, 5, 1, 6, 6, 5, 99, 99},
                2,
                new float[] {0, 5, 2, 5, 4, 5, -99, -99},
                new float[] {1, 2, 1, 0},
                8));
        return tally;
    }

    @Test
    void errorsAreCountedAsByHand() {
        Map<String, Double> metrics = twoOutputs().metrics(RegressionTallyTest::mean);
        assertEquals(2, metrics.get("loss"), 1e-12);
        assertEquals(Math.sqrt((1 + 2 + 4 + 0 + 2 + 0) / 8.0), metrics.get("rmse"), 1e-12);
        assertEquals((1 + 2 + 2 + 0 + 2 + 0) / 8.0, metrics.get("mae"), 1e-12);
        assertEquals((1 - 7 / 8.0 + 0) / 2, metrics.get("r2"), 1e-12);
    }

    @Test
    void errorsAreInTheLabelsOwnUnit() {
        Tally tally = new RegressionTally(new double[] {10});
        tally.add(new Predictions(3, 1, new float[] {0, 1, 3}, 1, new float[] {0, 1, 2}, new float[] {1, 1, 1}, 1));
        Map<String, Double> metrics = tally.metrics(RegressionTallyTest::mean);
        assertEquals(10 / Math.sqrt(3), metrics.get("rmse"), 1e-12);
        assertEquals(10 / 3.0, metrics.get("mae"), 1e-12);
        assertEquals(1 - 100 / 200.0, metrics.get("r2"), 1e-12);
        assertEquals(1 / 3.0, metrics.get("loss"), 1e-12);
    }

    @Test
    void metricsAreThoseOfTwoPassesInDouble() {
        double[] weights =
                IntStream.range(0, ROWS).mapToDouble(row -> row % 4 / 2.0).toArray();
        double total = Arrays.stream(weights).sum();
        double square = 0;
        double modulus = 0;
        double determined = 0;
        for (int output = 0; output < 2; output++) {
            double mean = 0;
            for (int row = 0; row < ROWS; row++) {
                mean += weights[row] * TARGETS[2 * row + output] / total;
            }
            double squareOfOutput = 0;
            double deviation = 0;
            for (int row = 0; row < ROWS; row++) {
                double target = TARGETS[2 * row + output];
                double error = VALUES[2 * row + output] - target;
                squareOfOutput += weights[row] * error * error;
                modulus += weights[row] * Math.abs(error);
                deviation += weights[row] * (target - mean) * (target - mean);
            }
            square += squareOfOutput;
            determined += 1 - squareOfOutput / deviation;
        }
        Map<String, Double> metrics = tally(0, ROWS).metrics(RegressionTallyTest::mean);
        assertEquals(Math.sqrt(square / total / 2), metrics.get("rmse"), 1e-12);
        assertEquals(modulus / total / 2, metrics.get("mae"), 1e-12);
        assertEquals(determined / 2, metrics.get("r2"), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 50, 200})
    void anyPartitionsMergeToTheSameMetrics(int parts) {
        Map<String, Double> whole = tally(0, ROWS).metrics(RegressionTallyTest::mean);
        Tally merged = tally(0, 0);
        for (int part = 0; part < parts; part++) {
            merged.merge(tally(ROWS * part / parts, ROWS * (part + 1) / parts));
        }
        merged.merge(tally(0, 0));
        merged.metrics(RegressionTallyTest::mean)
                .forEach((name, value) -> assertEquals(whole.get(name), value, 1e-12, name));
    }

    @Test
    void theLossIsWhatTheLossMakesOfItsSums() {
        assertEquals(
                Math.sqrt(2), twoOutputs().metrics((l, w) -> Math.sqrt(l / w)).get("loss"), 1e-12);
    }

    private static Tally tally(int from, int to) {
        Tally tally = new RegressionTally(new double[] {1, 1});
        float[] weights = new float[to - from];
        for (int row = from; row < to; row++) {
            weights[row - from] = row % 4 / 2f;
        }
        tally.add(new Predictions(
                to - from,
                2,
                Arrays.copyOfRange(VALUES, 2 * from, 2 * to),
                2,
                Arrays.copyOfRange(TARGETS, 2 * from, 2 * to),
                weights,
                0.5 * (to - from)));
        return tally;
    }

    private static double mean(double lossSum, double weightSum) {
        return lossSum / weightSum;
    }

    /** Scaled labels with weights once left a remainder of rounding, by which everything was divided. */
    @Test
    void aConstantLabelHasNoR2() {
        Tally tally = new RegressionTally(new double[] {77.00574586945044});
        float[] weights = {0.19020218f, 0.19020218f, 0.19020218f, 0.19020218f, 0.19020218f};
        float[] targets = {0.6233638f, 0.6233638f, 0.6233638f, 0.6233638f, 0.6233638f};
        tally.add(new Predictions(5, 1, new float[5], 1, targets, weights, 0));
        assertEquals(Double.NaN, tally.metrics((loss, weight) -> loss / weight).get("r2"));
        assertEquals(Map.of("r2", "the label is the same in all rows"), tally.undefined(List.of()));
        assertEquals(Map.of(), twoOutputs().undefined(List.of()));
    }
}
