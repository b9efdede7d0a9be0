package dev.lockstep.training;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.network.Network;
import dev.lockstep.optimizer.StepwiseOptimizer;
import dev.lockstep.plan.TrainingPlan;

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
        double rate = plan.rate(step, state.plateau().reductions());
        double meanLoss = sum.meanLoss(plan.loss().value());
        double norm = completeGradient(sum, state.parameters());
        DivergedException.Vector gradient = new DivergedException.Vector(network, sum.gradient(), norm);
        DivergedException.requireFinite(step, rate, meanLoss, gradient);
        update(step.number() + 1, rate, gradient, state);
        network.limitNorms(state.parameters());
        with.timer().add(StepTimer.Phase.UPDATE, System.nanoTime() - startNanos);
        with.timer().stepEnded();
        with.listeners().forEach(listener -> listener.stepEnded(step.number() + 1, meanLoss));
        return state.afterStep(state.sums().plus(sum, step, rate, norm));
    }

    /** Makes the sum the gradient of the mean loss and the penalty, and returns its norm: one pass. */
    private double completeGradient(GradientSum sum, float[] parameters) {
        double scale = plan.loss().value().gradientScale(sum.lossSum(), sum.weightSum());
        float[] gradient = sum.gradient();
        Norm.Squares squares = new Norm.Squares(gradient.length);
        ChunkedLoops.INSTANCE.run(gradient.length, (from, to) -> {
            sum.scale(scale, from, to);
            plan.penalty().addGradient(network, parameters, gradient, from, to);
            squares.add(gradient, from, to);
        });
        return squares.norm();
    }

    /** Clips the gradient and takes the optimizer's step: the other pass. */
    private void update(long step, double rate, DivergedException.Vector gradient, TrainingState state) {
        StepwiseOptimizer.Vectors vectors =
                new StepwiseOptimizer.Vectors(gradient.values(), state.parameters(), state.optimizerState());
        ChunkedLoops.INSTANCE.run(gradient.values().length, (from, to) -> {
            plan.clip().ifPresent(clip -> clip.apply(gradient.values(), gradient.norm(), from, to));
            optimizer.update(step, rate, vectors, from, to);
        });
    }
}
