package dev.lockstep.objective;

import dev.lockstep.data.Shard;
import dev.lockstep.math.Products;
import dev.lockstep.network.Dropout;
import dev.lockstep.network.Network;
import dev.lockstep.network.Workspace;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs blocks of a shard's rows through a network. Owns its memory; belongs to one thread at a time.
 */
public final class BlockReader {

    /** The most rows in a block: it bounds memory and is part of the arithmetic. */
    public static final int ROWS = 512;

    /** Blocks gathered ahead take no more memory than this. */
    private static final int AHEAD_FLOATS = 4 << 20;

    private final Network network;
    private final Workspace workspace;
    private final GradientBuffers gradients = new GradientBuffers();
    private final Map<Integer, Block> ahead = new HashMap<>();
    private final Block block;
    private final int capacity;

    /** @param rows the most rows a block will have, at most {@link #ROWS} */
    public BlockReader(Network network, Products products, int rows) {
        this.network = network;
        this.workspace = new Workspace(network, products, rows);
        this.block = new Block(network.inputs(), rows);
        this.capacity = rows;
    }

    /** The most rows a block may have. */
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
     * Gathers rows that {@link #forward} will be asked for next on this shard, where there is memory for it: while
     * others are waited for.
     */
    public void gatherAhead(Shard shard, int[] order, int from, int rows) {
        boolean fits = (long) (ahead.size() + 1) * capacity * network.inputs() <= AHEAD_FLOATS;
        Block next = ahead.get(shard.index());
        if (next == null && fits) {
            next = new Block(network.inputs(), capacity);
            ahead.put(shard.index(), next);
        }
        if (next != null) {
            next.gather(new Block.Place(shard, order, from, rows));
        }
    }

    /**
     * Gathers the rows {@code order[from .. from + rows)} of a shard (or the rows themselves if {@code order} is null)
     * and computes the network's raw outputs for them. The result is valid until the next call.
     */
    public Examples forward(float[] parameters, Shard shard, int[] order, int from, int rows, Dropout dropout) {
        Block.Place place = new Block.Place(shard, order, from, rows);
        Block gathered = ahead.get(shard.index());
        if (gathered == null || !gathered.takes(place)) {
            gathered = block;
            gathered.gather(place);
        }
        workspace.read(gathered.inputs());
        network.forward(parameters, workspace, rows, dropout);
        return gathered.examples(rows, network.outputs(), workspace.outputs());
    }
}
