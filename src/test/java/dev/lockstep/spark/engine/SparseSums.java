package dev.lockstep.spark.engine;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Rows;
import dev.lockstep.data.Shard;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.math.Backend;
import dev.lockstep.math.RandomArrays;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Losses;
import java.util.List;
import java.util.stream.IntStream;

/** Sparse rows, and sums over them, for tests. */
public final class SparseSums {

    static final int ROWS = 90;
    static final int INPUTS = 300;
    static final int CLASSES = 3;

    private SparseSums() {}

    /** @param percent of a row's features that are not 0 */
    static Rows rows(int percent) {
        float[][] targets = IntStream.range(0, ROWS)
                .mapToObj(row -> new float[] {row * 5 % CLASSES})
                .toArray(float[][]::new);
        float[] weights = RandomArrays.normal(ROWS, 8);
        for (int i = 0; i < ROWS; i++) {
            weights[i] = Math.abs(weights[i]);
        }
        return Rows.random(ROWS, INPUTS, targets, weights).thinned(percent);
    }

    /** The sum over the first rows of the one shard. */
    public static GradientSum of(int percent, int rows) {
        Network network = Network.of(
                INPUTS,
                List.of(new Network.Hidden(6, Activations.CATALOG.choose("relu").value(), 0, Double.POSITIVE_INFINITY)),
                CLASSES,
                Activations.IDENTITY);
        ShardGradient gradient = new ShardGradient(
                network,
                Losses.CATALOG.choose("cross_entropy").value(),
                null,
                3,
                new Epochs(new ShardLayout(ROWS, 1), rows));
        float[] parameters = RandomArrays.normal(network.parameterCount(), 6);
        Shard shard = rows(percent).packSparse(1)[0];
        BlockReader reader = new BlockReader(network, Backend.JAVA.products(), 16);
        return gradient.sum(reader, parameters, shard, RowOrder.of(3, 0, shard), new Step(0, 0, 0, rows));
    }
}
