package dev.lockstep.tracking.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void everyNumberIsInTheBucketOfItsLimits() {
        float[] numbers = new float[1000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) Math.sqrt(i) - 7;
        }
        Histogram histogram = Histogram.of(List.of(numbers), 0, numbers.length);
        assertEquals(64, histogram.counts().length);
        assertEquals(-7, histogram.min());
        assertEquals((float) Math.sqrt(999) - 7, histogram.max());
        assertEquals(histogram.max(), histogram.limits()[63]);
        assertEquals(1000, Arrays.stream(histogram.counts()).sum());
        double lower = histogram.min();
        for (int i = 0; i < 64; i++) {
            double from = lower;
            double to = histogram.limits()[i];
            assertTrue(to > from);
            double inside = 0;
            for (float number : numbers) {
                inside += number >= from && (number < to || i == 63) ? 1 : 0;
            }
            assertEquals(inside, histogram.counts()[i], "bucket " + i);
            lower = to;
        }
    }

    @Test
    void sumsAreOfFiniteNumbersOfThePart() {
        float[] numbers = {9, 1, 2, Float.NaN, Float.POSITIVE_INFINITY, 9};
        Histogram histogram = Histogram.of(List.of(numbers, new float[] {0, -4, 0, 0, 0}), 1, 4);
        assertEquals(6, histogram.count());
        assertEquals(-1, histogram.sum());
        assertEquals(21, histogram.sumOfSquares());
    }

    @Test
    void nothingAndOneNumberHaveOneBucket() {
        Histogram nothing = Histogram.of(List.of(new float[] {Float.NaN}), 0, 1);
        assertEquals(0, nothing.count());
        assertEquals(1, nothing.counts().length);
        Histogram same = Histogram.of(List.of(new float[] {3, 3, 3}), 0, 3);
        assertEquals(3, same.counts()[0]);
        assertEquals(1, same.limits().length);
    }

    @Test
    void aRangeThatIsNoFloatIsCounted() {
        Histogram histogram = Histogram.of(List.of(new float[] {-Float.MAX_VALUE, 0, Float.MAX_VALUE}), 0, 3);
        assertEquals(1, histogram.counts()[0]);
        assertEquals(1, histogram.counts()[32]);
        assertEquals(1, histogram.counts()[63]);
    }
}
