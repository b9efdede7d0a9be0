package dev.lockstep.gradient;

import dev.lockstep.data.Shard;
import dev.lockstep.data.SparseFeatures;
import dev.lockstep.math.SparseRows;
import dev.lockstep.network.Dropout;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.network.Workspace;
import dev.lockstep.objective.Examples;

/**
 * A pass over sparse rows. It uses a narrower network with only the inputs that occur in the rows: its parameters are
 * gathered from the full ones, with the first weights transposed; so is its gradient.
 *
 * <p>Memory: an int per feature, and the parameters of two narrow networks.
 */
final class SparsePass implements Pass {

    /** Number of units gathered together, a cache line. */
    private static final int TILE = 16;

    private final Network network;
    private final Workspace workspace;
    private final Block block;
    private final SparseRows rows;
    private final long[] marks;
    private final int[] places;
    private SparseFeatures features;
    private Shard shard;
    private int[] order;
    private int[] columns;
    private Network narrow;
    private float[] parameters = new float[0];
    private float[] gradient;

    /** @param capacity maximum rows of a block */
    SparsePass(Network network, Workspace workspace, int capacity) {
        this.network = network;
        this.workspace = workspace;
        this.block = new Block(0, capacity);
        this.rows = new SparseRows(capacity);
        this.marks = new long[(network.inputs() + Long.SIZE - 1) / Long.SIZE];
        this.places = new int[network.inputs()];
    }

    @Override
    public void begin(float[] whole, Shard newShard, int[] newOrder, int from, int to) {
        features = (SparseFeatures) newShard.features();
        shard = newShard;
        order = newOrder;
        gradient = null;
        for (int i = from; i < to; i++) {
            features.markIndexes(order == null ? i : order[i], marks);
        }
        columns = marked();
        narrow = network.narrowed(columns.length);
        if (parameters.length < narrow.parameterCount()) {
            parameters = new float[narrow.parameterCount()];
        }
        gather(whole);
    }

    /** The marked features in order, at least one; clears the marks and records the positions. */
    private int[] marked() {
        int count = 0;
        for (long word : marks) {
            count += Long.bitCount(word);
        }
        int[] marked = new int[Math.max(1, count)];
        int at = 0;
        for (int word = 0; word < marks.length; word++) {
            for (long left = marks[word]; left != 0; left &= left - 1) {
                int feature = word * Long.SIZE + Long.numberOfTrailingZeros(left);
                places[feature] = at;
                marked[at++] = feature;
            }
            marks[word] = 0;
        }
        return marked;
    }

    private void gather(float[] whole) {
        Layer first = network.layers().get(0);
        int units = first.outputs();
        for (int tile = 0; tile < units; tile += TILE) {
            int end = Math.min(units, tile + TILE);
            for (int i = 0; i < columns.length; i++) {
                int from = first.offset() + columns[i];
                for (int unit = tile; unit < end; unit++) {
                    parameters[i * units + unit] = whole[from + unit * first.inputs()];
                }
            }
        }
        int rest = whole.length - first.biasOffset();
        System.arraycopy(whole, first.biasOffset(), parameters, columns.length * units, rest);
    }

    /** Its columns differ from those of other shards. */
    @Override
    public boolean addsTo(GradientSum sum, int count) {
        return false;
    }

    @Override
    public Examples forward(int from, int count, Dropout dropout) {
        block.gather(new Block.Place(shard, order, from, count));
        rows.clear();
        for (int i = from; i < from + count; i++) {
            int row = order == null ? i : order[i];
            rows.reserve(features.nonZeros(row));
            int start = rows.size();
            int end = features.copyPairs(row, rows.columns(), rows.values(), start);
            int[] found = rows.columns();
            for (int j = start; j < end; j++) {
                found[j] = places[found[j]];
            }
            rows.endRow(end);
        }
        workspace.read(rows);
        narrow.forward(parameters, workspace, count, dropout);
        return block.examples(count, network.outputs(), workspace.outputs());
    }

    @Override
    public void backward(int count, Dropout dropout) {
        if (gradient == null) {
            gradient = new float[narrow.parameterCount()];
            narrow.backward(parameters, workspace, count, dropout, gradient);
        } else {
            narrow.addBackward(parameters, workspace, count, dropout, gradient);
        }
    }

    @Override
    public GradientSum sum(double lossSum, double weightSum) {
        Layer first = network.layers().get(0);
        int weights = columns.length * first.outputs();
        for (int i = 0; i < weights; i++) {
            // −0 becomes 0, so that a sum of zeros is equal to an omitted one.
            gradient[i] += 0f;
        }
        WeightColumns some = new WeightColumns(first.inputs(), first.outputs(), columns);
        return new GradientSum(lossSum, weightSum, gradient, some).smaller();
    }
}
