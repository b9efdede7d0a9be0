package dev.lockstep.data;

import dev.lockstep.math.Canary;
import dev.lockstep.math.Hash;

/**
 * Features as one float each, row-major, in chunks of at most 64 MiB so that arrays stay far below their maximum
 * length.
 */
public final class DenseFeatures implements Features {

    private static final long serialVersionUID = 1;
    private static final int CHUNK_FLOATS = 64 * 1024 * 1024 / Float.BYTES;

    private final int width;
    private final int rowsPerChunk;
    private final float[][] chunks;

    public DenseFeatures(int rows, int width) {
        this.width = width;
        this.rowsPerChunk = Math.max(1, CHUNK_FLOATS / Math.max(1, width));
        this.chunks = new float[(rows + rowsPerChunk - 1) / rowsPerChunk][];
        for (int chunk = 0; chunk < chunks.length; chunk++) {
            int chunkRows = Math.min(rowsPerChunk, rows - chunk * rowsPerChunk);
            chunks[chunk] = new float[chunkRows * width];
        }
    }

    /** Sets one value; only while the shard is packed. */
    public void set(int row, int feature, float value) {
        chunks[row / rowsPerChunk][row % rowsPerChunk * width + feature] = value;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void copyRow(int row, float[] to, int at) {
        System.arraycopy(chunks[row / rowsPerChunk], row % rowsPerChunk * width, to, at, width);
    }

    @Override
    public long fingerprint() {
        long hash = width;
        for (float[] chunk : chunks) {
            hash = Hash.append(hash, Canary.hashOf(chunk));
        }
        return hash;
    }
}
