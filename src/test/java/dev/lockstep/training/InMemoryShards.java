package dev.lockstep.training;

import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Rows;
import dev.lockstep.data.Shard;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.math.SumTree;
import dev.lockstep.network.Network;
import dev.lockstep.plan.TrainingPlan;
import java.util.HashMap;
import java.util.Map;

/** The gradients of rows in memory, computed as a cluster does: partitions of shards, completed by the driver. */
final class InMemoryShards implements OneGradient {

    private final TrainingPlan plan;
    private final ShardGradient gradient;
    private final Shard[] shards;
    private final SumTree tree;
    private final int[] partitionEnds;
    private final int blockRows;

    /** @param partitionEnds the shard after each partition's last; none means one partition */
    InMemoryShards(TrainingPlan plan, Network network, Rows rows, int... partitionEnds) {
        this.plan = plan;
        this.gradient =
                new ShardGradient(network, plan.loss().value(), null, plan.seed(), plan.epochsOver(rows.count()));
        this.shards = rows.pack(plan.shards());
        this.tree = new SumTree(plan.shards());
        this.partitionEnds = partitionEnds.length == 0 ? new int[] {plan.shards()} : partitionEnds;
        this.blockRows = gradient.blockRows();
    }

    @Override
    public GradientSum at(float[] parameters, Step step) {
        Map<SumTree.Node, GradientSum> known = new HashMap<>();
        int from = 0;
        for (int to : partitionEnds) {
            BlockReader reader =
                    new BlockReader(gradient.network(), plan.backend().products(), blockRows);
            for (SumTree.Node node : tree.cover(from, to)) {
                known.put(
                        node,
                        tree.sum(
                                node,
                                leaf -> leaf.level() == 0 ? of(reader, parameters, shards[leaf.index()], step) : null,
                                GradientSum::merge));
            }
            from = to;
        }
        return tree.sum(tree.root(), known::get, GradientSum::merge);
    }

    private GradientSum of(BlockReader reader, float[] parameters, Shard shard, Step step) {
        if (!gradient.touches(step, shard)) {
            return null;
        }
        int[] order = RowOrder.of(plan.seed(), step.epoch(), shard);
        return gradient.sum(reader, parameters, shard, order, step);
    }
}
