package dev.lockstep.spark.training;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Violation;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Epochs;
import dev.lockstep.data.Scaling;
import dev.lockstep.evaluation.Tally;
import dev.lockstep.format.ModelDescription;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.Weights;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.network.Network;
import dev.lockstep.plan.EnginePlan;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.spark.engine.ClusterRows;
import dev.lockstep.spark.engine.Engine;
import dev.lockstep.spark.engine.JobEngine;
import dev.lockstep.spark.engine.resident.ResidentEngine;
import dev.lockstep.spark.internals.BreezeLbfgs;
import dev.lockstep.spark.published.InitialWeights;
import dev.lockstep.spark.shard.MemoryCheck;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.training.EnsembleState;
import dev.lockstep.training.Gradients;
import dev.lockstep.training.StepTimer;
import dev.lockstep.training.Steps;
import dev.lockstep.training.Trainer;
import dev.lockstep.training.TrainingListener;
import dev.lockstep.training.TrainingResult;
import dev.lockstep.training.TrainingState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/** Trains a network on sharded rows of a cluster. */
public final class ClusterTraining {

    private final JavaSparkContext context;
    private final TrainingPlan plan;
    private final EnginePlan enginePlan;
    private final TrainingData data;
    private final Network network;
    private final ClusterEvaluation evaluation;
    private Optional<String> taken = Optional.empty();
    private Optional<ShardGradient> gradient = Optional.empty();

    /** With the engine auto. */
    public ClusterTraining(JavaSparkContext context, TrainingPlan plan, TrainingData data) {
        this(context, plan, EnginePlan.DEFAULT, data);
    }

    public ClusterTraining(JavaSparkContext context, TrainingPlan plan, EnginePlan enginePlan, TrainingData data) {
        this.context = context;
        this.plan = plan.over(data.train().rows());
        this.enginePlan = enginePlan;
        this.data = data;
        this.evaluation = new ClusterEvaluation(context, plan, data);
        this.network = evaluation.network();
        int vectors = plan.optimizer().value().stateVectors();
        if (sumsHaveFewColumns()) {
            MemoryCheck.sparseModel(context.sc(), parameterCount(), vectors, 1 + copiesOfSums());
        } else {
            MemoryCheck.model(context.sc(), parameterCount(), vectors, copiesOfSums());
        }
    }

    public Network network() {
        return network;
    }

    /** The number of parameters of all networks. */
    public long parameterCount() {
        return (long) plan.ensemble() * network.parameterCount();
    }

    /** The engine for {@link #train}, or after it the engine of its steps. */
    public String engine() {
        return taken.orElse(stays() ? EnginePlan.RESIDENT : EnginePlan.JOB);
    }

    /**
     * The trained network or ensemble.
     *
     * @param rows the meaning of the training rows
     */
    public SavedModel saved(RowPlan rows, float[] parameters, ModelDescription.Names names) {
        Optional<Scaling> inputs = rows.scalesFeatures() ? Optional.of(data.inputScaling()) : Optional.empty();
        Optional<Scaling> outputs = rows.scaleLabel() == RowPlan.Scale.NONE
                ? Optional.empty()
                : Optional.of(data.labelScaling().over(network.outputs()));
        ModelDescription.Scaled scaled = new ModelDescription.Scaled(
                inputs.isPresent(),
                inputs.isPresent() && !inputs.get().curve().isNone(),
                rows.areUnit(),
                outputs.isPresent());
        return SavedModel.of(
                ModelDescription.of(plan.network(), network, plan.loss(), scaled, names)
                        .ofMembers(plan.ensemble()),
                new Weights(network, parameters, inputs, outputs));
    }

    private boolean stays() {
        return enginePlan.stays(epochs().stepsPerEpoch(), fitsTheDriver());
    }

    private Epochs epochs() {
        return plan.epochsOver(data.train().rows());
    }

    /** Whether the driver can receive one sum per partition and step; otherwise executors add, which only jobs can. */
    private boolean fitsTheDriver() {
        return bytesOfSums() <= JobEngine.DRIVER_BYTES;
    }

    private long bytesOfSums() {
        return plan.ensemble()
                * JobEngine.bytes(data.train(), network, data.train().partitionCount(), epochs().batchSize());
    }

    private boolean sumsHaveFewColumns() {
        long whole = data.train().partitionCount() * parameterCount() * Float.BYTES;
        return data.sparse() && bytesOfSums() < whole / 2;
    }

