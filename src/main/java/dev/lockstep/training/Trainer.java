package dev.lockstep.training;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Violation;
import dev.lockstep.data.Step;
import dev.lockstep.evaluation.Metric;
import dev.lockstep.optimizer.Schedule;
import dev.lockstep.plan.EarlyStopping;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.training.TrainingResult.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The training loop: steps, and after each epoch evaluation, early stopping and reports. */
public final class Trainer {

    private final TrainingPlan plan;
    private final Steps steps;
    private final Optional<Evaluation> validation;
    private final List<TrainingListener> listeners;

    /** @throws Violation if the plan needs validation data and there are none */
    public Trainer(TrainingPlan plan, Steps steps, Optional<Evaluation> validation, List<TrainingListener> listeners) {
        this.plan = plan;
        this.steps = steps;
        this.validation = validation;
        this.listeners = listeners;
        if (plan.watchesMetric() && validation.isEmpty()) {
            throw Violation.of(key("training.earlyStopping") + " and " + key("learningRate")
                    + " plateau need validation data, set " + key("data.validation"));
        }
    }

    /**
     * Trains from a state, which is modified.
     *
     * @throws DivergedException if the loss or the gradient of a step is not finite
     */
    public TrainingResult train(TrainingState start) {
        TrainingState state = start;
        listeners.forEach(listener -> listener.started(plan, steps.epochs(), start.step()));
        while (epochsDone(state) < plan.epochs() && !patienceIsOver(state) && !steps.isFinished(state)) {
            state = epoch(state);
        }
        TrainingResult result = result(state);
        listeners.forEach(listener -> listener.ended(result));
        return result;
    }

    private TrainingState epoch(TrainingState start) {
        long startNanos = System.nanoTime();
        TrainingState state = stepsOfEpoch(start);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        Map<String, Double> metrics =
                validation.map(rows -> rows.at(state.parameters())).orElse(Map.of());
        TrainingState ended = judged(state, metrics).afterEpoch();
        EpochSums sums = state.sums();
        EpochReport report = new EpochReport(
                epochsDone(ended),
                ended.step(),
                plan.loss().value().mean(sums.lossSum(), sums.weightSum()),
                metrics,
                sums.learningRate(),
                sums.gradientNorm(),
                (sums.rows() - start.sums().rows()) / seconds,
                steps.timer().drain());
        listeners.forEach(listener -> listener.epochEnded(report));
        listeners.forEach(listener -> listener.reached(ended));
        return ended;
    }

    private TrainingState stepsOfEpoch(TrainingState start) {
        TrainingState state = step(start);
        while (state.step() % steps.epochs().stepsPerEpoch() != 0) {
            TrainingState reached = state;
            listeners.forEach(listener -> listener.reached(reached));
            state = step(state);
        }
        return state;
    }

    private TrainingState step(TrainingState state) {
        Steps.Taken taken = steps.take(state);
        steps.timer().stepEnded();
        listeners.forEach(listener -> listener.stepEnded(taken.state().step(), taken.meanLoss()));
        return taken.state();
    }

    /** Updates early stopping and the schedule with the metrics of an epoch. */
    private TrainingState judged(TrainingState state, Map<String, Double> metrics) {
        Optional<Schedule.Plateau> plateau = plan.learningRate().value().plateau();
        TrainingState seen = plateau.map(rule -> state.withPlateau(
                        state.plateau().after(watched(metrics), plan.watchedMetric(), rule.patience())))
                .orElse(state);
        return plan.earlyStopping()
                .map(rule -> seen.withBest(best(seen, watched(metrics), rule)))
                .orElse(seen);
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

    private TrainingResult result(TrainingState state) {
        int done = epochsDone(state);
        int bestEpoch = state.best().map(best -> best.epoch() + 1).orElse(done);
        float[] parameters = state.best().map(TrainingState.Best::parameters).orElse(state.parameters());
        requireFinite(parameters, state);
        state.best().filter(best -> Double.isNaN(best.value())).ifPresent(best -> {
            throw diverged(state, "the validation " + plan.watchedMetric().name());
        });
        return new TrainingResult(parameters, done, bestEpoch, state.step(), reason(state));
    }

    private Reason reason(TrainingState state) {
        if (patienceIsOver(state)) {
            return Reason.EARLY_STOPPING;
        }
        return steps.isFinished(state) ? Reason.CONVERGED : Reason.ALL_EPOCHS;
    }

    private int epochsDone(TrainingState state) {
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
