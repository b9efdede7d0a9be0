package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.math.RandomStream;
import dev.lockstep.math.RandomStream.Purpose;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {

    private static final int ROWS = 500;
    private static final int COLUMNS = 4;
    /** Column 0 is standard normal, 1 far from 0, 2 tiny, 3 constant. */
    private static final double[][] TABLE = table();

    @Test
    void meanAndDeviationAreThoseOfTwoPasses() {
        assertStandard(ones(), of(0, ROWS, ones()).standard(0, COLUMNS));
    }

    @Test
    void rowsCountByTheirWeight() {
        assertStandard(weights(), of(0, ROWS, weights()).standard(0, COLUMNS));
        assertEquals(Arrays.stream(weights()).sum(), of(0, ROWS, weights()).weight(), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 500})
    void mergedPartsAreTheWhole(int parts) {
        Moments merged = new Moments(COLUMNS);
        for (int part = 0; part < parts; part++) {
            merged.merge(of(ROWS * part / parts, ROWS * (part + 1) / parts, weights()));
        }
        assertStandard(weights(), merged.standard(0, COLUMNS));
        assertEquals(of(0, ROWS, weights()).weight(), merged.weight(), 1e-9);
        Scaling minmax = merged.minmax(0, COLUMNS);
        assertEquals(minmax(), Arrays.toString(minmax.mean()) + Arrays.toString(minmax.scale()));
    }

    @Test
    void mergingNothingChangesNoBit() {
        Moments moments = of(0, ROWS, weights());
        Scaling before = moments.standard(0, COLUMNS);
        Scaling after = moments.merge(new Moments(COLUMNS)).standard(0, COLUMNS);
        assertEquals(Arrays.toString(before.mean()), Arrays.toString(after.mean()));
        assertEquals(Arrays.toString(before.scale()), Arrays.toString(after.scale()));
        Scaling into = new Moments(COLUMNS).merge(of(0, ROWS, weights())).standard(0, COLUMNS);
        assertEquals(Arrays.toString(before.mean()), Arrays.toString(into.mean()));
        assertEquals(Arrays.toString(before.scale()), Arrays.toString(into.scale()));
    }

    @Test
    void rowsOfWeightZeroDoNotCount() {
        Moments with = new Moments(1);
        Moments without = new Moments(1);
        for (int row = 0; row < 20; row++) {
            with.add(new double[] {row}, 1);
            without.add(new double[] {row}, 1);
            with.add(new double[] {1e6 * row - 1e7}, 0);
        }
        assertEquals(without.weight(), with.weight());
        assertEquals(without.standard(0, 1).mean()[0], with.standard(0, 1).mean()[0]);
        assertEquals(without.standard(0, 1).scale()[0], with.standard(0, 1).scale()[0]);
        assertEquals(without.minmax(0, 1).scale()[0], with.minmax(0, 1).scale()[0]);
    }

    @Test
    void aRowOfWeightThreeIsTheRowThreeTimes() {
        Moments heavy = new Moments(1);
        Moments repeated = new Moments(1);
        for (int row = 0; row < 20; row++) {
            double[] values = {TABLE[row][0]};
            heavy.add(values, 3);
            IntStream.range(0, 3).forEach(i -> repeated.add(values, 1));
        }
        assertEquals(repeated.standard(0, 1).mean()[0], heavy.standard(0, 1).mean()[0], 1e-14);
        assertEquals(repeated.standard(0, 1).scale()[0], heavy.standard(0, 1).scale()[0], 1e-14);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, -3, 1e300, 1e-300, 123456.789})
    void aConstantColumnBecomesExactlyZero(double value) {
        Moments moments = new Moments(1);
        for (int row = 0; row < 1000; row++) {
            moments.add(new double[] {value}, 0.1 * (1 + row % 7));
        }
        for (Scaling scaling : new Scaling[] {moments.standard(0, 1), moments.minmax(0, 1)}) {
            assertEquals(value, scaling.mean()[0]);
            assertEquals(1, scaling.scale()[0]);
            assertEquals(0f, scaling.apply(value, 0));
        }
    }

    @Test
    void minmaxGoesFromZeroToOne() {
        Scaling scaling = of(0, ROWS, ones()).minmax(0, 2);
        for (int column = 0; column < 2; column++) {
            int place = column;
            double[] values =
                    Arrays.stream(TABLE).mapToDouble(row -> row[place]).sorted().toArray();
            assertEquals(0f, scaling.apply(values[0], column));
            assertEquals(1f, scaling.apply(values[ROWS - 1], column));
        }
    }

    @Test
    void aScalingCoversTheColumnsItWasAskedFor() {
        Moments moments = of(0, ROWS, ones());
        assertEquals(
                moments.standard(0, COLUMNS).mean()[2], moments.standard(2, 3).mean()[0]);
        assertEquals(1, moments.standard(2, 3).mean().length);
        assertEquals(moments.minmax(0, COLUMNS).scale()[1], moments.minmax(1, 3).scale()[0]);
    }

    /** As if the mean had been put in their place. */
    @Test
    void missingValuesAreTheMeanOfTheOthers() {
        Moments missing = new Moments(1);
        Moments put = new Moments(1);
        for (double value : new double[] {1, Double.NaN, 3, 8, Double.NaN}) {
            missing.add(new double[] {value}, 1);
            put.add(new double[] {Double.isNaN(value) ? 4 : value}, 1);
        }
        assertEquals(4, missing.mean(0));
        assertEquals(put.standard(0, 1).mean()[0], missing.standard(0, 1).mean()[0], 1e-15);
        assertEquals(put.standard(0, 1).scale()[0], missing.standard(0, 1).scale()[0], 1e-15);
        Moments none = new Moments(1);
        none.add(new double[] {Double.NaN}, 1);
        assertTrue(Double.isNaN(none.mean(0)));
    }

    @Test
    void whatIsNotGivenIsZero() {
        Moments dense = new Moments(3);
        Moments sparse = new Moments(3);
        double[] weights = weights();
        for (int row = 0; row < ROWS; row++) {
            double[] values = {row % 7 == 0 ? TABLE[row][0] : 0, 0, row % 3 == 0 ? Double.NaN : row % 4};
            dense.add(values, weights[row]);
            sparse.begin(weights[row]);
            for (int i = 0; i < 3 && weights[row] != 0; i++) {
                if (values[i] != 0) {
                    sparse.addValue(i, values[i], weights[row]);
                }
            }
        }
        sparse.withZeros(3);
        for (int i = 0; i < 3; i++) {
            assertEquals(dense.mean(i), sparse.mean(i), 1e-13);
            assertEquals(dense.standard(0, 3).scale()[i], sparse.standard(0, 3).scale()[i], 1e-12);
            assertEquals(dense.minimum(i), sparse.minimum(i));
            assertEquals(dense.maximum(i), sparse.maximum(i));
        }
    }

    @Test
    void onlyColumnsWithValuesNeedToBeTaken() {
        Moments merged = of(0, 100, ones());
        Moments taken = of(0, 100, ones());
        Moments block = new Moments(COLUMNS);
        for (int from = 100; from < ROWS; from += 100) {
            Moments other = new Moments(COLUMNS);
            int column = from / 100 % COLUMNS;
            for (int row = from; row < from + 100; row++) {
                double value = row % 10 == 0 ? Double.NaN : TABLE[row][column];
                for (Moments to : new Moments[] {other, block}) {
                    to.begin(2);
                    to.addValue(column, value, 2);
                }
            }
            merged.merge(other);
            assertEquals(column != 0, block.isEmpty(0));
            taken.take(block, new int[] {column, -1}, 1);
            assertTrue(block.isEmpty(column));
        }
        Scaling wanted = merged.standard(0, COLUMNS);
        Scaling found = taken.standard(0, COLUMNS);
        assertEquals(Arrays.toString(wanted.mean()), Arrays.toString(found.mean()));
        assertEquals(Arrays.toString(wanted.scale()), Arrays.toString(found.scale()));
        assertEquals(merged.weight(), taken.weight());
        assertEquals(0, block.weight());
        for (int i = 0; i < COLUMNS; i++) {
            assertEquals(merged.minimum(i), taken.minimum(i));
            assertEquals(merged.maximum(i), taken.maximum(i));
        }
    }

    private static void assertStandard(double[] weights, Scaling scaling) {
        double total = Arrays.stream(weights).sum();
        for (int column = 0; column < COLUMNS - 1; column++) {
            double mean = 0;
            for (int row = 0; row < ROWS; row++) {
                mean += weights[row] / total * TABLE[row][column];
            }
            double variance = 0;
            for (int row = 0; row < ROWS; row++) {
                variance += weights[row] / total * (TABLE[row][column] - mean) * (TABLE[row][column] - mean);
            }
            double deviation = Math.sqrt(variance);
            assertEquals(mean, scaling.mean()[column], 1e-12 * Math.max(Math.abs(mean), deviation));
            assertEquals(deviation, scaling.scale()[column], 1e-9 * deviation);
        }
        assertEquals(0.1, scaling.mean()[COLUMNS - 1]);
        assertEquals(1, scaling.scale()[COLUMNS - 1]);
    }

    private static String minmax() {
        double[] minimum = new double[COLUMNS];
        double[] range = new double[COLUMNS];
        for (int column = 0; column < COLUMNS; column++) {
            int place = column;
            double[] values = IntStream.range(0, ROWS)
                    .filter(row -> weights()[row] > 0)
                    .mapToDouble(row -> TABLE[row][place])
                    .sorted()
                    .toArray();
            minimum[column] = values[0];
            range[column] = column == COLUMNS - 1 ? 1 : values[values.length - 1] - values[0];
        }
        return Arrays.toString(minimum) + Arrays.toString(range);
    }

    private static Moments of(int from, int to, double[] weights) {
        Moments moments = new Moments(COLUMNS);
        for (int row = from; row < to; row++) {
            moments.add(TABLE[row], weights[row]);
        }
        return moments;
    }

    private static double[] ones() {
        double[] ones = new double[ROWS];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] weights() {
        return IntStream.range(0, ROWS).mapToDouble(row -> row % 5 * 0.7).toArray();
    }

    private static double[][] table() {
        RandomStream random = RandomStream.of(8, Purpose.CANARY);
        double[][] table = new double[ROWS][];
        for (int row = 0; row < ROWS; row++) {
            double x = random.normal(row);
            table[row] = new double[] {x, 1e6 + x, 1e-9 * x * x, 0.1};
        }
        return table;
    }
}
