package dev.lockstep.spark.engine;

import dev.lockstep.data.Shard;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.network.Network;
import dev.lockstep.spark.shard.PackedPartition;

/** The gradient of one step. */
public record StepWork(ShardGradient gradient, Step step) implements ShardTask.Work<GradientSum> {

    @Override
    public Network network() {
        return gradient.network();
    }

    @Override
    public int blockRows() {
        return gradient.blockRows();
    }

    @Override
    public GradientSum of(BlockReader reader, float[] parameters, PackedPartition partition, Shard shard) {
        if (!step.touches(shard.index(), gradient.shards())) {
            return null;
        }
        int[] order = partition.order(gradient.seed(), step.epoch()).of(shard.index());
        return gradient.sum(reader, parameters, shard, order, step);
    }

    @Override
    public GradientSum add(BlockReader reader, GradientSum left, GradientSum right) {
        left.merge(right);
        reader.gradients().giveBack(right);
        return left;
    }
}
