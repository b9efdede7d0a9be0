package dev.lockstep.network;

import dev.lockstep.math.RandomStream;

/**
 * Inverted dropout: an output is dropped with probability p, the others are divided by 1 − p.
 *
 * <p>Each bit of a mask is a hash of (seed, layer, epoch, key of the row, unit), so it does not depend on where the row
 * is computed. Reference: N. Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting"
 * (2014).
 *
 * @param firstKey key of the block's first row, unique in the epoch
 * @param stride difference of the keys of neighbouring rows of the block
 */
public record Dropout(boolean on, long seed, int epoch, long firstKey, long stride) {

    /** No dropout, for evaluation and prediction. */
    public static final Dropout OFF = new Dropout(false, 0, 0, 0, 0);

    /** Draws the mask of a layer and writes the masked outputs to {@code passed}. */
    void mask(Layer layer, float[] outputs, float[] mask, float[] passed, int rows) {
        float kept = (float) (1 / (1 - layer.dropout()));
        int threshold = (int) Math.rint(layer.dropout() * (1 << 24));
        RandomStream random = RandomStream.of(seed, RandomStream.Purpose.DROPOUT, layer.index(), epoch);
        for (int row = 0; row < rows; row++) {
            long key = random.bits(firstKey + row * stride);
            int low = (int) key;
            int high = (int) (key >>> 32);
            int at = row * layer.outputs();
            for (int unit = 0; unit < layer.outputs(); unit++) {
                mask[at + unit] = mix(mix(unit * 0x9E3779B9 + low) ^ high) >>> 8 < threshold ? 0f : kept;
                passed[at + unit] = outputs[at + unit] * mask[at + unit];
            }
        }
    }

    /** C. Wellons' 32-bit mixer {@code lowbias32}: int operations, which the JIT compiler can vectorize. */
    private static int mix(int value) {
        int x = (value ^ (value >>> 16)) * 0x7feb352d;
        x = (x ^ (x >>> 15)) * 0x846ca68b;
        return x ^ (x >>> 16);
    }
}
