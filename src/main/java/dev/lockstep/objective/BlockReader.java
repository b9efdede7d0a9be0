package dev.lockstep.objective;

import dev.lockstep.data.Shard;
import dev.lockstep.math.Products;
import dev.lockstep.network.Dropout;
import dev.lockstep.network.Network;
import dev.lockstep.network.Workspace;

/**
 * Runs blocks of a shard's rows through a network. Owns its memory; belongs to one thread at a time.
 */
public final class BlockReader {

    /** The most rows in a block: it bounds memory and is part of the arithmetic. */
    public static final int ROWS = 512;

    private final Network network;
    private final Workspace workspace;
    private final float[] weights;
    private float[] targets = new float[0];

    /** @param rows the most rows a block will have, at most {@link #ROWS} */
    public BlockReader(Network network, Products products, int rows) {
        this.network = network;
        this.workspace = new Workspace(network, products, rows);
        this.weights = new float[rows];
    }

    /** The most rows a block may have. */
    public int capacity() {
        return weights.length;
    }

    public Workspace workspace() {
        return workspace;
    }

    /**
     * Gathers the rows {@code order[from .. from + rows)} of a shard (or the rows themselves if {@code order} is null)
     * and computes the network's raw outputs for them. The result is valid until the next call.
     */
    public Examples forward(float[] parameters, Shard shard, int[] order, int from, int rows, Dropout dropout) {
        int targetWidth = shard.targetWidth();
        if (targets.length < weights.length * targetWidth) {
            targets = new float[weights.length * targetWidth];
        }
        for (int i = 0; i < rows; i++) {
            int row = order == null ? from + i : order[from + i];
            shard.features().copyRow(row, workspace.inputs(), i * network.inputs());
            shard.copyTargets(row, targets, i * targetWidth);
            weights[i] = shard.weight(row);
        }
        network.forward(parameters, workspace, rows, dropout);
        return new Examples(rows, network.outputs(), workspace.outputs(), targetWidth, targets, weights);
    }
}
