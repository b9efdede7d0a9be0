package dev.lockstep.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricTest {

    private static final Map<String, Boolean> HIGHER_IS_BETTER = Map.ofEntries(
            Map.entry("loss", false),
            Map.entry("accuracy", true),
            Map.entry("top_k_accuracy", true),
            Map.entry("precision", true),
            Map.entry("recall", true),
            Map.entry("f1", true),
            Map.entry("log_loss", false),
            Map.entry("area_under_roc", true),
            Map.entry("area_under_pr", true),
            Map.entry("rmse", false),
            Map.entry("mae", false),
            Map.entry("r2", true));

    @Test
    void everyMetricKnowsItsNameAndDirection() {
        assertTrue(HIGHER_IS_BETTER.keySet().containsAll(Metrics.CATALOG.names()));
        for (String name : Metrics.CATALOG.names()) {
            Metric metric = Metrics.CATALOG.choose(name).value();
            assertEquals(name, metric.name());
            assertEquals(HIGHER_IS_BETTER.get(name), metric.higherIsBetter(), name);
        }
    }

    @Test
    void everyMetricIsMeasuredBySomeTally() {
        Set<String> measured = new HashSet<>();
        for (Tally tally :
                List.of(ClassTallyTest.threeClasses(), ClassTallyTest.twoClasses(), RegressionTallyTest.twoOutputs())) {
            measured.addAll(
                    tally.metrics((lossSum, weightSum) -> lossSum / weightSum).keySet());
        }
        assertEquals(Set.copyOf(Metrics.CATALOG.names()), measured);
    }

    @Test
    void lessIsAnImprovementOfALossAndMoreOfAnAccuracy() {
        Metric loss = Metrics.CATALOG.choose("loss").value();
        Metric accuracy = Metrics.CATALOG.choose("accuracy").value();
        assertTrue(loss.improves(0.4, 0.5, 0));
        assertFalse(loss.improves(0.5, 0.5, 0));
        assertFalse(loss.improves(0.6, 0.5, 0));
        assertTrue(accuracy.improves(0.6, 0.5, 0));
        assertFalse(accuracy.improves(0.5, 0.5, 0));
        assertFalse(accuracy.improves(0.4, 0.5, 0));
    }

    @Test
    void anImprovementIsMoreThanMinDelta() {
        Metric loss = Metrics.CATALOG.choose("loss").value();
        Metric accuracy = Metrics.CATALOG.choose("accuracy").value();
        assertFalse(loss.improves(0.25, 0.5, 0.25));
        assertTrue(loss.improves(0.24, 0.5, 0.25));
        assertFalse(accuracy.improves(0.75, 0.5, 0.25));
        assertTrue(accuracy.improves(0.76, 0.5, 0.25));
    }

    @Test
    void anyNumberImprovesOnTheWorstAndWhatIsNotANumberOnNothing() {
        for (String name : Metrics.CATALOG.names()) {
            Metric metric = Metrics.CATALOG.choose(name).value();
            for (double value : new double[] {-1e300, 0, 1e300}) {
                assertTrue(metric.improves(value, metric.worst(), 0));
                assertFalse(metric.improves(Double.NaN, value, 0));
            }
            assertFalse(metric.improves(Double.NaN, metric.worst(), 0));
        }
    }
}
