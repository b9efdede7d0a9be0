package dev.lockstep.spark;

import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Shard;
import dev.lockstep.data.Step;
import dev.lockstep.math.SumTree;
import dev.lockstep.network.Network;
import dev.lockstep.objective.BlockReader;
import dev.lockstep.objective.GradientSum;
import dev.lockstep.objective.ShardGradient;
import dev.lockstep.training.Gradients;
import dev.lockstep.training.StepTimer;
import dev.lockstep.training.Trainer;
import dev.lockstep.training.TrainingPlan;
import dev.lockstep.training.TrainingResult;
import dev.lockstep.training.TrainingState;
import java.util.List;
import java.util.Optional;

/** What every engine must compute, computed shard after shard in one thread, without Spark. */
final class OneThread implements Gradients {

    private final TrainingPlan plan;
    private final Network network;
    private final List<Shard> shards;
    private final long rows;
    private final ShardGradient gradient;
    private final BlockReader reader;

    OneThread(TrainingPlan plan, TrainingData data) {
        this.plan = plan;
        this.network = network(plan, data);
        this.shards = Loaded.shards(data.train());
        this.rows = data.train().rows();
        this.gradient = new ShardGradient(
                network, plan.loss().value(), data.classWeights(plan.classWeights()), plan.seed(), plan.shards());
        this.reader = new BlockReader(
                network, plan.backend().products(), gradient.blockRows(Math.min(plan.batchSize(), rows)));
    }

    static Network network(TrainingPlan plan, TrainingData data) {
        return plan.network()
                .network(
                        data.features().size(), data.outputs(plan.loss().value().task()));
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
        return step.touches(shard.index(), shards.size())
                ? gradient.sum(reader, parameters, shard, RowOrder.of(plan.seed(), step.epoch(), shard), step)
                : null;
    }

    /** Trains as a cluster would, without validation. */
    TrainingResult train() {
        Trainer.Surroundings surroundings = new Trainer.Surroundings(
                this, Optional.empty(), Optional.of(new BreezeLbfgs()), List.of(), new StepTimer());
        float[] parameters = plan.network().initialParameters(network, plan.seed());
        return new Trainer(plan, network, rows, surroundings).train(TrainingState.initial(plan, parameters));
    }
}
