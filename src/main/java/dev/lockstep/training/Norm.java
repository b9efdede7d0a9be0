package dev.lockstep.training;

/**
 * The Euclidean norm, in double: √Σx², summed over chunks of fixed size in order, so the bits do not depend on the
 * number of threads.
 */
final class Norm {

    private static final int LANES = 4;

    private Norm() {}

    static double of(float[] vector) {
        Squares squares = new Squares(vector.length);
        squares.add(vector, 0, vector.length);
        return squares.norm();
    }

    static double of(double[] vector) {
        double sum = 0;
        for (double value : vector) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    /** Sums of squares per chunk. */
    static final class Squares {

        private final double[] sums;

        /** @param length of the vector */
        Squares(int length) {
            sums = new double[(length + ChunkedLoops.CHUNK - 1) / ChunkedLoops.CHUNK];
        }

        /** Adds the elements {@code [from, to)}; {@code from} must be the start of a chunk. */
        void add(float[] vector, int from, int to) {
            for (int start = from; start < to; start += ChunkedLoops.CHUNK) {
                sums[start / ChunkedLoops.CHUNK] = ofRange(vector, start, Math.min(to, start + ChunkedLoops.CHUNK));
            }
        }

        double norm() {
            double sum = 0;
            for (double ofChunk : sums) {
                sum += ofChunk;
            }
            return Math.sqrt(sum);
        }

        /** In four lanes, because one chain of additions would be latency-bound. */
        private static double ofRange(float[] vector, int from, int to) {
            double sum0 = 0;
            double sum1 = 0;
            double sum2 = 0;
            double sum3 = 0;
            int i = from;
            for (; i + LANES <= to; i += LANES) {
                sum0 += (double) vector[i] * vector[i];
                sum1 += (double) vector[i + 1] * vector[i + 1];
                sum2 += (double) vector[i + 2] * vector[i + 2];
                sum3 += (double) vector[i + 3] * vector[i + 3];
            }
            for (; i < to; i++) {
                sum0 += (double) vector[i] * vector[i];
            }
            return (sum0 + sum1) + (sum2 + sum3);
        }
    }
}
