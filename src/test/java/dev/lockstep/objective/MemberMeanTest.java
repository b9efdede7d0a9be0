package dev.lockstep.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mean of an ensemble's predictions, and the raw outputs that predict it. */
class MemberMeanTest {

    private static final float LN_3 = (float) Math.log(3);

    private static Loss loss(String name) {
        return Losses.CATALOG.choose(name).value();
    }

    private static MemberMean mean(String loss, int units, float[]... raws) {
        MemberMean mean = new MemberMean(loss(loss), raws[0].length / units, units);
        for (float[] raw : raws) {
            mean.add(raw);
        }
        return mean;
    }

    /** Sigmoids of log 3, 0 and −log 3 are 3/4, 1/2 and 1/4. */
    @Test
    void theMeanProbabilityOfYesHasItsLogOdds() {
        MemberMean mean = mean("binary_cross_entropy", 1, new float[] {LN_3, 0}, new float[] {0, 0});
        assertArrayEquals(new float[] {0.625f, 0.5f}, mean.predictions(), 1e-7f);
        assertArrayEquals(new float[] {(float) Math.log(5 / 3.0), 0}, mean.raw(), 1e-6f);
        assertEquals(0.125, mean.deviation(0), 1e-7);
        assertEquals(0, mean.deviation(1));
    }

    /** The softmax of (log 3, 0) is (3/4, 1/4). */
    @Test
    void theMeanProbabilitiesOfClassesHaveTheirLogarithms() {
        MemberMean mean = mean("cross_entropy", 2, new float[] {LN_3, 0}, new float[] {5, 5}, new float[] {-1, -1});
        assertArrayEquals(new float[] {7 / 12f, 5 / 12f}, mean.predictions(), 1e-7f);
        assertArrayEquals(new float[] {(float) Math.log(7 / 12.0), (float) Math.log(5 / 12.0)}, mean.raw(), 1e-6f);
        assertEquals(Math.sqrt(2) / 12, mean.deviation(0), 1e-7);
    }

    @Test
    void scoresAndNumbersAreAveragedThemselves() {
        for (String loss : List.of("hinge", "mse", "huber")) {
            MemberMean mean = mean(loss, 1, new float[] {1, -4}, new float[] {2, 5});
            assertArrayEquals(new float[] {1.5f, 0.5f}, mean.raw(), loss);
            assertArrayEquals(new float[] {1.5f, 0.5f}, mean.predictions(), loss);
            assertEquals(4.5, mean.deviation(1), loss);
        }
    }

    @Test
    void numbersWithALogLinkAreAveragedAfterTheLink() {
        MemberMean mean = mean("poisson", 1, new float[] {0}, new float[] {LN_3});
        assertArrayEquals(new float[] {2}, mean.predictions(), 1e-6f);
        assertArrayEquals(new float[] {(float) Math.log(2)}, mean.raw(), 1e-6f);
    }

    @Test
    void aSingleNetworkKeepsItsRawOutputs() {
        float[] raw = {3, -200};
        MemberMean mean = mean("binary_cross_entropy", 1, raw);
        assertSame(raw, mean.raw());
        assertEquals(0, mean.deviation(0));
    }

    /** A probability that a float cannot tell from 0 or 1 has finite log-odds, of the right size where it has digits. */
    @Test
    void extremeProbabilitiesHaveFiniteRawOutputs() {
        float[] odds = mean(
                        "binary_cross_entropy", 1, new float[] {40, -40, 800, -800}, new float[] {40, -40, 800, -800})
                .raw();
        assertArrayEquals(new float[] {40, -40}, new float[] {odds[0], odds[1]}, 1e-3f);
        assertTrue(odds[2] > 100 && odds[2] < 110 && odds[3] == -odds[2], () -> odds[2] + " " + odds[3]);
        float[] logarithms = mean("cross_entropy", 2, new float[] {800, 0}, new float[] {900, 0})
                .raw();
        assertEquals(0, logarithms[0]);
        assertTrue(logarithms[1] < -100 && logarithms[1] > -110, () -> "" + logarithms[1]);
    }

    static List<String> losses() {
        return List.copyOf(Losses.CATALOG.names());
    }

    /** For every loss, so that evaluation and export agree with prediction. */
    @ParameterizedTest
    @MethodSource("losses")
    void theRawOutputsPredictTheMean(String name) {
        int units = loss(name).outputSuffixes().size() > 1 || loss(name).task() == Task.MULTICLASS ? 3 : 1;
        float[][] raws = new float[4][6 * units];
        for (int member = 0; member < raws.length; member++) {
            for (int i = 0; i < raws[member].length; i++) {
                raws[member][i] = (float) Math.sin(1 + 7 * member + 3 * i) * 3;
            }
        }
        MemberMean mean = mean(name, units, raws);
        float[] predicted = mean.raw().clone();
        loss(name).predict(predicted, 6, units);
        assertArrayEquals(mean.predictions(), predicted, 3e-6f);
    }
}
