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
 * A model, with what else a file may say of it.
 *
 * @param table how a table's columns become the network's inputs; without it they are given as they are
 * @param labelValues what no and yes are called in several label columns; empty where nobody named them
 * @param thresholds what each class's probability is divided by before the largest is taken
 * @param metadata texts for whoever reads the file
 */
public record Exported(
        SavedModel model,
        Optional<TableDescription> table,
        List<String> labelValues,
        Optional<double[]> thresholds,
        Map<String, String> metadata) {

    /** Takes vectors of inputs. */
    public static Exported of(SavedModel model) {
        return new Exported(model, Optional.empty(), List.of(), Optional.empty(), Map.of());
    }

    /** Takes a table's columns. */
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

    /** The names of classes, or where nobody named them their places from 0. */
    List<String> classes() {
        List<String> named = task().isOneClass() ? model.description().names().classes() : labelValues;
        int count = task().isOneClass() ? model.network().classes() : 2;
        return named.size() == count
                ? named
                : IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    /** The names of classes as whole numbers, if all of them are. */
    Optional<long[]> wholeClasses() {
        return Labels.wholeNumbers(classes());
    }
}
