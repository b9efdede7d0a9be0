package dev.lockstep.gradient;

import dev.lockstep.data.Shard;
import dev.lockstep.data.SparseFeatures;
import dev.lockstep.math.Products;
import dev.lockstep.network.Dropout;
import dev.lockstep.network.Network;
import dev.lockstep.network.Workspace;
import dev.lockstep.objective.Examples;

/**
 * Runs blocks of a shard's rows through a network. Owns its buffers; for one thread at a time.
 */
public final class BlockReader {

    /** The maximum rows of a block; limits memory and is part of the arithmetic. */
    public static final int ROWS = 512;

    private final Network network;
    private final Workspace workspace;
    private final GradientBuffers gradients = new GradientBuffers();
    private final int capacity;
    private float[] copied = new float[0];
    private DensePass dense;
    private SparsePass sparse;
    private Pass pass;

    /** @param rows maximum rows of a block, at most {@link #ROWS} */
    public BlockReader(Network network, Products products, int rows) {
        this.network = network;
        this.workspace = new Workspace(network, products, rows);
        this.capacity = rows;
    }

    /** The maximum rows of a block. */
    public int capacity() {
        return capacity;
    }

    public Workspace workspace() {
        return workspace;
    }

    public GradientBuffers gradients() {
        return gradients;
    }

    /**
     * The parameters of one of several networks, which follow one another; the array itself if there is only one.
     * Valid until the next call.
     */
    public float[] parameters(float[] ofAll, int network, int networks) {
        if (networks == 1) {
            return ofAll;
        }
        int count = ofAll.length / networks;
        if (copied.length != count) {
            copied = new float[count];
        }
        System.arraycopy(ofAll, network * count, copied, 0, count);
        return copied;
    }

    /**
     * Gathers the rows of the next {@link #forward} on this shard in advance, if there is memory, while the caller
     * waits for other tasks. Sparse rows are not gathered in advance.
     */
    public void gatherAhead(Shard shard, int[] order, int from, int rows) {
        if (!isSparse(shard)) {
            dense().gatherAhead(new Block.Place(shard, order, from, rows));
        }
    }

    /**
     * Starts with the rows {@code order[from .. to)} of a shard, or the rows {@code [from .. to)} if {@code order} is
     * null.
     */
    public void begin(float[] parameters, Shard shard, int[] order, int from, int to) {
        pass = isSparse(shard) ? sparse() : dense();
        pass.begin(parameters, shard, order, from, to);
    }

    /**
     * Lets the next block, of a number of rows, add to a sum in place, if that has the bits of a sum of its own that is
     * added. After {@link #begin}.
     *
     * @return whether it does
     */
    boolean addsTo(GradientSum sum, int rows) {
        return pass.addsTo(sum, rows);
    }

    /**
     * Computes the network's raw outputs for the rows {@code [from .. from + rows)} of the order. The result is valid
     * until the next call.
     */
    public Examples forward(int from, int rows, Dropout dropout) {
        return pass.forward(from, rows, dropout);
    }

    /**
     * Propagates the gradient at the outputs, in {@link Workspace#outputGradient()}, back through the network for the
     * rows of the last {@link #forward}, and adds to the gradient of earlier blocks.
     */
    public void backward(int rows, Dropout dropout) {
        pass.backward(rows, dropout);
    }

    /** The sum over the blocks since {@link #begin}, after {@link #backward}. */
    public GradientSum sum(double lossSum, double weightSum) {
        return pass.sum(lossSum, weightSum);
    }

    private static boolean isSparse(Shard shard) {
        return shard.features() instanceof SparseFeatures;
    }

    private DensePass dense() {
        if (dense == null) {
            dense = new DensePass(network, workspace, gradients, capacity);
        }
        return dense;
    }

    private SparsePass sparse() {
        if (sparse == null) {
            sparse = new SparsePass(network, workspace, capacity);
        }
        return sparse;
    }
}
