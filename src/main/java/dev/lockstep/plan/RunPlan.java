package dev.lockstep.plan;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Names;
import dev.lockstep.catalog.Violation;
import dev.lockstep.data.Scaling;
import dev.lockstep.evaluation.Metric;
import dev.lockstep.objective.Loss;
import dev.lockstep.plan.RowPlan.Scale;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Key.Reach;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Types;
import dev.lockstep.plan.schema.Values;
import java.util.Optional;
import java.util.Set;

/**
 * A complete plan, checked for contradictions between its parts.
 *
 * @param preset where values come from that the plan did not give
 * @param publish where the model is published, if it passes the rules
 * @param output the run's folder, on any Hadoop file system
 */
public record RunPlan(
        String name,
        Optional<Preset> preset,
        DataPlan data,
        TrainingPlan training,
        EnginePlan engine,
        Saving saving,
        Optional<PublishPlan> publish,
        String output) {

    static final Key<Optional<String>> NAME = Key.optional(
                    "name", Types.text("text"), "the file's name", "name of the run")
            .reaching(Reach.NOTHING);
    static final Key<Optional<Preset>> PRESET = Key.of(
                    "preset",
                    Preset.TYPE,
                    "none",
                    "values of keys that the plan does not give: tabular, for tables, in its newest version; `tabular_1`,"
                            + " this version")
            .reaching(Reach.NOTHING)
            .param();
    static final Key<DataPlan> DATA = Key.required("data", DataPlan.SCHEMA, "");
    static final Key<String> OUTPUT = Key.required(
                    "output", Types.path(), "folder of the run, on any Hadoop file system")
            .reaching(Reach.NOTHING);

    /** All keys of a plan. */
    public static final Section<RunPlan> SCHEMA = Section.of(RunPlan::of)
            .with(NAME, plan -> Optional.of(plan.name))
            .with(PRESET, RunPlan::preset)
            .with(TrainingPlan.SEED, plan -> plan.training.seed())
            .with(DATA, RunPlan::data)
            .with(TrainingPlan.NETWORK, plan -> plan.training.network())
            .with(TrainingPlan.LOSS, plan -> plan.training.loss())
            .with(TrainingPlan.PENALTY, plan -> plan.training.penalty())
            .with(TrainingPlan.CLASS_WEIGHTS, plan -> plan.training.classWeights())
            .with(TrainingPlan.OPTIMIZER, plan -> plan.training.optimizer())
            .with(TrainingPlan.LEARNING_RATE, plan -> plan.training.givenLearningRate())
            .with(TrainingPlan.CLIP, plan -> plan.training.clip())
            .with(TrainingPlan.BLAS, plan -> plan.training.backend())
            .with(TrainingPlan.EPOCHS, plan -> plan.training.epochs())
            .with(TrainingPlan.BATCH_SIZE, plan -> plan.training.batchSize())
            .with(TrainingPlan.SHARDS, plan -> plan.training.shards())
            .with(TrainingPlan.ENSEMBLE, plan -> plan.training.ensemble())
            .with(EnginePlan.KIND, plan -> plan.engine.kind())
            .with(EnginePlan.RESIDENT_TIMEOUT, plan -> plan.engine.residentTimeout())
            .with(Saving.STOP_AFTER_SECONDS, plan -> plan.saving.stopAfterSeconds())
            .with(TrainingPlan.EARLY_STOPPING, plan -> plan.training.earlyStopping())
            .with(Saving.EVERY_EPOCHS, plan -> plan.saving.everyEpochs())
            .with(Saving.EVERY_STEPS, plan -> plan.saving.everySteps())
            .with(Saving.KEEP, plan -> plan.saving.keep())
            .with(Reporting.REPORT, plan -> plan.saving.report())
            .with(PublishPlan.PUBLISH, RunPlan::publish)
            .with(OUTPUT, RunPlan::output);

    private static RunPlan of(Values values) {
        return new RunPlan(
                values.get(NAME).orElse(""),
                values.get(PRESET),
                values.get(DATA),
                TrainingPlan.of(values),
                EnginePlan.of(values),
                Saving.of(values),
                values.get(PublishPlan.PUBLISH),
                values.get(OUTPUT));
    }

    public RunPlan {
        requireDifferentColumns(data.rows());
        requireOneLabelOfSeveralOutputs(data.rows(), training);
        requireUnscaledLabels(data.rows(), training);
        requireLogLink(data.rows(), training);
        requireValidation(data, training);
        training.earlyStopping()
                .ifPresent(
                        rule -> requireMetric("training.earlyStopping.metric", rule.metric(), data, training.loss()));
        publish.ifPresent(rules -> {
            requireMetric("publish.metric", rules.metric(), data, training.loss());
            if (rules.metric().name().equals("loss") && data.rows().scaleLabel() != Scale.NONE) {
                throw Violation.of(key("publish.metric") + " must be rmse, mae or r2 with " + key("data.scaleLabel")
                        + " " + Names.of(data.rows().scaleLabel())
                        + ", as the scale and with it the unit of the loss is another for every model, but is loss");
            }
            if (data.test().isEmpty() && data.validation().isEmpty()) {
                throw Violation.of(key("publish") + " needs rows to measure on, but " + key("data.test") + " and "
                        + key("data.validation") + " are none");
            }
        });
    }

    private static void requireDifferentColumns(RowPlan data) {
        for (String label : data.label()) {
            if (data.features().contains(label)) {
                throw Violation.of(
                        key("data.features") + " must not name the " + key("data.label") + " column but has " + label);
            }
            if (data.weight().filter(label::equals).isPresent()) {
                throw Violation.of(
                        key("data.weight") + " must be another column than " + key("data.label") + " but is " + label);
            }
        }
        data.weight().filter(data.features()::contains).ifPresent(weight -> {
            throw Violation.of(
                    key("data.features") + " must not name the " + key("data.weight") + " column but has " + weight);
        });
    }

    private static void requireLogLink(RowPlan data, TrainingPlan training) {
        data.offset().ifPresent(offset -> {
            if (!training.loss().value().hasLogLink()) {
                throw Violation.of(key("data.offset") + " must be none with the " + key("loss") + " "
                        + training.loss().name() + ", whose link is not the logarithm, but is " + offset);
            }
            if (data.label().contains(offset)) {
                throw Violation.of(
                        key("data.offset") + " must be another column than " + key("data.label") + " but is " + offset);
            }
            if (data.features().contains(offset)) {
                throw Violation.of(key("data.features") + " must not name the " + key("data.offset")
                        + " column but has " + offset);
            }
        });
    }

    private static void requireOneLabelOfSeveralOutputs(RowPlan data, TrainingPlan training) {
        if (data.label().size() > 1 && training.loss().value().outputSuffixes().size() > 1) {
            throw Violation.of(key("data.label") + " must be one column with several outputs of the " + key("loss")
                    + " " + training.loss().name() + " but is " + data.label());
        }
    }

    private static void requireUnscaledLabels(RowPlan data, TrainingPlan training) {
        Loss loss = training.loss().value();
        if (loss.ownsLink() && data.scaleLabel() != Scale.NONE) {
            throw Violation.of(key("data.scaleLabel") + " must be none with the "
                    + (loss.hasLogLink() ? "" : "classification ") + key("loss") + " "
                    + training.loss().name() + (loss.hasLogLink() ? ", whose link is the logarithm," : "") + " but is "
                    + Names.of(data.scaleLabel()));
        }
    }

    private static void requireValidation(DataPlan data, TrainingPlan training) {
        if (data.validation().isPresent()) {
            return;
        }
        if (training.earlyStopping().isPresent()) {
            throw Violation.of(key("training.earlyStopping") + " needs " + key("data.validation") + ", which is none");
        }
        if (training.learningRate().value().plateau().isPresent()) {
            throw Violation.of(key("learningRate") + ": "
                    + training.learningRate().name() + " needs " + key("data.validation") + ", which is none");
        }
    }

    private static void requireMetric(String key, Choice<Metric> metric, DataPlan data, Choice<Loss> loss) {
        Set<String> known = metrics(loss.value(), data.rows().label().size());
        if (!known.contains(metric.name())) {
            throw Violation.of(key(key) + " must be " + Names.either(known) + " with the " + key("loss") + " "
                    + loss.name() + " but is " + metric.name());
        }
    }

    /**
     * The metrics of a loss: the names in its task's tally, with the smallest number of classes that has all of them.
     */
    private static Set<String> metrics(Loss loss, int labels) {
        return loss.task(labels)
                .tally(loss, 2, Scaling.none(2).scale(), 1, 0)
                .metrics(loss::mean)
                .keySet();
    }
}
