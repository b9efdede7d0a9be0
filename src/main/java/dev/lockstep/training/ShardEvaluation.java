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
import dev.lockstep.objective.MemberMean;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Evaluates a network on one shard: blocks of at most {@link BlockReader#ROWS} rows, added in order.
 *
 * @param labels the scaling of labels, undone in metrics
 * @param top the k of {@code top_k_accuracy}
 * @param rows total number of rows
 */
public record ShardEvaluation(Network network, Loss loss, Scaling labels, int top, long rows) implements Serializable {

    /** Receives blocks of rows in order. */
    public interface Sink {

        /**
         * @param row the first one
         * @param examples with raw outputs, valid during the call
         * @param predictions {@code [rows][units]}, valid during the call
         * @param lossSum Σ wᵢ·lossᵢ
         */
        void add(int row, Examples examples, float[] predictions, double lossSum);
    }

    /** @param parameters of one network, or of all members of an ensemble, whose mean predictions count */
    public Tally of(BlockReader reader, float[] parameters, Shard shard) {
        Tally tally = emptyTally();
        forEachBlock(
                reader,
                parameters,
                shard,
                (row, examples, predictions, lossSum) -> tally.add(predictions(examples, predictions, lossSum)));
        return tally;
    }

    /** Passes on the outputs of all rows of a shard. */
    public void forEachBlock(BlockReader reader, float[] parameters, Shard shard, Sink to) {
        int members = parameters.length / network.parameterCount();
        if (members == 1) {
            reader.begin(parameters, shard, null, 0, shard.rows());
        }
        for (int row = 0; row < shard.rows(); row += reader.capacity()) {
            int rows = Math.min(reader.capacity(), shard.rows() - row);
            if (members == 1) {
                pass(row, reader.forward(row, rows, Dropout.OFF), reader, to);
            } else {
                passMean(reader, parameters, shard, row, rows, to);
            }
        }
    }

    private void pass(int row, Examples examples, BlockReader reader, Sink to) {
        double lossSum = loss.sum(examples, reader.workspace().outputGradient());
        float[] predictions = Arrays.copyOf(examples.outputs(), examples.rows() * examples.units());
        loss.predict(predictions, examples.rows(), examples.units());
        to.add(row, examples, predictions, lossSum);
    }

    private void passMean(BlockReader reader, float[] parameters, Shard shard, int row, int rows, Sink to) {
        int members = parameters.length / network.parameterCount();
        MemberMean mean = new MemberMean(loss, rows, network.outputs());
        Examples examples = null;
        for (int member = 0; member < members; member++) {
            reader.begin(reader.parameters(parameters, member, members), shard, null, row, row + rows);
            examples = reader.forward(row, rows, Dropout.OFF);
            mean.add(Arrays.copyOf(examples.outputs(), rows * network.outputs()));
        }
        Examples ofMean = new Examples(
                rows, examples.units(), mean.raw(), examples.targetWidth(), examples.targets(), examples.weights());
        to.add(
                row,
                ofMean,
                mean.predictions(),
                loss.sum(ofMean, reader.workspace().outputGradient()));
    }

    /** A block for a tally. */
    public static Predictions predictions(Examples examples, float[] predictions, double lossSum) {
        return new Predictions(
                examples.rows(),
                examples.units(),
                predictions,
                examples.targetWidth(),
                examples.targets(),
                examples.weights(),
                lossSum);
    }

    /** An empty tally. */
    public Tally emptyTally() {
        return loss.tally(network.outputs(), labels.scale(), top, rows);
    }
}
