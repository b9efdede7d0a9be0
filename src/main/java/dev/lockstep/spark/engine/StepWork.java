package dev.lockstep.spark.engine;

import dev.lockstep.data.Shard;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.network.Network;
import dev.lockstep.spark.shard.PackedPartition;
import java.util.Arrays;
import java.util.List;

/** The gradient of one step. */
public record StepWork(ShardGradient gradient, Step step) implements ShardTask.Work<GradientSum> {

    /** The gradients of some members of an ensemble. */
    public static List<StepWork> of(ShardGradient gradient, int[] members, Step step) {
        return Arrays.stream(members)
                .mapToObj(member -> new StepWork(gradient.ofMember(member), step))
                .toList();
    }

    @Override
    public Network network() {
        return gradient.network();
    }

    @Override
    public int blockRows() {
        return gradient.blockRows();
    }

    @Override
    public boolean touches(Shard shard) {
        return gradient.touches(step, shard);
    }

    @Override
    public GradientSum of(BlockReader reader, float[] parameters, PackedPartition partition, Shard shard) {
        return gradient.sum(reader, parameters, shard, order(partition, shard), step);
    }

    @Override
    public GradientSum addTo(
            GradientSum left, BlockReader reader, float[] parameters, PackedPartition partition, Shard shard) {
        return gradient.addTo(left, reader, parameters, shard, order(partition, shard), step);
    }

    private int[] order(PackedPartition partition, Shard shard) {
        return partition.order(gradient.seed(), step.epoch()).of(shard.index());
    }

    @Override
    public GradientSum add(BlockReader reader, GradientSum left, GradientSum right) {
        left.merge(right);
        reader.gradients().giveBack(right);
        return left;
    }
}
