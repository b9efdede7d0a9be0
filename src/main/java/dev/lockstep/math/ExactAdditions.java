package dev.lockstep.math;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The shapes for which {@link Products#addTransposedTimes} of a library has the bits of {@link
 * Products#transposedTimes} and an addition. Each is compared once in a process, before its first use.
 */
final class ExactAdditions {

    /** The elements of the largest sum that is compared; a larger one is not worth the memory of a comparison. */
    private static final long LARGEST = 1 << 22;

    private final Map<Shape, Boolean> found = new ConcurrentHashMap<>();

    private record Shape(int m, int n, int k) {}

    boolean of(Products products, int m, int n, int k) {
        return (long) m * n <= LARGEST
                && found.computeIfAbsent(new Shape(m, n, k), shape -> isExact(products, m, n, k));
    }

    /** Compares both ways on numbers with all their bits. */
    private static boolean isExact(Products products, int m, int n, int k) {
        Slice a = Slice.of(Canary.numbers(k * m, 0));
        Slice b = Slice.of(Canary.numbers(k * n, 1));
        float[] sum = Canary.numbers(m * n, 2);
        float[] product = new float[m * n];
        products.transposedTimes(m, n, k, a, b, Slice.of(product));
        for (int i = 0; i < product.length; i++) {
            product[i] += sum[i];
        }
        products.addTransposedTimes(m, n, k, a, b, Slice.of(sum));
        return Arrays.equals(product, sum);
    }
}
