package dev.lockstep.spark.training;

import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Shard;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.math.SumTree;
import dev.lockstep.network.Network;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.spark.internals.BreezeLbfgs;
import dev.lockstep.spark.shard.Loaded;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.training.OneGradient;
import dev.lockstep.training.StepTimer;
import dev.lockstep.training.Steps;
import dev.lockstep.training.Trainer;
import dev.lockstep.training.TrainingResult;
import dev.lockstep.training.TrainingState;
import java.util.List;
import java.util.Optional;

/** What every engine must compute, computed shard after shard in one thread, without Spark. */
public final class OneThread implements OneGradient {

    private final TrainingPlan plan;
    private final Network network;
    private final List<Shard> shards;
    private final long rows;
    private final ShardGradient gradient;
    private final BlockReader reader;

    public OneThread(TrainingPlan plan, TrainingData data) {
        this.plan = plan;
        this.network = network(plan, data);
        this.shards = Loaded.shards(data.train());
        this.rows = data.train().rows();
        this.gradient = new ShardGradient(
                network,
                plan.loss().value(),
                data.classWeights(plan.classWeights()),
                plan.seed(),
                plan.epochsOver(rows));
        this.reader = new BlockReader(network, plan.backend().products(), gradient.blockRows());
    }

    public static Network network(TrainingPlan plan, TrainingData data) {
        return plan.network().network(data.features().size(), data.outputs());
    }

    @Override
    public GradientSum at(float[] parameters, Step step) {
        SumTree tree = new SumTree(shards.size());
        return tree.sum(
                tree.root(),
                node -> node.level() == 0 ? ofShard(parameters, step, shards.get(node.index())) : null,
                GradientSum::merge);
    }

    private GradientSum ofShard(float[] parameters, Step step, Shard shard) {
        return gradient.touches(step, shard)
                ? gradient.sum(reader, parameters, shard, RowOrder.of(plan.seed(), step.epoch(), shard), step)
                : null;
    }

    /** Trains as a cluster would, without validation. */
    TrainingResult train() {
        Steps steps = Steps.of(plan, network, gradient.epochs(), this, new BreezeLbfgs(), new StepTimer());
        float[] parameters = plan.network().initialParameters(network, plan.seed());
        return new Trainer(plan, steps, Optional.empty(), List.of()).train(TrainingState.initial(plan, parameters));
    }
}
