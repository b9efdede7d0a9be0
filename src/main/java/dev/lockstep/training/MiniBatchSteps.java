package dev.lockstep.training;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.optimizer.StepwiseOptimizer;
import dev.lockstep.plan.TrainingPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Mini-batch gradient descent: g = ∇(mean loss + penalty) over a mini-batch, clipped, then the optimizer's update.
 *
 * <p>Reference: H. Robbins, S. Monro, "A stochastic approximation method" (1951).
 */
record MiniBatchSteps(
        TrainingPlan plan,
        StepwiseOptimizer optimizer,
        Network network,
        Epochs epochs,
        Gradients gradients,
        StepTimer timer)
        implements Steps {

    @Override
    public List<Taken> take(List<Member> members) {
        Step step = epochs.step(members.get(0).state().step());
        int[] indexes = members.stream().mapToInt(Member::index).toArray();
        List<GradientSum> sums = gradients.at(indexes, Member.parameters(members), step);
        List<Taken> taken = new ArrayList<>(indexes.length);
        for (int i = 0; i < indexes.length; i++) {
            try {
                taken.add(taken(members.get(i).state(), step, sums.get(i)));
            } catch (DivergedException e) {
                throw e.of(indexes[i], plan);
            }
        }
        return taken;
    }

    private Taken taken(TrainingState state, Step step, GradientSum sum) {
        long startNanos = System.nanoTime();
        double rate = plan.rate(epochs, step, state.plateau().reductions());
        double meanLoss = sum.meanLoss(plan.loss().value());
        double norm = divideAndPenalize(sum, state.parameters());
        DivergedException.Vector gradient = new DivergedException.Vector(network, sum.gradient(), norm);
        DivergedException.requireFinite(step, rate, meanLoss, gradient);
        clipAndUpdate(step.number() + 1, rate, gradient, state);
        network.limitNorms(state.parameters());
        timer.add(StepTimer.Phase.UPDATE, System.nanoTime() - startNanos);
        return new Taken(state.afterStep(state.sums().plus(sum, step, rate, norm)), meanLoss);
    }

    /** Completes the sum, turns it into the gradient of the mean loss with penalty, and returns its norm, in one pass. */
    private double divideAndPenalize(GradientSum sum, float[] parameters) {
        double scale = plan.loss().value().gradientScale(sum.lossSum(), sum.weightSum());
        Norm.Squares squares = new Norm.Squares(parameters.length);
        sum.scale(scale, ChunkedLoops.INSTANCE, (gradient, from, to) -> {
            plan.penalty().addGradient(network, parameters, gradient, from, to);
            squares.add(gradient, from, to);
        });
        return squares.norm();
    }

    /** Clips the gradient and updates the parameters, in one pass. */
    private void clipAndUpdate(long step, double rate, DivergedException.Vector gradient, TrainingState state) {
        StepwiseOptimizer.Vectors vectors =
                new StepwiseOptimizer.Vectors(gradient.values(), state.parameters(), state.optimizerState());
        StepwiseOptimizer ofBiases = optimizer.forBiases();
        ChunkedLoops.INSTANCE.run(gradient.values().length, (from, to) -> {
            plan.clip().ifPresent(clip -> clip.apply(gradient.values(), gradient.norm(), from, to));
            if (ofBiases == optimizer) {
                optimizer.update(step, rate, vectors, from, to);
            } else {
                updateApart(ofBiases, step, rate, vectors, from, to);
            }
        });
    }

    /** Updates weights by the optimizer, and biases and slopes by its rule for them. */
    private void updateApart(
            StepwiseOptimizer ofBiases, long step, double rate, StepwiseOptimizer.Vectors vectors, int from, int to) {
        for (Layer layer : network.layers()) {
            update(optimizer, step, rate, vectors, Math.max(from, layer.offset()), Math.min(to, layer.biasOffset()));
            update(ofBiases, step, rate, vectors, Math.max(from, layer.biasOffset()), Math.min(to, layer.end()));
        }
    }

    private static void update(
            StepwiseOptimizer by, long step, double rate, StepwiseOptimizer.Vectors vectors, int from, int to) {
        if (from < to) {
            by.update(step, rate, vectors, from, to);
        }
    }

    @Override
    public boolean isFinished(TrainingState state) {
        return false;
    }
}
