package dev.lockstep.training;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.Step;
import dev.lockstep.network.Network;
import dev.lockstep.objective.GradientSum;
import dev.lockstep.training.TrainingResult.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loop: gradient, step, epoch after epoch.
 *
 * <p>Reference: H. Robbins, S. Monro, "A stochastic approximation method" (1951).
 */
public final class Trainer {

    private final TrainingPlan plan;
    private final Network network;
    private final Epochs epochs;
    private final Gradients gradients;
    private final Optional<Evaluation> validation;
    private final List<TrainingListener> listeners;
    private final StepTimer timer;

    /** What a trainer works with besides its plan. */
    public record Surroundings(
            Gradients gradients, Optional<Evaluation> validation, List<TrainingListener> listeners, StepTimer timer) {}

    /** @param rows how many rows there are to train on */
    public Trainer(TrainingPlan plan, Network network, long rows, Surroundings surroundings) {
        this.plan = plan;
        this.network = network;
        this.epochs = new Epochs(rows, Math.min(plan.batchSize(), rows));
        this.gradients = surroundings.gradients();
        this.validation = surroundings.validation();
        this.listeners = surroundings.listeners();
        this.timer = surroundings.timer();
        if (plan.earlyStopping().isPresent() && validation.isEmpty()) {
            throw new IllegalArgumentException("training.earlyStopping needs validation data, set data.validation");
        }
    }

    /**
     * Trains from a state on, which it changes.
     *
     * @throws DivergedException in the step in which loss or gradient are not finite
     */
    public TrainingResult train(TrainingState start) {
        TrainingState state = start;
        listeners.forEach(listener -> listener.started(plan, epochs, start.step()));
        while (epochsDone(state) < plan.epochs() && !patienceIsOver(state)) {
            state = epoch(state);
        }
        TrainingResult result = result(state);
        listeners.forEach(listener -> listener.ended(result));
        return result;
    }

    private TrainingState epoch(TrainingState start) {
        EpochSums sums = new EpochSums();
        TrainingState state = start;
        long startNanos = System.nanoTime();
        do {
            step(epochs.step(state.step()), state, sums);
            state = state.afterStep();
        } while (state.step() % epochs.stepsPerEpoch() != 0);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        Map<String, Double> metrics =
                validation.map(on -> on.at(start.parameters())).orElse(Map.of());
        TrainingState ended = plan.earlyStopping().isPresent() ? judged(state, metrics) : state;
        EpochReport report = sums.report(epochsDone(ended), ended.step(), metrics, seconds, timer.drain());
        listeners.forEach(listener -> listener.epochEnded(report));
        return ended;
    }

    private void step(Step step, TrainingState state, EpochSums sums) {
        GradientSum sum = gradients.at(state.parameters(), step);
        long startNanos = System.nanoTime();
        double rate = plan.learningRate().value().rate(step.epoch(), step.number());
        double loss = sum.meanLoss();
        float[] gradient = sum.meanGradient();
        plan.penalty().addGradient(network, state.parameters(), gradient);
        double norm = norm(gradient);
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            String what = Double.isFinite(loss) ? "the gradient" : "the loss";
            throw new DivergedException(step.number() + 1, loss, rate, what);
        }
        plan.optimizer().value().update(step.number() + 1, rate, gradient, state.parameters(), state.optimizerState());
        sums.add(sum, step, rate, norm);
        timer.add(StepTimer.Phase.UPDATE, System.nanoTime() - startNanos);
        timer.stepEnded();
        listeners.forEach(listener -> listener.stepEnded(step.number() + 1, loss));
    }

    private TrainingState judged(TrainingState state, Map<String, Double> metrics) {
        EarlyStopping rule = plan.earlyStopping().orElseThrow();
        double value = metrics.get(rule.metric().name());
        double bestValue = state.best()
                .map(TrainingState.Best::value)
                .orElse(rule.metric().value().worst());
        if (state.best().isEmpty() || rule.metric().value().improves(value, bestValue, rule.minDelta())) {
            return state.withBest(new TrainingState.Best(
                    epochsDone(state) - 1, value, 0, state.parameters().clone()));
        }
        TrainingState.Best best = state.best().get();
        return state.withBest(
                new TrainingState.Best(best.epoch(), best.value(), best.epochsSince() + 1, best.parameters()));
    }

    private boolean patienceIsOver(TrainingState state) {
        return plan.earlyStopping()
                .flatMap(rule -> state.best().map(best -> best.epochsSince() >= rule.patience()))
                .orElse(false);
    }

    private TrainingResult result(TrainingState state) {
        Reason reason = patienceIsOver(state) ? Reason.EARLY_STOPPING : Reason.ALL_EPOCHS;
        int done = epochsDone(state);
        int bestEpoch = state.best().map(best -> best.epoch() + 1).orElse(done);
        float[] parameters = state.best().map(TrainingState.Best::parameters).orElse(state.parameters());
        requireFinite(parameters, state.step());
        return new TrainingResult(parameters, done, bestEpoch, state.step(), reason);
    }

    private int epochsDone(TrainingState state) {
        return (int) (state.step() / epochs.stepsPerEpoch());
    }

    private void requireFinite(float[] parameters, long step) {
        if (!Double.isFinite(norm(parameters))) {
            double rate = plan.learningRate().value().rate(epochs.step(step - 1).epoch(), step - 1);
            throw new DivergedException(step, Double.NaN, rate, "a parameter");
        }
    }

    private static double norm(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }
}
