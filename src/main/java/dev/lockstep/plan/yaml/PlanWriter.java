package dev.lockstep.plan.yaml;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Names;
import dev.lockstep.catalog.Secret;
import dev.lockstep.format.Keys;
import dev.lockstep.objective.Penalty;
import dev.lockstep.optimizer.Clip;
import dev.lockstep.plan.ClassWeights;
import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.EarlyStopping;
import dev.lockstep.plan.NetworkPlan;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.RowPlan.Categorical;
import dev.lockstep.plan.RowPlan.Unseen;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.Saving;
import dev.lockstep.plan.SourcePlan;
import dev.lockstep.plan.TrainingPlan;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes plans with every default filled in, as {@link PlanFile} reads them: the same plan comes back, but for secrets, in
 * whose place a mask stands.
 */
public final class PlanWriter {

    private PlanWriter() {}

    public static String write(RunPlan plan) {
        return YamlWriter.write(tree(plan));
    }

    /** The plan as maps, lists and plain values, keyed as in a file. */
    public static Map<String, Object> tree(RunPlan plan) {
        TrainingPlan training = plan.training();
        return new Keys()
                .with("name", plan.name())
                .with("seed", training.seed())
                .with("data", data(plan.data()))
                .with("network", network(training.network()))
                .with("loss", training.loss().words())
                .with("penalty", penalty(training.penalty()))
                .with("classWeights", classWeights(training.classWeights()))
                .with("optimizer", training.optimizer().words())
                .withGiven("learningRate", learningRate(training))
                .with("clip", orNone(training.clip().map(PlanWriter::clip)))
                .with(
                        "math",
                        new Keys().with("blas", training.backend().toString()).map())
                .with("training", loop(training, plan))
                .with("checkpoint", checkpoint(plan.saving()))
                .with("output", Secret.shown(plan.output()))
                .map();
    }

    private static Map<String, Object> data(DataPlan data) {
        return new Keys()
                .with("train", source(data.train()))
                .with("validation", orNone(data.validation().map(PlanWriter::validation)))
                .with("test", orNone(data.test().map(PlanWriter::source)))
                .withAll(rows(data.rows()))
                .map();
    }

    private static Map<String, Object> rows(RowPlan data) {
        return new Keys()
                .with("label", data.label().size() == 1 ? data.label().get(0) : data.label())
                .with("features", data.features())
                .with("categorical", categorical(data.categorical()))
                .with("missing", Names.of(data.missing()))
                .with("missingValues", data.missingValues().spellings())
                .with("weight", orNone(data.weight()))
                .with("scale", Names.of(data.scale()))
                .with("scaleLabel", Names.of(data.scaleLabel()))
                .with("storage", Names.of(data.storage()))
                .map();
    }

    private static Object categorical(Categorical categorical) {
        return categorical.unseen() == Unseen.ERROR
                ? categorical.columns()
                : new Keys()
                        .with("columns", categorical.columns())
                        .with("unseen", Names.of(categorical.unseen()))
                        .map();
    }

    private static Map<String, Object> validation(DataPlan.Validation validation) {
        return validation instanceof DataPlan.Fraction part
                ? new Keys().with("fraction", part.fraction()).map()
                : source(((DataPlan.Source) validation).plan());
    }

    /** A format that the plan leaves to the file's extension has no word, and no line here. */
    private static Map<String, Object> source(SourcePlan source) {
        return new Keys()
                .withGiven("path", Optional.of(Secret.shown(source.path())).filter(path -> !path.isEmpty()))
                .withGiven("format", source.format())
                .with("options", options(source.options()))
                .map();
    }

    private static Map<String, String> options(Map<String, String> options) {
        Map<String, String> shown = new TreeMap<>();
        options.forEach((name, value) -> shown.put(name, Secret.shown(name, value)));
        return shown;
    }

    /** Each layer's usual initializer has no common word, and no line here. */
    private static Map<String, Object> network(NetworkPlan network) {
        return new Keys()
                .with(
                        "hidden",
                        network.hidden().stream().map(PlanWriter::hidden).toList())
                .with(
                        "output",
                        new Keys().with("activation", network.output().words()).map())
                .withGiven("initializer", network.initializer().map(Choice::words))
                .with("initializeFrom", orNone(network.initializeFrom().map(Secret::shown)))
                .map();
    }

    private static Map<String, Object> hidden(NetworkPlan.HiddenPlan layer) {
        return new Keys()
                .with("units", layer.units())
                .with("activation", layer.activation().words())
                .with("dropout", layer.dropout())
                .with("maxNorm", orNone(layer.maxNorm()))
                .map();
    }

    private static Map<String, Object> penalty(Penalty penalty) {
        return new Keys().with("l1", penalty.l1()).with("l2", penalty.l2()).map();
    }

    private static Object classWeights(ClassWeights weights) {
        return weights.isNone() ? "none" : weights.balanced() ? "balanced" : new TreeMap<>(weights.byLabel());
    }

    /** None where the optimizer chooses its own steps. */
    private static Optional<Object> learningRate(TrainingPlan training) {
        return training.optimizer().value().choosesStepLength()
                ? Optional.empty()
                : Optional.of(training.learningRate().words());
    }

    private static Map<String, Object> clip(Clip clip) {
        return new Keys().with(Names.of(clip.kind()), clip.limit()).map();
    }

    private static Map<String, Object> checkpoint(Saving saving) {
        return new Keys()
                .with("everyEpochs", orNone(saving.everyEpochs()))
                .with("everySteps", orNone(saving.everySteps()))
                .with("keep", saving.keep())
                .map();
    }

    private static Map<String, Object> loop(TrainingPlan training, RunPlan plan) {
        boolean full = training.batchSize() == TrainingPlan.FULL_BATCH;
        return new Keys()
                .with("epochs", training.epochs())
                .with("batchSize", full ? "full" : training.batchSize())
                .with("shards", training.shards())
                .with("engine", Names.of(plan.engine().kind()))
                .with("residentTimeout", plan.engine().residentTimeout().toMillis() / 1000.0)
                .with("stopAfterSeconds", orNone(plan.saving().stopAfterSeconds()))
                .with("earlyStopping", orNone(training.earlyStopping().map(PlanWriter::earlyStopping)))
                .map();
    }

    private static Map<String, Object> earlyStopping(EarlyStopping rule) {
        return new Keys()
                .with("metric", rule.metric().words())
                .with("patience", rule.patience())
                .with("minDelta", rule.minDelta())
                .map();
    }

    private static Object orNone(Optional<?> value) {
        return value.isPresent() ? value.get() : "none";
    }
}
