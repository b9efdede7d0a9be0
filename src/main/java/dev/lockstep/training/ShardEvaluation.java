package dev.lockstep.training;

import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import dev.lockstep.evaluation.ClassTally;
import dev.lockstep.evaluation.Predictions;
import dev.lockstep.evaluation.RegressionTally;
import dev.lockstep.evaluation.Tally;
import dev.lockstep.network.Dropout;
import dev.lockstep.network.Network;
import dev.lockstep.objective.BlockReader;
import dev.lockstep.objective.Examples;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Task;
import java.io.Serializable;

/**
 * Measures a network on one shard: blocks of at most {@link BlockReader#ROWS} rows, added in order.
 *
 * @param labels the scaling of labels, undone in metrics
 */
public record ShardEvaluation(Network network, Loss loss, Scaling labels) implements Serializable {

    public Tally of(BlockReader reader, float[] parameters, Shard shard) {
        Tally tally = loss.task() == Task.REGRESSION
                ? new RegressionTally(labels.mean(), labels.scale())
                : new ClassTally(loss.task() == Task.CLASSES);
        for (int row = 0; row < shard.rows(); row += reader.capacity()) {
            int rows = Math.min(reader.capacity(), shard.rows() - row);
            Examples examples = reader.forward(parameters, shard, null, row, rows, Dropout.OFF);
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
}
