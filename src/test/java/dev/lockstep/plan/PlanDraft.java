package dev.lockstep.plan;

import dev.lockstep.evaluation.Metrics;
import dev.lockstep.math.Backend;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Initializers;
import dev.lockstep.objective.Losses;
import dev.lockstep.objective.Penalty;
import dev.lockstep.optimizer.Clip;
import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.optimizer.Schedules;
import dev.lockstep.plan.NetworkPlan.HiddenPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan in the making: a linear model, mean squared error, gradient descent at rate 0.1 over all rows, one epoch. The
 * only place in these tests that knows all components of a plan.
 */
public final class PlanDraft {

    private long seed;
    private final List<HiddenPlan> hidden = new ArrayList<>();
    private Object output = "identity";
    private Optional<Object> initializer = Optional.empty();
    private Object loss = "mse";
    private Penalty penalty = Penalty.NONE;
    private ClassWeights classWeights = ClassWeights.NONE;
    private Object optimizer = "sgd";
    private Object learningRate = Map.of("name", "constant", "initial", 0.1);
    private Optional<Clip> clip = Optional.empty();
    private int epochs = 1;
    private long batchSize = TrainingPlan.FULL_BATCH;
    private int shards = 8;
    private Optional<EarlyStopping> earlyStopping = Optional.empty();
    private int ensemble = 1;

    public TrainingPlan plan() {
        return new TrainingPlan(
                seed,
                new NetworkPlan(
                        hidden,
                        Activations.CATALOG.fromWords(output),
                        initializer.map(Initializers.CATALOG::fromWords),
                        Optional.empty()),
                Losses.CATALOG.fromWords(loss),
                penalty,
                classWeights,
                Optimizers.CATALOG.fromWords(optimizer),
                Schedules.CATALOG.fromWords(learningRate),
                clip,
                epochs,
                batchSize,
                shards,
                earlyStopping,
                Backend.JAVA,
                ensemble);
    }

    public PlanDraft ensemble(int value) {
        ensemble = value;
        return this;
    }

    public PlanDraft seed(long value) {
        seed = value;
        return this;
    }

    public PlanDraft hidden(int units, Object activation, double dropout, Optional<Double> maxNorm) {
        hidden.add(new HiddenPlan(units, Activations.CATALOG.fromWords(activation), dropout, maxNorm));
        return this;
    }

    public PlanDraft hidden(int units, Object activation) {
        return hidden(units, activation, 0, Optional.empty());
    }

    public PlanDraft output(Object words) {
        output = words;
        return this;
    }

    PlanDraft initializer(Object words) {
        initializer = Optional.of(words);
        return this;
    }

    public PlanDraft loss(Object words) {
        loss = words;
        return this;
    }

    public PlanDraft penalty(double l1, double l2) {
        penalty = new Penalty(l1, l2);
        return this;
    }

    PlanDraft classWeights(ClassWeights value) {
        classWeights = value;
        return this;
    }

    public PlanDraft optimizer(Object words) {
        optimizer = words;
        return this;
    }

    public PlanDraft learningRate(Object words) {
        learningRate = words;
        return this;
    }

    public PlanDraft learningRate(double constant) {
        return learningRate(Map.of("name", "constant", "initial", constant));
    }

    public PlanDraft clip(Clip.Kind kind, double limit) {
        clip = Optional.of(new Clip(kind, limit));
        return this;
    }

    public PlanDraft epochs(int value) {
        epochs = value;
        return this;
    }

    public PlanDraft batchSize(long value) {
        batchSize = value;
        return this;
    }

    public PlanDraft shards(int value) {
        shards = value;
        return this;
    }

    public PlanDraft earlyStopping(String metric, int patience, double minDelta) {
        return earlyStopping(new EarlyStopping(Metrics.CATALOG.choose(metric), Optional.of(patience), minDelta));
    }

    public PlanDraft earlyStopping(EarlyStopping rule) {
        earlyStopping = Optional.of(rule);
        return this;
    }
}
