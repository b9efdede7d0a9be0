package dev.lockstep.plan;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.data.Epochs;
import dev.lockstep.data.Step;
import dev.lockstep.evaluation.Metric;
import dev.lockstep.evaluation.Metrics;
import dev.lockstep.math.Backend;
import dev.lockstep.network.Activations;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Penalty;
import dev.lockstep.optimizer.Clip;
import dev.lockstep.optimizer.Optimizer;
import dev.lockstep.optimizer.Schedule;
import java.util.Optional;

/**
 * Every hyper-parameter of a training, validated once, here.
 *
 * @param epochs 0 leaves the initial parameters as they are
 * @param batchSize rows a step; {@link #FULL_BATCH} or any number above the rows is all of them
 * @param shards the unit of parallelism and of arithmetic, a part of the plan and not of the cluster
 */
public record TrainingPlan(
        long seed,
        NetworkPlan network,
        Choice<Loss> loss,
        Penalty penalty,
        ClassWeights classWeights,
        Choice<Optimizer> optimizer,
        Choice<Schedule> learningRate,
        Optional<Clip> clip,
        int epochs,
        long batchSize,
        int shards,
        Optional<EarlyStopping> earlyStopping,
        Backend backend) {

    public static final long FULL_BATCH = Long.MAX_VALUE;
    /** Above it the driver's bookkeeping costs more than any cluster gains. */
    private static final int MOST_SHARDS = 65536;

    /** The numbers of shards that make sense. */
    public static final Domain SHARDS =
            new Domain("a whole number from 1 to " + MOST_SHARDS, x -> x >= 1 && x <= MOST_SHARDS && x == Math.rint(x));

    public TrainingPlan {
        Domain.WHOLE.check("training.epochs", epochs);
        if (batchSize < 1) {
            throw new IllegalArgumentException(
                    "training.batchSize must be a whole number from 1, or full, but is " + batchSize);
        }
        SHARDS.check("training.shards", shards);
        if (optimizer.value().needsFullBatch()) {
            requireFullBatch(optimizer.name(), network, clip, batchSize);
        }
        if (!classWeights.isNone() && !loss.value().task().hasClasses()) {
            throw new IllegalArgumentException("classWeights must be none with the loss " + loss.name());
        }
        if (loss.value().task().hasClasses() && network.output().value() != Activations.IDENTITY) {
            throw new IllegalArgumentException("network.output.activation must be identity with the loss "
                    + loss.name() + ", which owns its link, but is "
                    + network.output().name());
        }
    }

    private static void requireFullBatch(String optimizer, NetworkPlan network, Optional<Clip> clip, long batchSize) {
        if (batchSize != FULL_BATCH) {
            throw new IllegalArgumentException(
                    "training.batchSize must be full with " + optimizer + " but is " + batchSize);
        }
        if (clip.isPresent()) {
            throw new IllegalArgumentException("clip must be none with " + optimizer + ", which chooses its own steps");
        }
        for (NetworkPlan.HiddenPlan layer : network.hidden()) {
            if (layer.dropout() > 0 || layer.maxNorm().isPresent()) {
                throw new IllegalArgumentException("network.hidden: dropout must be 0 and maxNorm none with "
                        + optimizer + ", which needs a fixed function");
            }
        }
    }

    /** How every epoch over so many rows is cut into steps. */
    public Epochs epochsOver(long rows) {
        return new Epochs(rows, Math.min(batchSize, rows));
    }

    /** Whether the validation metric has a say in the training. */
    public boolean watchesMetric() {
        return earlyStopping.isPresent() || learningRate.value().plateau().isPresent();
    }

    /** The validation metric that a plateau is looked for in: early stopping's, else the loss. */
    public Metric watchedMetric() {
        return earlyStopping
                .map(rule -> rule.metric().value())
                .orElseGet(() -> Metrics.CATALOG.choose("loss").value());
    }

    /**
     * The learning rate of a step.
     *
     * @param reductions how often a schedule that waits for plateaus has reduced it
     */
    public double rate(Step step, int reductions) {
        Schedule schedule = learningRate.value();
        boolean bySteps = schedule.unit().equals(Optional.of(Schedule.Unit.STEP));
        return schedule.rate(bySteps ? step.number() : step.epoch(), reductions);
    }
}
