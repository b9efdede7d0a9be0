package dev.lockstep.format.onnx;

import dev.lockstep.data.Labels;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.TableDescription;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model with the metadata of its file.
 *
 * @param table the encoding of a table's columns; without it, the inputs are vectors
 * @param labelValues the names of no and yes for several label columns; empty if unnamed
 * @param thresholds divisors of the class probabilities before the largest is selected
 * @param metadata texts about the model
 */
public record Exported(
        SavedModel model,
        Optional<TableDescription> table,
        List<String> labelValues,
        Optional<double[]> thresholds,
        Map<String, String> metadata) {

    /** A model of input vectors. */
    public static Exported of(SavedModel model) {
        return new Exported(model, Optional.empty(), List.of(), Optional.empty(), Map.of());
    }

    /** A model of table columns. */
    public Exported withTable(TableDescription description, List<String> valuesOfLabels) {
        return new Exported(model, Optional.of(description), valuesOfLabels, thresholds, metadata);
    }

    public Exported withThresholds(double[] values) {
        return new Exported(model, table, labelValues, Optional.of(values), metadata);
    }

    public Exported withMetadata(Map<String, String> texts) {
        return new Exported(model, table, labelValues, thresholds, texts);
    }

    Task task() {
        return model.description().task();
    }

    Loss loss() {
        return model.description().loss().value();
    }

    int outputs() {
        return model.network().outputs();
    }

    /** The names of classes, or their indexes from 0 if unnamed. */
    List<String> classes() {
        List<String> named = task().isOneClass() ? model.description().names().classes() : labelValues;
        int count = task().isOneClass() ? model.network().classes() : 2;
        return named.size() == count
                ? named
                : IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    /** The class names as whole numbers, if all of them are numbers. */
    Optional<long[]> wholeClasses() {
        return Labels.wholeNumbers(classes());
    }
}
