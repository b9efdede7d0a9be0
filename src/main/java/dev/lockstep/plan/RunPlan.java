package dev.lockstep.plan;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Names;
import dev.lockstep.data.Scaling;
import dev.lockstep.objective.Loss;
import dev.lockstep.plan.RowPlan.Scale;
import java.util.Set;

/**
 * Everything a plan says, checked for contradictions between its parts.
 *
 * @param output the run's folder, on any Hadoop file system
 */
public record RunPlan(
        String name, DataPlan data, TrainingPlan training, EnginePlan engine, Saving saving, String output) {

    public RunPlan {
        requireDifferentColumns(data.rows());
        requireUnscaledClasses(data.rows(), training);
        requireValidation(data, training);
        training.earlyStopping().ifPresent(rule -> requireMetric(rule, data, training.loss()));
    }

    private static void requireDifferentColumns(RowPlan data) {
        for (String label : data.label()) {
            if (data.features().contains(label)) {
                throw new IllegalArgumentException(
                        "data.features must not name the data.label column but has " + label);
            }
            if (data.weight().filter(label::equals).isPresent()) {
                throw new IllegalArgumentException(
                        "data.weight must be another column than data.label but is " + label);
            }
        }
        data.weight().filter(data.features()::contains).ifPresent(weight -> {
            throw new IllegalArgumentException("data.features must not name the data.weight column but has " + weight);
        });
    }

    private static void requireUnscaledClasses(RowPlan data, TrainingPlan training) {
        if (training.loss().value().task().hasClasses() && data.scaleLabel() != Scale.NONE) {
            throw new IllegalArgumentException("data.scaleLabel must be none with the classification loss "
                    + training.loss().name() + " but is " + Names.of(data.scaleLabel()));
        }
    }

    private static void requireValidation(DataPlan data, TrainingPlan training) {
        if (data.validation().isPresent()) {
            return;
        }
        if (training.earlyStopping().isPresent()) {
            throw new IllegalArgumentException("training.earlyStopping needs data.validation, which is none");
        }
        if (training.learningRate().value().plateau().isPresent()) {
            throw new IllegalArgumentException(
                    "learningRate: " + training.learningRate().name() + " needs data.validation, which is none");
        }
    }

    private static void requireMetric(EarlyStopping rule, DataPlan data, Choice<Loss> loss) {
        Set<String> known = metrics(loss.value(), data.rows().label().size());
        if (!known.contains(rule.metric().name())) {
            throw new IllegalArgumentException("training.earlyStopping.metric must be " + Names.either(known)
                    + " with the loss " + loss.name() + " but is "
                    + rule.metric().name());
        }
    }

    /** The metrics that a loss may have: the names in its task's tally, with as few classes as have them all. */
    private static Set<String> metrics(Loss loss, int labels) {
        return loss.task(labels)
                .tally(loss, 2, Scaling.none(2).scale(), 1, 0)
                .metrics(loss::mean)
                .keySet();
    }
}
