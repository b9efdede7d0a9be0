package dev.lockstep.training;

import dev.lockstep.data.Epochs;
import dev.lockstep.network.Network;
import dev.lockstep.optimizer.Lbfgs;
import dev.lockstep.optimizer.Optimizer;
import dev.lockstep.optimizer.StepwiseOptimizer;
import dev.lockstep.plan.TrainingPlan;
import java.util.List;

/** The steps of a training with the optimizer of its plan. */
public sealed interface Steps permits MiniBatchSteps, FullBatchSteps {

    /**
     * The steps of a plan.
     *
     * @param minimizer for lbfgs
     * @param timer records the cost of steps
     */
    static Steps of(
            TrainingPlan plan,
            Network network,
            Epochs epochs,
            Gradients gradients,
            BatchMinimizer minimizer,
            StepTimer timer) {
        Optimizer optimizer = plan.optimizer().value();
        if (optimizer instanceof StepwiseOptimizer stepwise) {
            return new MiniBatchSteps(plan, stepwise, network, epochs, gradients, timer);
        }
        return new FullBatchSteps(plan, (Lbfgs) optimizer, network, epochs, gradients, minimizer, timer);
    }

    /** The division of epochs into steps. */
    Epochs epochs();

    StepTimer timer();

    /**
     * Runs the next step of networks that have taken equally many, and may change the arrays of their states. The
     * results are in the same order.
     */
    List<Taken> take(List<Member> members);

    /** Whether another step cannot make progress. */
    boolean isFinished(TrainingState state);

    /**
     * The result of a step.
     *
     * @param state the state after it
     * @param meanLoss the loss of its rows at the parameters before it
     */
    record Taken(TrainingState state, double meanLoss) {}
}
