package dev.lockstep.plan;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Violation;
import dev.lockstep.data.Epochs;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.data.Step;
import dev.lockstep.evaluation.Metric;
import dev.lockstep.evaluation.Metrics;
import dev.lockstep.math.Backend;
import dev.lockstep.network.Activations;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Losses;
import dev.lockstep.objective.Penalty;
import dev.lockstep.optimizer.Clip;
import dev.lockstep.optimizer.Optimizer;
import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.optimizer.Schedule;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Key.Reach;
import dev.lockstep.plan.schema.Types;
import dev.lockstep.plan.schema.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every hyper-parameter of a training, validated once, here.
 *
 * @param epochs 0 keeps the initial parameters; {@link #AUTO} until the rows are known
 * @param batchSize rows per step; {@link #FULL_BATCH} or any number above the number of rows means all; {@link #AUTO}
 *     until the rows are known
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
        Backend backend,
        int ensemble) {

    public static final long FULL_BATCH = Long.MAX_VALUE;
    /** A number that follows from the number of training rows. */
    public static final int AUTO = Integer.MIN_VALUE;
    /** Above this number, the overhead of the driver exceeds any gain. */
    private static final int MOST_SHARDS = 65536;

    static final Key<Long> SEED = Key.of(
                    "seed",
                    Types.wholeOf64Bits(),
                    0,
                    "seed of all randomness: initial weights, row order, dropout; it does not affect which"
                            + " rows are held out")
            .param();
    static final Key<NetworkPlan> NETWORK = Key.of("network", NetworkPlan.SCHEMA, Map.of(), "");
    static final Key<Choice<Loss>> LOSS = Key.required(
                    "loss",
                    Types.choice(Losses.CATALOG),
                    "the objective to minimize; it determines whether labels are numbers, yes or no, or classes")
            .param();
    static final Key<Penalty> PENALTY = Key.of("penalty", Algorithms.PENALTY, Map.of(), "");
    static final Key<ClassWeights> CLASS_WEIGHTS = Key.of(
                    "classWeights", ClassWeights.TYPE, "none", "weight of the rows of each class, during training only")
            .param();
    static final Key<Choice<Optimizer>> OPTIMIZER = Key.of(
                    "optimizer", Types.choice(Optimizers.CATALOG), "adam", "the update rule")
            .param();
    static final Key<Choice<Schedule>> LEARNING_RATE = Key.of(
                    "learningRate",
                    Algorithms.LEARNING_RATE,
                    Algorithms.USUAL_RATE,
                    "learning rate, or a schedule with `initial`; not with lbfgs, which uses a line search")
            .param("schedule");
    static final Key<Optional<Clip>> CLIP = Key.of("clip", Types.orNone(Algorithms.CLIP), "none", "gradient clipping");
    static final Key<Backend> BLAS = Key.of(
                    "math.blas",
                    Types.oneOf(List.of(Backend.values())),
                    "auto",
                    "implementation of matrix products: auto takes the fastest available of native (a native"
                            + " BLAS), vector (Java's Vector API) and java (plain loops, the same bits on any processor)")
            .param();
    static final Key<Integer> EPOCHS = Key.of(
                    "training.epochs",
                    Algorithms.EPOCHS,
                    30,
                    "passes over the training rows; 0 evaluates and saves the initial weights; auto takes about 6,000"
                            + " steps, in 10 to 200 epochs")
            .reaching(Reach.NOTHING)
            .param();
    static final Key<Long> BATCH_SIZE = Key.of(
                    "training.batchSize",
                    Algorithms.BATCH_SIZE,
                    128,
                    "rows per step; `full` means all rows, and is required by lbfgs; `auto` is the power of 2 nearest to a 64th"
                            + " of the training rows, from 32 to 256")
            .param();
    static final Key<Integer> SHARDS = Key.of(
                    "training.shards",
                    Types.whole(Domain.whole(1, MOST_SHARDS)),
                    8,
                    "number of shards, the unit of parallelism and of arithmetic: an upper limit for the tasks"
                            + " of a step; another number gives another model")
            .param();
    static final Key<Optional<EarlyStopping>> EARLY_STOPPING = Key.of(
                    "training.earlyStopping",
                    EarlyStopping.TYPE,
                    "none",
                    "keeps the weights of the epoch with the best metric on the validation rows, and stops training"
                            + " when it stops improving")
            .param();

    static final Key<Integer> ENSEMBLE = Key.of(
                    "training.ensemble",
                    Types.whole(Domain.whole(1, 64)),
                    1,
                    "number of networks, trained together with the seeds `seed`, `seed + 1` and so on; the model"
                            + " averages their predictions")
            .since(2)
            .param();

    static TrainingPlan of(Values values) {
        Choice<Optimizer> optimizer = values.get(OPTIMIZER);
        if (optimizer.value().choosesStepLength() && values.isGiven(LEARNING_RATE)) {
            throw Violation.of(key("learningRate") + " must not be given with the " + key("optimizer") + " "
                    + optimizer.name() + ", which chooses its own steps");
        }
        boolean full = optimizer.value().needsFullBatch();
        return new TrainingPlan(
                values.get(SEED),
                values.get(NETWORK),
                values.get(LOSS),
                values.get(PENALTY),
                values.get(CLASS_WEIGHTS),
                optimizer,
                values.get(LEARNING_RATE),
                values.get(CLIP),
                values.get(EPOCHS),
                full && !values.isGiven(BATCH_SIZE) ? FULL_BATCH : values.get(BATCH_SIZE),
                values.get(SHARDS),
                values.get(EARLY_STOPPING),
                values.get(BLAS),
                values.get(ENSEMBLE));
    }

    public TrainingPlan {
        EPOCHS.check(epochs);
        BATCH_SIZE.check(batchSize);
        SHARDS.check(shards);
        ENSEMBLE.check(ensemble);
        network.requireInitialWeightsFor(ensemble);
        if (optimizer.value().needsFullBatch()) {
            requireFullBatch("the " + key("optimizer") + " " + optimizer.name(), network, clip, batchSize);
        }
        if (!classWeights.isNone() && !loss.value().task().hasClasses()) {
            throw Violation.of(key("classWeights") + " must be none with the " + key("loss") + " " + loss.name());
        }
        if (loss.value().ownsLink() && network.output().value() != Activations.IDENTITY) {
            throw Violation.of(key("network.output.activation") + " must be identity with the " + key("loss") + " "
                    + loss.name() + ", which owns its link, but is "
                    + network.output().name());
        }
    }

    private static void requireFullBatch(String optimizer, NetworkPlan network, Optional<Clip> clip, long batchSize) {
        if (batchSize != FULL_BATCH) {
            throw Violation.of(key("training.batchSize") + " must be full with " + optimizer + " but is " + batchSize);
        }
        if (clip.isPresent()) {
            throw Violation.of(key("clip") + " must be none with " + optimizer + ", which chooses its own steps");
        }
        for (NetworkPlan.HiddenPlan layer : network.hidden()) {
            if (layer.dropout() > 0 || layer.maxNorm().isPresent()) {
                throw Violation.of(key("network.hidden") + ": dropout must be 0 and maxNorm none with " + optimizer
                        + ", which needs a fixed function");
            }
        }
    }

    /** This plan for the given number of training rows, without {@link #AUTO}. */
    public TrainingPlan over(long rows) {
        if (epochs != AUTO && batchSize != AUTO) {
            return this;
        }
        long batch = batchSize == AUTO ? AutoLength.batchSize(rows) : batchSize;
        return new TrainingPlan(
                seed,
                network,
                loss,
                penalty,
                classWeights,
                optimizer,
                learningRate,
                clip,
                epochs == AUTO ? AutoLength.epochs(rows, batch) : epochs,
                batch,
                shards,
                earlyStopping,
                backend,
                ensemble);
    }

    /** The seed of a member of the ensemble, from 0: that of the plan whose only network is the same to the bit. */
    public long seed(int member) {
        return seed + member;
    }

    /** The division of epochs over the given number of rows into steps. */
    public Epochs epochsOver(long rows) {
        return new Epochs(new ShardLayout(rows, shards), Math.min(batchSize, rows));
    }

    /** The learning rate as in a plan: null if the optimizer uses a line search. */
    Choice<Schedule> givenLearningRate() {
        return optimizer.value().choosesStepLength() ? null : learningRate;
    }

    /** Whether the validation metric affects the training. */
    public boolean watchesMetric() {
        return earlyStopping.isPresent() || learningRate.value().plateau().isPresent();
    }

    /** The validation metric of a plateau schedule: that of early stopping, otherwise the loss. */
    public Metric watchedMetric() {
        return earlyStopping
                .map(rule -> rule.metric().value())
                .orElseGet(() -> Metrics.CATALOG.choose("loss").value());
    }

    /** The learning rate of a step. @param reductions number of reductions by a plateau schedule */
    public double rate(Epochs division, Step step, int reductions) {
        boolean bySteps = learningRate.value().unit().equals(Optional.of(Schedule.Unit.STEP));
        long length = bySteps ? epochs * division.stepsPerEpoch() : epochs;
        Schedule schedule = learningRate.value().within(length);
        return schedule.rate(bySteps ? step.number() : step.epoch(), reductions);
    }
}
