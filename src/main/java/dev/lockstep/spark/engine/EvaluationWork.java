package dev.lockstep.spark.engine;

import dev.lockstep.data.Shard;
import dev.lockstep.evaluation.Tally;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.network.Network;
import dev.lockstep.spark.shard.PackedPartition;
import dev.lockstep.training.ShardEvaluation;

/**
 * The metrics of all rows.
 *
 * @param blockRows maximum rows of a block
 */
record EvaluationWork(ShardEvaluation evaluation, int blockRows) implements ShardTask.Work<Tally> {

    @Override
    public Network network() {
        return evaluation.network();
    }

    @Override
    public boolean touches(Shard shard) {
        return shard.rows() > 0;
    }

    @Override
    public Tally of(BlockReader reader, float[] parameters, PackedPartition partition, Shard shard) {
        return evaluation.of(reader, parameters, shard);
    }

    @Override
    public Tally add(BlockReader reader, Tally left, Tally right) {
        return left.merge(right);
    }
}
