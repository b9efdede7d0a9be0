package dev.lockstep.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Losses;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientSumTest {

    private static final Loss MSE = Losses.CATALOG.choose("mse").value();

    static Stream<String> losses() {
        return Losses.CATALOG.names().stream();
    }

    @Test
    void sumsAreMergedAndDividedOnce() {
        GradientSum sum = new GradientSum(6, 2, new float[] {1, -2});
        assertSame(sum, sum.merge(new GradientSum(4, 3, new float[] {9, 12})));
        assertEquals(10, sum.lossSum());
        assertEquals(5, sum.weightSum());
        assertArrayEquals(new float[] {10, 10}, sum.gradient());
        assertEquals(2, sum.meanLoss(MSE));
        assertArrayEquals(new float[] {2, 2}, sum.meanGradient(MSE));
    }

    @Test
    void anAverageOfAveragesWouldBeWrong() {
        GradientSum one = new GradientSum(10, 1, new float[] {10});
        GradientSum three = new GradientSum(0, 3, new float[] {0});
        assertEquals(2.5, one.merge(three).meanLoss(MSE));
        assertArrayEquals(new float[] {2.5f}, one.meanGradient(MSE));
    }

    @Test
    void theRootIsTakenOfTheWholeSum() {
        Loss rmse = Losses.CATALOG.choose("rmse").value();
        GradientSum sum = new GradientSum(8, 1, new float[] {12}).merge(new GradientSum(0, 1, new float[] {4}));
        assertEquals(2, sum.meanLoss(rmse));
        assertArrayEquals(new float[] {2}, sum.meanGradient(rmse));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void rowsWithoutAnyWeightMoveNothing(String name) {
        Loss loss = Losses.CATALOG.choose(name).value();
        GradientSum nothing = new GradientSum(0, 0, new float[] {0, 0});
        assertEquals(0, nothing.meanLoss(loss));
        assertArrayEquals(new float[2], nothing.meanGradient(loss));
    }
}
