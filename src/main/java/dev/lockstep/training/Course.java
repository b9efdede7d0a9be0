package dev.lockstep.training;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Violation;
import dev.lockstep.data.Step;
import dev.lockstep.evaluation.Metric;
import dev.lockstep.optimizer.Schedule;
import dev.lockstep.plan.EarlyStopping;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.training.TrainingResult.Reason;
import java.util.Map;
import java.util.Optional;

/** The course of one network's training: what an epoch's metrics change, when it is over, and what it results in. */
record Course(TrainingPlan plan, Steps steps) {

    boolean isOver(TrainingState state) {
        return epochsDone(state) >= plan.epochs() || patienceIsOver(state) || steps.isFinished(state);
    }

    /** Updates early stopping and the schedule with the metrics of an epoch. */
    TrainingState afterEpoch(TrainingState state, Map<String, Double> metrics) {
        Optional<Schedule.Plateau> plateau = plan.learningRate().value().plateau();
        TrainingState seen = plateau.map(rule -> state.withPlateau(
                        state.plateau().after(watched(metrics), plan.watchedMetric(), rule.patience())))
                .orElse(state);
        return plan.earlyStopping()
                .map(rule -> seen.withBest(best(seen, watched(metrics), rule)))
                .orElse(seen)
                .afterEpoch();
    }

    private double watched(Map<String, Double> metrics) {
        Double value = metrics.get(plan.watchedMetric().name());
        if (value == null) {
            throw Violation.of(key("training.earlyStopping.metric") + " must be one of "
                    + String.join(", ", metrics.keySet()) + " for these data but is "
                    + plan.watchedMetric().name());
        }
        return value;
    }

    private TrainingState.Best best(TrainingState state, double value, EarlyStopping rule) {
        Metric metric = rule.metric().value();
        double bestValue = state.best()
                .map(TrainingState.Best::value)
                .filter(known -> !known.isNaN())
                .orElse(metric.worst());
        if (state.best().isEmpty() || metric.improves(value, bestValue, rule.minDelta())) {
            return new TrainingState.Best(
                    epochsDone(state) - 1, value, 0, state.parameters().clone());
        }
        TrainingState.Best best = state.best().get();
        return new TrainingState.Best(best.epoch(), best.value(), best.epochsSince() + 1, best.parameters());
    }

    private boolean patienceIsOver(TrainingState state) {
        return plan.earlyStopping()
                .flatMap(EarlyStopping::patience)
                .flatMap(patience -> state.best().map(best -> best.epochsSince() >= patience))
                .orElse(false);
    }

    /** @throws DivergedException if a parameter or the watched metric is not finite */
    TrainingResult.OfMember result(Member member) {
        try {
            return result(member.state());
        } catch (DivergedException e) {
            throw e.of(member.index(), plan);
        }
    }

    private TrainingResult.OfMember result(TrainingState state) {
        int done = epochsDone(state);
        int bestEpoch = state.best().map(best -> best.epoch() + 1).orElse(done);
        float[] parameters = state.best().map(TrainingState.Best::parameters).orElse(state.parameters());
        requireFinite(parameters, state);
        state.best().filter(best -> Double.isNaN(best.value())).ifPresent(best -> {
            throw diverged(state, "the validation " + plan.watchedMetric().name());
        });
        return new TrainingResult.OfMember(parameters, done, bestEpoch, state.step(), reason(state));
    }

    private Reason reason(TrainingState state) {
        if (patienceIsOver(state)) {
            return Reason.EARLY_STOPPING;
        }
        return steps.isFinished(state) ? Reason.CONVERGED : Reason.ALL_EPOCHS;
    }

    int epochsDone(TrainingState state) {
        return (int) (state.step() / steps.epochs().stepsPerEpoch());
    }

    private void requireFinite(float[] parameters, TrainingState state) {
        if (!Double.isFinite(Norm.of(parameters))) {
            throw diverged(state, "a parameter");
        }
    }

    private DivergedException diverged(TrainingState state, String what) {
        Step last = steps.epochs().step(Math.max(0, state.step() - 1));
        return new DivergedException(
                last, plan.rate(steps.epochs(), last, state.plateau().reductions()), Double.NaN, what);
    }
}
