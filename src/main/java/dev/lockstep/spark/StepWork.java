package dev.lockstep.spark;

import dev.lockstep.data.Shard;
import dev.lockstep.data.Step;
import dev.lockstep.objective.BlockReader;
import dev.lockstep.objective.GradientSum;
import dev.lockstep.objective.ShardGradient;

/** The gradient of one step. */
record StepWork(ShardGradient gradient, Step step) implements ShardTask.Work<GradientSum> {

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
