package dev.lockstep.training;

import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import dev.lockstep.evaluation.Predictions;
import dev.lockstep.evaluation.Tally;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.network.Dropout;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Examples;
import dev.lockstep.objective.Loss;
import java.io.Serializable;

/**
 * Evaluates a network on one shard: blocks of at most {@link BlockReader#ROWS} rows, added in order.
 *
 * @param labels the scaling of labels, undone in metrics
 * @param top the k of {@code top_k_accuracy}
 * @param rows total number of rows
 */
public record ShardEvaluation(Network network, Loss loss, Scaling labels, int top, long rows) implements Serializable {

    public Tally of(BlockReader reader, float[] parameters, Shard shard) {
        Tally tally = emptyTally();
        reader.begin(parameters, shard, null, 0, shard.rows());
        for (int row = 0; row < shard.rows(); row += reader.capacity()) {
            int rows = Math.min(reader.capacity(), shard.rows() - row);
            Examples examples = reader.forward(row, rows, Dropout.OFF);
            double lossSum = loss.sum(examples, reader.workspace().outputGradient());
            loss.predict(examples.outputs(), rows, examples.units());
            tally.add(new Predictions(
                    rows,
                    examples.units(),
                    examples.outputs(),
                    examples.targetWidth(),
                    examples.targets(),
                    examples.weights(),
                    lossSum));
        }
        return tally;
    }

    /** An empty tally. */
    public Tally emptyTally() {
        return loss.tally(network.outputs(), labels.scale(), top, rows);
    }
}