    /** The size of the sums of a step on the driver, as a multiple of the parameters. */
    private int copiesOfSums() {
        long bytesOfOne = parameterCount() * Float.BYTES;
        return fitsTheDriver() ? (int) ((bytesOfSums() + bytesOfOne - 1) / bytesOfOne) : 2;
    }

    /**
     * Validates the rows before the first step; {@link #train} does it too.
     *
     * @throws DataException if all weights are 0, or the validation metric is undefined on the validation rows
     * @throws IllegalArgumentException if the plan does not fit the rows
     */
    public void prepare() {
        gradient = Optional.of(prepared());
    }

    private ShardGradient prepared() {
        if (plan.watchesMetric() && plan.epochs() > 0) {
            data.validation().ifPresent(this::requireWatchedMetric);
        }
        return new ShardGradient(
                network, plan.loss().value(), data.classWeights(plan.classWeights()), plan.seed(), epochs());
    }

    /** The defined metrics do not depend on the parameters. */
    private void requireWatchedMetric(ShardedRows validation) {
        String metric = plan.watchedMetric().name();
        Tally tally = evaluation.tally(validation, new float[network.parameterCount()]);
        Set<String> known = tally.metrics(plan.loss().value()::mean).keySet();
        if (!known.contains(metric)) {
            throw Violation.of(key("training.earlyStopping.metric") + " must be one of " + String.join(", ", known)
                    + " for these data but is " + metric);
        }
        String why = tally.undefined(data.classes()).get(metric);
        if (why != null) {
            throw new DataException(
                    key("training.earlyStopping.metric") + " " + metric + " is undefined on the validation rows: " + why
                            + "; choose another metric, such as loss, or other rows as " + key("data.validation"));
        }
    }

    /** Trains from the initial state. */
    public TrainingResult train(List<TrainingListener> listeners) {
        return train(listeners, Optional.empty());
    }

    /** @param from the state to resume; empty for the initial state */
    public TrainingResult train(List<TrainingListener> listeners, Optional<EnsembleState> from) {
        return train(listeners, from, new StepTimer());
    }

    /** @param timer records the cost of steps; drained after each epoch */
    public TrainingResult train(List<TrainingListener> listeners, Optional<EnsembleState> from, StepTimer timer) {
        ShardGradient ofShards = gradient.orElseGet(this::prepared);
        ClusterRows on = new ClusterRows(context, data.train(), plan.backend(), timer);
        try (Engine engine = engine(on, ofShards, listeners)) {
            Gradients gradients = evaluation
                    .centering()
                    .map(implicit -> implicit.gradients(engine))
                    .orElse(engine);
            Steps steps = Steps.of(plan, network, ofShards.epochs(), gradients, new BreezeLbfgs(), timer);
            Trainer trainer = new Trainer(plan, steps, data.validation().map(evaluation::on), listeners);
            TrainingResult result = trainer.train(from.orElseGet(this::beginning));
            taken = Optional.of(engine.taken());
            return result;
        }
    }

    private Engine engine(ClusterRows on, ShardGradient ofShards, List<TrainingListener> listeners) {
        if (!stays()) {
            return new JobEngine(on, ofShards);
        }
        return new ResidentEngine(
                on,
                ofShards,
                enginePlan,
                said -> listeners.forEach(listener -> listener.noticed(said)),
                data.validation().isPresent()
                        ? ResidentEngine.BetweenEpochs.VALIDATION
                        : ResidentEngine.BetweenEpochs.NOBODY);
    }

    /**
     * The initial state.
     *
     * @throws dev.lockstep.data.DataException if the plan names initial weights that cannot be used
     */
    public EnsembleState beginning() {
        return new EnsembleState(IntStream.range(0, plan.ensemble())
                .mapToObj(member -> TrainingState.initial(plan, initialParameters(member)))
                .toList());
    }

    private float[] initialParameters(int member) {
        return plan.network()
                .initializeFrom()
                .map(path -> InitialWeights.read(path, network, context.hadoopConfiguration()))
                .orElseGet(() -> plan.network().initialParameters(network, plan.seed(member)));
    }

    /** What people ask about parameters. */
    public ClusterDiagnostics diagnostics() {
        return new ClusterDiagnostics(context, plan, data, evaluation);
    }

    /** Evaluates parameters on rows. */
    public ClusterEvaluation evaluation() {
        return evaluation;
    }
}
