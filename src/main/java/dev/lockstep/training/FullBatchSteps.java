package dev.lockstep.training;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Loss;
import dev.lockstep.optimizer.Lbfgs;
import dev.lockstep.plan.TrainingPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Iterations of a minimizer over all rows, one per epoch, in double; parameters are rounded to float at each
 * evaluation.
 */
record FullBatchSteps(
        TrainingPlan plan,
        Lbfgs method,
        Network network,
        Epochs epochs,
        Gradients gradients,
        BatchMinimizer minimizer,
        StepTimer timer)
        implements Steps {

    /** Members need different numbers of evaluations, so each takes its step by itself. */
    @Override
    public List<Taken> take(List<Member> members) {
        List<Taken> taken = new ArrayList<>(members.size());
        for (Member member : members) {
            try {
                taken.add(taken(member));
            } catch (DivergedException e) {
                throw e.of(member.index(), plan);
            }
        }
        return taken;
    }

    private Taken taken(Member member) {
        TrainingState state = member.state();
        Evaluations objective = new Evaluations(member.index(), state.step());
        MinimizerState before = state.minimizer().orElseGet(() -> first(state.parameters(), objective));
        MinimizerState after = minimizer.next(method, before, objective);
        System.arraycopy(objective.rounded(after.point()), 0, state.parameters(), 0, state.parameters().length);
        EpochSums sums = state.sums().plus(objective.last, objective.iteration, 1, Norm.of(after.gradient()));
        return new Taken(state.withMinimizer(after).afterStep(sums), after.value());
    }

    @Override
    public boolean isFinished(TrainingState state) {
        return state.minimizer().map(MinimizerState::finished).orElse(false);
    }

    private static MinimizerState first(float[] parameters, Evaluations objective) {
        double[] point = new double[parameters.length];
        Arrays.setAll(point, i -> parameters[i]);
        double[] gradient = new double[parameters.length];
        double value = objective.at(point, gradient);
        return new MinimizerState(point, value, gradient, List.of(), List.of(), false);
    }

    /** Loss and l2 penalty at points, through the gradients port. */
    private final class Evaluations implements BatchMinimizer.Objective {

        /**
         * Always the order of the first epoch: the function must not change between iterations, not even in its
         * rounding.
         */
        private final Step allRows = epochs.step(0);

        private final int[] member;
        private final Step iteration;
        private GradientSum last;

        Evaluations(int member, long step) {
            this.member = new int[] {member};
            iteration = new Step((int) step, step, 0, allRows.to());
        }

        @Override
        public double at(double[] point, double[] gradient) {
            Loss loss = plan.loss().value();
            float[] parameters = rounded(point);
            last = gradients.at(member, parameters, allRows).get(0);
            double scale = loss.gradientScale(last.lossSum(), last.weightSum());
            double ofWeight = 2 * plan.penalty().l2();
            double squares = 0;
            for (int i = 0; i < point.length; i++) {
                gradient[i] = last.gradient()[i] * scale;
            }
            for (Layer layer : network.layers()) {
                for (int i = layer.offset(); i < layer.biasOffset(); i++) {
                    gradient[i] += ofWeight * point[i];
                    squares += point[i] * point[i];
                }
            }
            double value = last.meanLoss(loss) + plan.penalty().l2() * squares;
            DivergedException.requireFinite(
                    iteration, 1, value, new DivergedException.Vector(network, last.gradient(), Norm.of(gradient)));
            return value;
        }

        @Override
        public double l1(int index) {
            for (Layer layer : network.layers()) {
                if (index < layer.end()) {
                    return index < layer.biasOffset() ? plan.penalty().l1() : 0;
                }
            }
            return 0;
        }

        float[] rounded(double[] point) {
            float[] parameters = new float[point.length];
            for (int i = 0; i < point.length; i++) {
                parameters[i] = (float) point[i];
            }
            return parameters;
        }
    }
}
