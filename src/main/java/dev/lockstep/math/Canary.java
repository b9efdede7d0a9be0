package dev.lockstep.math;

/**
 * A hash of the results of fixed products and elementary functions in this process. Processes with different hashes
 * would train different models.
 */
public final class Canary {

    private static final int[][] SHAPES = {{1, 3, 5}, {7, 16, 33}, {16, 64, 50}, {40, 9, 129}, {64, 128, 300}};

    private Canary() {}

    /**
     * The arithmetic of this process, computed once: the backend's name and the hash, such as {@code
     * java-93c1f0a2b4d5e6f7}.
     */
    public static String of(Backend backend) {
        return switch (backend.taken()) {
            case AUTO -> throw new AssertionError();
            case NATIVE -> OfNative.VALUE;
            case VECTOR -> OfVector.VALUE;
            case JAVA -> OfJava.VALUE;
        };
    }

    private static final class OfNative {
        static final String VALUE = compute(Backend.NATIVE);
    }

    private static final class OfVector {
        static final String VALUE = compute(Backend.VECTOR);
    }

    private static final class OfJava {
        static final String VALUE = compute(Backend.JAVA);
    }

    /** Computes it again; differs from {@link #of} only if the arithmetic changes while the process runs. */
    static String compute(Backend backend) {
        Products products = backend.products();
        long hash = 0;
        for (int[] shape : SHAPES) {
            hash = Hash.append(hash, productsOf(products, shape[0], shape[1], shape[2]));
        }
        for (float x = -110f; x < 110f; x += 0.37f) {
            hash = Hash.append(hash, Float.floatToIntBits(Elementary.exp(x)));
            hash = Hash.append(hash, Float.floatToIntBits(Elementary.tanh(x / 16)));
            hash = Hash.append(hash, Float.floatToIntBits(Elementary.sigmoid(x / 4)));
            hash = Hash.append(hash, Double.doubleToLongBits(StrictMath.log(Math.abs(x))));
        }
        return backend.taken() + "-" + String.format("%016x", hash);
    }

    private static long productsOf(Products products, int m, int n, int k) {
        float[] c = numbers(m * n, 0);
        products.addTimesTransposed(m, n, k, Slice.of(numbers(m * k, 1)), Slice.of(numbers(n * k, 2)), Slice.of(c));
        float[] d = new float[m * n];
        products.times(m, n, k, Slice.of(numbers(m * k, 3)), Slice.of(numbers(k * n, 4)), Slice.of(d));
        products.addTransposedTimes(m, n, k, Slice.of(numbers(k * m, 5)), Slice.of(numbers(k * n, 6)), Slice.of(d));
        return Hash.append(hashOf(c), hashOf(d));
    }

    /** Pseudo-random numbers from −0.5 to 0.5 with all the bits of a float. */
    static float[] numbers(int count, int stream) {
        RandomStream random = RandomStream.of(0, RandomStream.Purpose.CANARY, stream);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (random.uniform(i) - 0.5);
        }
        return numbers;
    }

    /** The hash of an array's bits. */
    public static long hashOf(float[] values) {
        long hash = values.length;
        for (float value : values) {
            hash = Hash.append(hash, Float.floatToRawIntBits(value));
        }
        return hash;
    }
}
