package dev.lockstep.scoring;

import dev.lockstep.math.Backend;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.network.Workspace;
import dev.lockstep.objective.MemberMean;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores rows in blocks: {@link #add} up to {@link #capacity()} of them, dense and sparse in any order, then read
 * {@link #mean()}. Owns its buffers; for one thread at a time.
 *
 * <p>A sparse row costs time for its non-zero values only: the first layer's sums of a row of zeros are known, and each
 * other value adds weight·(its scaled value − that of 0), in double.
 */
public final class Scoring {

    /** The maximum rows of a block. */
    public static final int ROWS = 512;

    /** Memory limit for a block of dense rows. */
    private static final int MOST_FLOATS = 4 << 20;
    /** Speed of a dense product relative to sparse sums. */
    private static final int DENSE_IS_FASTER = 8;

    private final TrainedNetwork of;
    private final Network network;
    /** The networks at their places in the parameters. */
    private final List<Network> members;

    private final Workspace workspace;
    private final int capacity;
    /** The index of each sparse row, or the complement of the index of a dense row. */
    private final int[] places;

    private final int[][] indices;
    /** The scaled values of sparse rows, minus the scaled 0. */
    private final double[][] changes;

    private int rows;
    private int dense;

    Scoring(TrainedNetwork of, Backend backend, int rows) {
        this.of = of;
        this.network = of.network();
        this.members =
                IntStream.range(0, of.members()).mapToObj(network::member).toList();
        this.capacity = Math.max(1, Math.min(rows, MOST_FLOATS / network.inputs()));
        this.workspace = new Workspace(network, backend.products(), capacity);
        this.places = new int[capacity];
        this.indices = new int[capacity][];
        this.changes = new double[capacity][];
    }

    /** The maximum number of rows. */
    public int capacity() {
        return capacity;
    }

    public int rows() {
        return rows;
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if its length is not the number of inputs, or a value is not finite
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
        of.toUnitLength(row, i -> i, inputs, at);
        added(-dense);
    }

    /** Four independent sums; each becomes NaN if a value is not finite. */
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
     * Adds a sparse row; keeps the indices until the block is done.
     *
     * @param length its total length
     */
    public void add(int length, int[] rowIndices, double[] rowValues) {
        requireLength(length);
        float[] scaled = new float[rowIndices.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = scaled(rowValues[i], rowIndices[i]);
        }
        of.toUnitLength(rowValues, i -> rowIndices[i], scaled, 0);
        if ((long) rowIndices.length * DENSE_IS_FASTER > length) {
            addDensified(rowIndices, scaled);
            return;
        }
        double[] ofRow = new double[rowIndices.length];
        for (int i = 0; i < ofRow.length; i++) {
            ofRow[i] = (double) scaled[i] - of.scaled(0, rowIndices[i]);
        }
        indices[rows - dense] = rowIndices;
        changes[rows - dense] = ofRow;
        added(rows - dense);
    }

    private void addDensified(int[] rowIndices, float[] scaled) {
        int at = nextDense();
        float[] inputs = workspace.inputs();
        for (int i = 0; i < of.inputs(); i++) {
            inputs[at + i] = of.scaled(0, i);
        }
        for (int i = 0; i < rowIndices.length; i++) {
            inputs[at + rowIndices[i]] = scaled[i];
        }
        added(-dense);
    }

    /** The raw outputs of the rows added since the last call, in their order: {@code [rows][outputs]}. */
    public float[] outputs() {
        return mean().raw();
    }

    /** The predictions for the rows added since the last call, in their order; of a single network its own. */
    public MemberMean mean() {
        MemberMean mean = new MemberMean(of.loss(), rows, network.outputs());
        for (int member = 0; member < members.size(); member++) {
            mean.add(outputs(member));
        }
        rows = 0;
        dense = 0;
        return mean;
    }

    private float[] outputs(int index) {
        Network member = members.get(index);
        float[] sums = FirstSums.of(workspace, member);
        FirstSums.compute(member, of.parameters(), workspace, dense);
        sumSparse(index, sums);
        FirstSums.forward(member, of.parameters(), workspace, rows);
        int width = network.outputs();
        float[] outputs = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            int place = places[row] < 0 ? -places[row] - 1 : dense + places[row];
            System.arraycopy(workspace.outputs(), place * width, outputs, row * width, width);
        }
        return outputs;
    }

    /** Unit by unit, so that its weights stay in the cache for all rows. */
    private void sumSparse(int member, float[] sums) {
        Layer first = members.get(member).layers().get(0);
        float[] parameters = of.parameters();
        for (int unit = 0; unit < first.outputs(); unit++) {
            int weights = first.offset() + unit * first.inputs();
            double ofZeros = of.sumOfZeros(member, unit);
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
