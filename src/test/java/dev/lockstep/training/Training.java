package dev.lockstep.training;

import dev.lockstep.data.Rows;
import dev.lockstep.network.Network;
import dev.lockstep.plan.TrainingPlan;
import java.util.List;
import java.util.Optional;

/** Short ways to run the public trainer. */
final class Training {

    private Training() {}

    /** Trains on rows in memory from a plan's own initial parameters. */
    static TrainingResult of(TrainingPlan plan, Rows rows, int outputs, TrainingListener... listeners) {
        Network network = plan.network().network(rows.width(), outputs);
        float[] initial = plan.network().initialParameters(network, plan.seed());
        return of(plan, network, rows, TrainingState.initial(plan, initial), listeners);
    }

    static TrainingResult of(
            TrainingPlan plan, Network network, Rows rows, TrainingState start, TrainingListener... listeners) {
        Gradients gradients = new InMemoryShards(plan, network, rows);
        return trainer(plan, network, rows.count(), gradients, listeners).train(start);
    }

    static Trainer trainer(
            TrainingPlan plan, Network network, long rows, Gradients gradients, TrainingListener... listeners) {
        return new Trainer(plan, steps(plan, network, rows, gradients), Optional.empty(), List.of(listeners));
    }

    /** Steps of a plan whose optimizer is not lbfgs. */
    static Steps steps(TrainingPlan plan, Network network, long rows, Gradients gradients) {
        return Steps.of(plan, network, plan.epochsOver(rows), gradients, null, new StepTimer());
    }
}
