package dev.lockstep.gradient;

import dev.lockstep.data.Shard;
import dev.lockstep.network.Dropout;
import dev.lockstep.network.Network;
import dev.lockstep.network.Workspace;
import dev.lockstep.objective.Examples;
import java.util.HashMap;
import java.util.Map;

/** A pass over dense rows. */
final class DensePass implements Pass {

    /** Memory limit for blocks gathered in advance. */
    private static final int AHEAD_FLOATS = 4 << 20;

    private final Network network;
    private final Workspace workspace;
    private final GradientBuffers gradients;
    private final int capacity;
    private final Map<Integer, Block> ahead = new HashMap<>();
    private final Block block;
    private float[] parameters;
    private Shard shard;
    private int[] order;
    private float[] gradient;
    /** Whether the gradient has a sum to which the next block is added as if it were merged. */
    private boolean continues;

    /** @param capacity maximum rows of a block */
    DensePass(Network network, Workspace workspace, GradientBuffers gradients, int capacity) {
        this.network = network;
        this.workspace = workspace;
        this.gradients = gradients;
        this.capacity = capacity;
        this.block = new Block(network.inputs(), capacity);
    }

    /** Gathers the rows of the next {@link #forward} in advance, if there is memory. */
    void gatherAhead(Block.Place place) {
        boolean fits = (long) (ahead.size() + 1) * capacity * network.inputs() <= AHEAD_FLOATS;
        Block next = ahead.get(place.shard().index());
        if (next == null && fits) {
            next = new Block(network.inputs(), capacity);
            ahead.put(place.shard().index(), next);
        }
        if (next != null) {
            next.gather(place);
        }
    }

    @Override
    public void begin(float[] newParameters, Shard newShard, int[] newOrder, int from, int to) {
        parameters = newParameters;
        shard = newShard;
        order = newOrder;
        gradient = null;
        continues = false;
    }

    @Override
    public boolean addsTo(GradientSum sum, int rows) {
        continues = network.addsExactly(workspace, rows);
        gradient = continues ? sum.gradient() : null;
        return continues;
    }

    @Override
    public Examples forward(int from, int rows, Dropout dropout) {
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

    @Override
    public void backward(int rows, Dropout dropout) {
        if (gradient == null) {
            gradient = gradients.take(parameters.length);
            network.backward(parameters, workspace, rows, dropout, gradient);
        } else if (continues) {
            network.mergeBackward(parameters, workspace, rows, dropout, gradient);
        } else {
            network.addBackward(parameters, workspace, rows, dropout, gradient);
        }
    }

    @Override
    public GradientSum sum(double lossSum, double weightSum) {
        return new GradientSum(lossSum, weightSum, gradient);
    }
}
