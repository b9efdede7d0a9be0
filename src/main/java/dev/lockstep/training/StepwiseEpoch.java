package dev.lockstep.training;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.Step;
import dev.lockstep.network.Network;
import dev.lockstep.objective.GradientSum;
import dev.lockstep.objective.Loss;
import dev.lockstep.optimizer.StepwiseOptimizer;

/** Gradient, penalty, clipping, update: step by step. */
record StepwiseEpoch(
        TrainingPlan plan, StepwiseOptimizer optimizer, Network network, Epochs epochs, Trainer.Surroundings with)
        implements EpochRunner {

    @Override
    public TrainingState run(TrainingState start) {
        TrainingState state = step(epochs.step(start.step()), start);
        while (state.step() % epochs.stepsPerEpoch() != 0) {
            TrainingState reached = state;
            with.listeners().forEach(listener -> listener.reached(reached));
            state = step(epochs.step(state.step()), state);
        }
        return state;
    }

    private TrainingState step(Step step, TrainingState state) {
        GradientSum sum = with.gradients().at(state.parameters(), step);
        long startNanos = System.nanoTime();
        Loss loss = plan.loss().value();
        double rate = plan.rate(step, state.plateau());
        double meanLoss = sum.meanLoss(loss);
        float[] gradient = sum.meanGradient(loss);
        plan.penalty().addGradient(network, state.parameters(), gradient);
        double norm = Norm.of(gradient);
        DivergedException.requireFinite(step, rate, meanLoss, new DivergedException.Vector(network, gradient, norm));
        plan.clip().ifPresent(clip -> clip.apply(gradient, norm));
        optimizer.update(step.number() + 1, rate, gradient, state.parameters(), state.optimizerState());
        network.limitNorms(state.parameters());
        with.timer().add(StepTimer.Phase.UPDATE, System.nanoTime() - startNanos);
        with.timer().stepEnded();
        with.listeners().forEach(listener -> listener.stepEnded(step.number() + 1, meanLoss));
        return state.afterStep(state.sums().plus(sum, step, rate, norm));
    }
}
