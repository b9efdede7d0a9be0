package dev.lockstep.scoring;

import dev.lockstep.math.Backend;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.network.Workspace;

/**
 * Scores rows in blocks: {@link #add} up to {@link #capacity()} of them, dense and sparse in any order, then take their
 * {@link #outputs()}. Owns its memory; belongs to one thread at a time.
 *
 * <p>Of a sparse row only what is not 0 costs anything: the first layer's sums of a row of zeros are known, and each
 * other value adds weight·(its scaled value − that of 0), in double.
 */
public final class Scoring {

    /** The most rows of a block. */
    public static final int ROWS = 512;

    /** A block of dense rows takes no more memory than this. */
    private static final int MOST_FLOATS = 4 << 20;
    /** A product of dense rows does so many times as much in the same time. */
    private static final int DENSE_IS_FASTER = 8;

    private final TrainedNetwork of;
    private final Network network;
    private final Workspace workspace;
    private final int capacity;
    /** Which sparse row each row is, or of a dense one its place among them, minus 1 and negated. */
    private final int[] places;

    private final int[][] indices;
    /** What each of a sparse row's values is, once scaled, beyond a scaled 0. */
    private final double[][] changes;

    private int rows;
    private int dense;

    Scoring(TrainedNetwork of, Backend backend, int rows) {
        this.of = of;
        this.network = of.network();
        this.capacity = Math.max(1, Math.min(rows, MOST_FLOATS / network.inputs()));
        this.workspace = new Workspace(network, backend.products(), capacity);
        this.places = new int[capacity];
        this.indices = new int[capacity][];
        this.changes = new double[capacity][];
    }

    /** The most rows that may be added. */
    public int capacity() {
        return capacity;
    }

    public int rows() {
        return rows;
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if it has another length than the network has inputs, or a value that is not finite
     */
    public void add(double[] row) {
        requireLength(row.length);
        int at = nextDense();
        float[] inputs = workspace.inputs();
        of.scale(row, inputs, at);
        if (!areFinite(inputs, at, row.length)) {
            for (int i = 0; i < row.length; i++) {
                scaled(row[i], i);
            }
        }
        added(-dense);
    }

    /** Four sums at once, none of which waits for another: each is NaN from the first value on that is not finite. */
    private static boolean areFinite(float[] values, int from, int count) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = from;
        for (; i + 4 <= from + count; i += 4) {
            a += values[i] * 0f;
            b += values[i + 1] * 0f;
            c += values[i + 2] * 0f;
            d += values[i + 3] * 0f;
        }
        for (; i < from + count; i++) {
            a += values[i] * 0f;
        }
        return !Float.isNaN(a + b + c + d);
    }

    /**
     * Adds a row of which only some values are not 0; keeps the indices until the block is done.
     *
     * @param length how many values it has in all
     */
    public void add(int length, int[] rowIndices, double[] rowValues) {
        requireLength(length);
        if ((long) rowIndices.length * DENSE_IS_FASTER > length) {
            addDensified(rowIndices, rowValues);
            return;
        }
        double[] ofRow = new double[rowIndices.length];
        for (int i = 0; i < ofRow.length; i++) {
            ofRow[i] = (double) scaled(rowValues[i], rowIndices[i]) - of.scaled(0, rowIndices[i]);
        }
        indices[rows - dense] = rowIndices;
        changes[rows - dense] = ofRow;
        added(rows - dense);
    }

    private void addDensified(int[] rowIndices, double[] rowValues) {
        int at = nextDense();
        float[] inputs = workspace.inputs();
        for (int i = 0; i < of.inputs(); i++) {
            inputs[at + i] = of.scaled(0, i);
        }
        for (int i = 0; i < rowIndices.length; i++) {
            inputs[at + rowIndices[i]] = scaled(rowValues[i], rowIndices[i]);
        }
        added(-dense);
    }

    /** The raw outputs of the rows added since the last call, in their order: {@code [rows][outputs]}. */
    public float[] outputs() {
        float[] sums = FirstSums.of(workspace, network);
        FirstSums.compute(network, of.parameters(), workspace, dense);
        sumSparse(sums);
        FirstSums.forward(network, of.parameters(), workspace, rows);
        int width = network.outputs();
        float[] outputs = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            int place = places[row] < 0 ? -places[row] - 1 : dense + places[row];
            System.arraycopy(workspace.outputs(), place * width, outputs, row * width, width);
        }
        rows = 0;
        dense = 0;
        return outputs;
    }

    /** Unit by unit, so that the weights of one stay in the cache for all rows. */
    private void sumSparse(float[] sums) {
        Layer first = network.layers().get(0);
        float[] parameters = of.parameters();
        for (int unit = 0; unit < first.outputs(); unit++) {
            int weights = first.offset() + unit * first.inputs();
            double ofZeros = of.sumOfZeros(unit);
            for (int row = 0; row < rows - dense; row++) {
                int[] at = indices[row];
                double[] change = changes[row];
                double sum = ofZeros;
                for (int i = 0; i < at.length; i++) {
                    sum += parameters[weights + at[i]] * change[i];
                }
                sums[(dense + row) * first.outputs() + unit] = (float) sum;
            }
        }
    }

    private float scaled(double value, int feature) {
        float scaled = of.scaled(value, feature);
        if (!Float.isFinite(scaled)) {
            throw new IllegalArgumentException(
                    "feature " + feature + " must be a finite number that fits a float, once scaled, but is " + value);
        }
        return scaled;
    }

    private void requireLength(int length) {
        if (length != of.inputs()) {
            throw new IllegalArgumentException(
                    "the vector must have " + of.inputs() + " elements, as in training, but has " + length);
        }
    }

    private int nextDense() {
        return dense++ * of.inputs();
    }

    private void added(int place) {
        places[rows++] = place;
    }
}
