package dev.lockstep.spark.training;

import dev.lockstep.evaluation.Tally;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Loss;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.spark.engine.ClusterRows;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.training.Evaluation;
import dev.lockstep.training.ImplicitCentering;
import dev.lockstep.training.ShardEvaluation;
import dev.lockstep.training.StepTimer;
import dev.lockstep.training.TrainingResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

/** Evaluates the network of a plan on sharded rows: without dropout and penalty, labels in their original unit. */
public final class ClusterEvaluation {

    private final JavaSparkContext context;
    private final TrainingPlan plan;
    private final TrainingData data;
    private final Network network;
    private final Loss loss;
    private final Optional<ImplicitCentering> centering;
    private final int top;

    /** @param data has the meaning of inputs, labels and classes */
    public ClusterEvaluation(JavaSparkContext context, TrainingPlan plan, TrainingData data) {
        this(context, plan, data, plan.watchedMetric().top());
    }

    /** @param top the k of {@code top_k_accuracy} */
    public ClusterEvaluation(JavaSparkContext context, TrainingPlan plan, TrainingData data, int top) {
        this.top = top;
        this.context = context;
        this.plan = plan;
        this.data = data;
        this.network = plan.network().network(data.features().size(), data.outputs());
        this.loss = plan.loss().value();
        plan.backend().products();
        this.centering = data.implicitCentering().flatMap(scaling -> ImplicitCentering.of(network, scaling));
    }

    Network network() {
        return network;
    }

    Optional<ImplicitCentering> centering() {
        return centering;
    }

    /** Metrics by name, and further results. */
    public record Measurement(Map<String, Double> metrics, Map<String, Object> details) {}

    /** The metrics of each member of an ensemble on rows, with one job. */
    public List<Map<String, Double>> ofMembers(ShardedRows rows, TrainingResult result) {
        return on(rows).at(result.members().size(), result.parameters());
    }

    /** Evaluates parameters on rows with one job, those of all members of an ensemble by their mean predictions. */
    public Measurement of(ShardedRows rows, float[] parameters) {
        Tally tally = tally(rows, parameters);
        Map<String, Object> details = new LinkedHashMap<>(tally.details(data.classes()));
        Map<String, String> undefined = tally.undefined(data.classes());
        if (!undefined.isEmpty()) {
            details.put("undefined", new TreeMap<>(undefined));
        }
        return new Measurement(tally.metrics(loss::mean), details);
    }

    /** The same for a trainer. */
    Evaluation on(ShardedRows rows) {
        ClusterRows on = clusterRows(rows);
        ShardEvaluation evaluation = shardEvaluation(rows);
        return centered((networks, parameters) -> on.tallies(evaluation, networks, parameters).stream()
                .map(tally -> tally.metrics(loss::mean))
                .toList());
    }

    Tally tally(ShardedRows rows, float[] parameters) {
        return clusterRows(rows)
                .tallies(shardEvaluation(rows), 1, uncentred(parameters))
                .get(0);
    }

    /** The parameters for the rows as they are stored, which may not be centred; valid until the next call. */
    float[] uncentred(float[] parameters) {
        return centering.map(implicit -> implicit.shifted(parameters)).orElse(parameters);
    }

    private Evaluation centered(Evaluation evaluation) {
        return centering.map(implicit -> implicit.evaluation(evaluation)).orElse(evaluation);
    }

    private ClusterRows clusterRows(ShardedRows rows) {
        return new ClusterRows(context, rows, plan.backend(), new StepTimer());
    }

    ShardEvaluation shardEvaluation(ShardedRows rows) {
        return new ShardEvaluation(network, loss, data.labelScaling(), top, rows.rows());
    }
}
