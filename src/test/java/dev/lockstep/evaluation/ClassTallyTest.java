package dev.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.math.RandomStream;
import dev.lockstep.math.RandomStream.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassTallyTest {

    /** Six rows of three classes; the last one has no weight, in the fourth two classes are equally likely. */
    static Tally threeClasses() {
        Tally tally = new ClassTally(new ClassRule(3, 0.5f, true, 2, 6));
        float[] values = {
            0.7f, 0.2f, 0.1f, 0.1f, 0.6f, 0.3f, 0.3f, 0.4f, 0.3f, 0.5f, 0.5f, 0f, 0.2f, 0.2f, 0.6f, 0.9f, 0.05f, 0.05f
        };
        tally.add(new Predictions(6, 3, values, 1, new float[] {0, 1, 2, 1, 2, 2}, new float[] {1, 2, 1, 3, 1, 0}, 4));
        return tally;
    }

    /** Four rows of scikit-learn's own example: area under ROC 0.75, average precision 0.8333. */
    static Tally twoClasses() {
        Tally tally = new ClassTally(new ClassRule(2, 0.5f, true, 5, 4));
        tally.add(new Predictions(
                4, 1, new float[] {0.1f, 0.4f, 0.35f, 0.8f}, 1, new float[] {0, 0, 1, 1}, new float[] {1, 1, 1, 1}, 2));
        return tally;
    }

    @Test
    void threeClassesAreCountedAsByHand() {
        Map<String, Double> metrics = threeClasses().metrics(ClassTallyTest::mean);
        assertEquals(
                Set.of("loss", "accuracy", "top_k_accuracy", "precision", "recall", "f1", "log_loss"),
                metrics.keySet());
        assertEquals(4 / 8.0, metrics.get("loss"), 1e-12);
        assertEquals((1 + 2 + 1) / 8.0, metrics.get("accuracy"), 1e-12);
        assertEquals((1 + 2 + 3 + 1) / 8.0, metrics.get("top_k_accuracy"), 1e-12);
        assertEquals((1 / 4.0 + 2 / 3.0 + 1) / 3, metrics.get("precision"), 1e-12);
        assertEquals((1 + 2 / 5.0 + 1 / 2.0) / 3, metrics.get("recall"), 1e-12);
        assertEquals((2 / 5.0 + 4 / 8.0 + 2 / 3.0) / 3, metrics.get("f1"), 1e-12);
        double logLoss = -(Math.log(0.7) + 2 * Math.log(0.6) + Math.log(0.3) + 3 * Math.log(0.5) + Math.log(0.6)) / 8;
        assertEquals(logLoss, metrics.get("log_loss"), 1e-7);
    }

    @Test
    void theConfusionMatrixHasTruthInRowsAndPredictionsInColumns() {
        Map<String, Object> details = threeClasses().details(List.of("a", "b", "c"));
        assertEquals(
                List.of(List.of(1.0, 0.0, 0.0), List.of(3.0, 2.0, 0.0), List.of(0.0, 1.0, 1.0)),
                details.get("confusion"));
        List<?> perClass = (List<?>) details.get("perClass");
        assertEquals(
                Map.of("class", "b", "precision", 2 / 3.0, "recall", 2 / 5.0, "f1", 0.5, "weight", 5.0),
                perClass.get(1));
        Map<?, ?> weighted = (Map<?, ?>) details.get("weighted");
        assertEquals((1 / 4.0 + 5 * 2 / 3.0 + 2) / 8, (double) weighted.get("precision"), 1e-12);
        assertEquals((1 + 2 + 1) / 8.0, (double) weighted.get("recall"), 1e-12);
    }

    @Test
    void twoClassesAreCountedAsByHand() {
        Map<String, Double> metrics = twoClasses().metrics(ClassTallyTest::mean);
        assertEquals(0.5, metrics.get("loss"), 1e-12);
        assertEquals(0.75, metrics.get("accuracy"), 1e-12);
        assertEquals((2 / 3.0 + 1) / 2, metrics.get("precision"), 1e-12);
        assertEquals((1 + 1 / 2.0) / 2, metrics.get("recall"), 1e-12);
        assertEquals((4 / 5.0 + 2 / 3.0) / 2, metrics.get("f1"), 1e-12);
        assertEquals(0.75, metrics.get("area_under_roc"), 1e-12);
        assertEquals((1 + 2 / 3.0) / 2, metrics.get("area_under_pr"), 1e-12);
        double logLoss = -(Math.log(0.9) + Math.log(0.6) + Math.log(0.35) + Math.log(0.8)) / 4;
        assertEquals(logLoss, metrics.get("log_loss"), 1e-7);
    }

    @Test
    void twoUnitsCountAsOneDoes() {
        Tally tally = new ClassTally(new ClassRule(2, 0.5f, true, 5, 4));
        float[] values = {0.9f, 0.1f, 0.6f, 0.4f, 0.65f, 0.35f, 0.2f, 0.8f};
        tally.add(new Predictions(4, 2, values, 1, new float[] {0, 0, 1, 1}, new float[] {1, 1, 1, 1}, 2));
        Map<String, Double> metrics = tally.metrics(ClassTallyTest::mean);
        twoClasses()
                .metrics(ClassTallyTest::mean)
                .forEach((name, value) -> assertEquals(value, metrics.get(name), 1e-7, name));
    }

    /** A single unit says yes from the threshold on: one half for probabilities, 0 for raw scores. */
    @ParameterizedTest
    @CsvSource({"0.5, 0.5, 1", "0.5, 0.4999, 0", "0, 0, 1", "0, -0.0001, 0", "0, 0.2, 1"})
    void aSingleUnitDecidesAtItsThreshold(float decidesAt, float value, double accuracy) {
        Tally tally = new ClassTally(new ClassRule(2, decidesAt, false, 5, 1));
        tally.add(new Predictions(1, 1, new float[] {value}, 1, new float[] {1}, new float[] {1}, 0));
        Map<String, Double> metrics = tally.metrics(ClassTallyTest::mean);
        assertEquals(accuracy, metrics.get("accuracy"));
        assertFalse(metrics.containsKey("log_loss"), "raw scores are not probabilities");
    }

    @Test
    void aDistributionCountsAsItsLikeliestClass() {
        Tally tally = new ClassTally(new ClassRule(3, 0.5f, true, 2, 2));
        float[] targets = {0.25f, 0.5f, 0.25f, 0.5f, 0.5f, 0};
        tally.add(new Predictions(
                2, 3, new float[] {0.2f, 0.7f, 0.1f, 0.6f, 0.3f, 0.1f}, 3, targets, new float[] {1, 3}, 0));
        Map<String, Double> metrics = tally.metrics(ClassTallyTest::mean);
        assertEquals(1, metrics.get("accuracy"));
        double first = 0.25 * Math.log(0.2) + 0.5 * Math.log(0.7) + 0.25 * Math.log(0.1);
        double second = 0.5 * Math.log(0.6) + 0.5 * Math.log(0.3);
        assertEquals(-(first + 3 * second) / 4, metrics.get("log_loss"), 1e-7);
    }

    @Test
    void aCertainMistakeCostsAFiniteLogLoss() {
        Tally tally = new ClassTally(new ClassRule(2, 0.5f, true, 5, 1));
        tally.add(new Predictions(1, 1, new float[] {1}, 1, new float[] {0}, new float[] {1}, 0));
        assertEquals(-Math.log(1e-15), tally.metrics(ClassTallyTest::mean).get("log_loss"), 1e-9);
    }

    @Test
    void aClassThatNeverOccursIsLeftOutOfMacroMeans() {
        Tally tally = new ClassTally(new ClassRule(4, 0.5f, true, 2, 2));
        float[] values = {0.9f, 0.1f, 0, 0, 0.8f, 0.2f, 0, 0};
        tally.add(new Predictions(2, 4, values, 1, new float[] {0, 1}, new float[] {1, 1}, 0));
        Map<String, Double> metrics = tally.metrics(ClassTallyTest::mean);
        assertEquals((1 / 2.0 + 0) / 2, metrics.get("precision"), 1e-12);
        assertEquals((1 + 0) / 2.0, metrics.get("recall"), 1e-12);
        assertEquals((2 / 3.0 + 0) / 2, metrics.get("f1"), 1e-12);
    }

    @Test
    void aClassThatIsOnlyPredictedCountsInMacroMeans() {
        Tally tally = new ClassTally(new ClassRule(4, 0.5f, true, 2, 2));
        float[] values = {0.9f, 0.1f, 0, 0, 0.2f, 0, 0, 0.8f};
        tally.add(new Predictions(2, 4, values, 1, new float[] {0, 0}, new float[] {1, 1}, 0));
        Map<String, Double> metrics = tally.metrics(ClassTallyTest::mean);
        assertEquals((1 + 0) / 2.0, metrics.get("precision"), 1e-12);
        assertEquals((1 / 2.0 + 0) / 2, metrics.get("recall"), 1e-12);
        assertEquals((2 / 3.0 + 0) / 2, metrics.get("f1"), 1e-12);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "2, 0"})
    void ofEquallyLikelyClassesTheFirstIsOnTop(int truth, double accuracy) {
        Tally tally = new ClassTally(new ClassRule(3, 0.5f, true, 1, 1));
        float[] values = {0.4f, 0.4f, 0.2f};
        tally.add(new Predictions(1, 3, values, 1, new float[] {truth}, new float[] {1}, 0));
        assertEquals(accuracy, tally.metrics(ClassTallyTest::mean).get("accuracy"));
        assertEquals(accuracy, tally.metrics(ClassTallyTest::mean).get("top_k_accuracy"));
    }

    @Test
    void equalScoresSplitTheirAreaInHalf() {
        Tally tally = new ClassTally(new ClassRule(2, 0.5f, true, 5, 4));
        tally.add(new Predictions(
                4, 1, new float[] {0.5f, 0.5f, 0.5f, 0.5f}, 1, new float[] {1, 0, 0, 1}, new float[] {1, 1, 2, 0}, 0));
        assertEquals(0.5, tally.metrics(ClassTallyTest::mean).get("area_under_roc"), 1e-12);
        assertEquals(0.25, tally.metrics(ClassTallyTest::mean).get("area_under_pr"), 1e-12);
    }

    /** Weighted pairs of a yes and a no, one by one. */
    @Test
    void theAreaUnderRocIsTheShareOfPairsInTheRightOrder() {
        Table table = Table.random(300, 1);
        double inOrder = 0;
        double pairs = 0;
        for (int yes = 0; yes < 300; yes++) {
            for (int no = 0; no < 300; no++) {
                if (table.targets[yes] == 1 && table.targets[no] == 0) {
                    double weight = (double) table.weights[yes] * table.weights[no];
                    pairs += weight;
                    inOrder += weight * (Math.signum(table.values[yes] - table.values[no]) + 1) / 2;
                }
            }
        }
        Map<String, Double> metrics = table.tally(300).metrics(ClassTallyTest::mean);
        assertEquals(inOrder / pairs, metrics.get("area_under_roc"), 1e-12);
    }

    /** At every yes, the share of yes among all with its score or a higher one. */
    @Test
    void theAreaUnderPrecisionRecallIsTheAveragePrecision() {
        Table table = Table.random(300, 1);
        double area = 0;
        double total = 0;
        for (int yes = 0; yes < 300; yes++) {
            double right = 0;
            double found = 0;
            for (int row = 0; row < 300; row++) {
                boolean above = table.values[row] >= table.values[yes];
                found += above ? table.weights[row] : 0;
                right += above ? table.weights[row] * table.targets[row] : 0;
            }
            double weight = table.weights[yes] * table.targets[yes];
            total += weight;
            area += weight == 0 ? 0 : weight * right / found;
        }
        Map<String, Double> metrics = table.tally(300).metrics(ClassTallyTest::mean);
        assertEquals(area / total, metrics.get("area_under_pr"), 1e-12);
    }

    @Test
    void aboveTenMillionRowsScoresAreBinnedAndTheReportSaysSo() {
        Table table = Table.random(2000, 1);
        Tally exact = table.tally(10_000_000);
        Tally binned = table.tally(10_000_001);
        assertFalse((boolean) exact.details(List.of()).get("areasBinned"));
        assertTrue((boolean) binned.details(List.of()).get("areasBinned"));
        for (String name : List.of("area_under_roc", "area_under_pr")) {
            assertEquals(
                    exact.metrics(ClassTallyTest::mean).get(name),
                    binned.metrics(ClassTallyTest::mean).get(name),
                    2e-3,
                    name);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anyPartitionsMergeToTheSameMetrics(int units) {
        Table table = Table.random(500, units);
        Map<String, Double> whole = table.tally(500).metrics(ClassTallyTest::mean);
        for (int parts : new int[] {2, 3, 7, 100, 500}) {
            List<Tally> tallies = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                Tally tally = table.emptyTally(500);
                table.addTo(tally, 500 * part / parts, 500 * (part + 1) / parts);
                tallies.add(tally);
            }
            while (tallies.size() > 1) {
                int middle = tallies.size() / 2;
                tallies.get(middle - 1).merge(tallies.remove(middle));
            }
            Map<String, Double> merged = tallies.get(0).metrics(ClassTallyTest::mean);
            assertEquals(whole.keySet(), merged.keySet());
            whole.forEach((name, value) -> assertEquals(value, merged.get(name), 1e-12, name));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aRowOfWeightThreeIsTheRowThreeTimes(int units) {
        Table table = Table.random(200, units);
        Tally heavy = table.emptyTally(200);
        Tally repeated = table.emptyTally(200);
        for (int row = 0; row < 200; row++) {
            int times = row % 4;
            table.weights[row] = times;
            table.addTo(heavy, row, row + 1);
            table.weights[row] = 1;
            for (int i = 0; i < times; i++) {
                table.addTo(repeated, row, row + 1);
            }
        }
        Map<String, Double> metrics = heavy.metrics(ClassTallyTest::mean);
        repeated.metrics((lossSum, weightSum) -> 0).forEach((name, value) -> {
            if (!name.equals("loss")) {
                assertEquals(value, metrics.get(name), 1e-12, name);
            }
        });
    }

    /** Rows with ties among the scores and weights of 0. */
    private record Table(int units, float[] values, float[] targets, float[] weights) {

        static Table random(int rows, int units) {
            RandomStream random = RandomStream.of(3, Purpose.CANARY, units);
            float[] values = new float[rows * units];
            float[] targets = new float[rows];
            float[] weights = new float[rows];
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < units; i++) {
                    values[row * units + i] = (1 + random.below(10L * row + i, 50)) / 64f;
                }
                targets[row] = random.below(10L * row + 8, Math.max(2, units));
                weights[row] = random.below(10L * row + 9, 4) / 2f;
            }
            return new Table(units, values, targets, weights);
        }

        Tally emptyTally(long rows) {
            return new ClassTally(new ClassRule(Math.max(2, units), 0.5f, true, 2, rows));
        }

        Tally tally(long rows) {
            Tally tally = emptyTally(rows);
            addTo(tally, 0, targets.length);
            return tally;
        }

        void addTo(Tally tally, int from, int to) {
            float[] ofRows = Arrays.copyOfRange(values, from * units, to * units);
            float[] truth = Arrays.copyOfRange(targets, from, to);
            float[] weight = Arrays.copyOfRange(weights, from, to);
            tally.add(new Predictions(to - from, units, ofRows, 1, truth, weight, 0.125 * (to - from)));
        }
    }

    private static double mean(double lossSum, double weightSum) {
        return lossSum / weightSum;
    }
}
