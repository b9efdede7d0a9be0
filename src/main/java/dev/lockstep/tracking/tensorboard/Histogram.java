package dev.lockstep.tracking.tensorboard;

import java.util.Arrays;
import java.util.List;

/**
 * Counts of numbers in buckets of equal width between the least and the greatest of them. Numbers that are not finite are
 * left out.
 *
 * @param count of the numbers
 * @param limits upper limits of the buckets
 * @param counts one per bucket
 */
record Histogram(
        double min, double max, double count, double sum, double sumOfSquares, double[] limits, double[] counts) {

    private static final int BUCKETS = 64;

    /** Parts of arrays: from {@code offset}, {@code length} numbers of each. */
    static Histogram of(List<float[]> arrays, int offset, int length) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double sumOfSquares = 0;
        long count = 0;
        for (float[] array : arrays) {
            for (int i = offset; i < offset + length; i++) {
                double number = array[i];
                if (Float.isFinite(array[i])) {
                    min = Math.min(min, number);
                    max = Math.max(max, number);
                    sum += number;
                    sumOfSquares += number * number;
                    count++;
                }
            }
        }
        if (count == 0) {
            return new Histogram(0, 0, 0, 0, 0, new double[] {0}, new double[] {0});
        }
        int buckets = min == max ? 1 : BUCKETS;
        double[] limits = new double[buckets];
        double width = (max - min) / buckets;
        double least = min;
        double greatest = max;
        Arrays.setAll(limits, i -> i + 1 == buckets ? greatest : least + (i + 1) * width);
        double[] counts = new double[buckets];
        double scale = buckets == 1 ? 0 : buckets / (max - min);
        for (float[] array : arrays) {
            for (int i = offset; i < offset + length; i++) {
                if (Float.isFinite(array[i])) {
                    counts[Math.min(buckets - 1, (int) ((array[i] - min) * scale))]++;
                }
            }
        }
        return new Histogram(min, max, count, sum, sumOfSquares, limits, counts);
    }
}
