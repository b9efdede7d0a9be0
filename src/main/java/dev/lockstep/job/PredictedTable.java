package dev.lockstep.job;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Labels;
import dev.lockstep.estimator.RunModel;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Task;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.ingest.row.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * A table with the predictions of a run after its columns, in types that every format can store.
 *
 * @param column the name of the prediction column
 * @param allProbabilities whether to add a column with the probability of every class
 * @param uncertainty whether to add the standard deviation over the members of an ensemble
 */
record PredictedTable(SavedRun run, String column, boolean allProbabilities, boolean uncertainty) {

    private static final String PROBABILITY = "probability";
    /** A prefix for the columns of the pipeline, so that they do not collide with those of the table. */
    private static final String ASIDE = "lockstep_";

    /** @throws DataException if the table already has one of the new columns, or lacks a feature */
    Dataset<Row> of(Table table) {
        PipelineModel pipeline = RunModel.of(run.model(), run.encoder(), ASIDE, uncertainty);
        List<String> there = List.of(table.rows().columns());
        List<Column> added = added();
        List<Column> all = new ArrayList<>(there.stream().map(Table::column).toList());
        for (int i = 0; i < added.size(); i++) {
            if (there.contains(names().get(i))) {
                throw new DataException(table.name() + " has a column " + names().get(i)
                        + " already, which is needed for the predictions; rename it, or choose another --column");
            }
            all.add(added.get(i).as(names().get(i)));
        }
        return pipeline.transform(table.rows()).select(all.toArray(Column[]::new));
    }

    private Loss loss() {
        return run.model().description().loss().value();
    }

    private Task task() {
        return run.model().description().task();
    }

    private List<String> labels() {
        return run.plan().data().rows().label();
    }

    /** The names of the new columns. */
    private List<String> names() {
        List<String> names = predictionNames();
        if (uncertainty && !task().isOneClass() && labels().size() > 1) {
            labels().forEach(label -> names.add(RunModel.UNCERTAINTY + "_" + label));
        } else if (uncertainty) {
            names.addAll(
                    task().isOneClass()
                            ? List.of(RunModel.UNCERTAINTY)
                            : loss().outputNames(List.of(RunModel.UNCERTAINTY)));
        }
        return names;
    }

    private List<String> predictionNames() {
        List<String> names = new ArrayList<>();
        if (task().isOneClass()) {
            names.add(column);
            if (loss().givesProbabilities()) {
                names.add(PROBABILITY);
                classes().forEach(name -> names.add(PROBABILITY + "_" + name));
            }
            return names;
        }
        if (labels().size() == 1) {
            return new ArrayList<>(loss().outputNames(List.of(column)));
        }
        for (String label : labels()) {
            names.add(column + "_" + label);
            if (task().hasClasses() && loss().givesProbabilities()) {
                names.add(PROBABILITY + "_" + label);
            }
        }
        return names;
    }

    /** The classes with a probability column. */
    private List<String> classes() {
        return allProbabilities ? run.model().description().names().classes() : List.of();
    }

    private List<Column> added() {
        List<Column> added = predictions();
        if (uncertainty) {
            Column one = functions.col(ASIDE + RunModel.UNCERTAINTY);
            int outputs = task().isOneClass() ? 1 : run.model().network().outputs();
            Column all = outputs == 1 ? functions.array(one) : numbers(one);
            IntStream.range(0, outputs).forEach(i -> added.add(functions.get(all, functions.lit(i))));
        }
        return added;
    }

    private static Column numbers(Column vectors) {
        return org.apache.spark.ml.functions.vector_to_array(vectors, "float64");
    }

    private List<Column> predictions() {
        List<Column> added = new ArrayList<>();
        Column prediction = functions.col(ASIDE + RunModel.PREDICTION);
        if (task().isOneClass()) {
            added.add(typed(
                    functions.col(ASIDE + RunModel.LABEL),
                    run.model().description().names().classes()));
            if (loss().givesProbabilities()) {
                Column all = numbers(functions.col(ASIDE + RunModel.PROBABILITY));
                added.add(functions.array_max(all));
                IntStream.range(0, classes().size()).forEach(i -> added.add(functions.get(all, functions.lit(i))));
            }
            return added;
        }
        int outputs = run.model().network().outputs();
        if (outputs == 1) {
            added.add(prediction);
            return added;
        }
        Column all = numbers(prediction);
        for (int i = 0; i < outputs; i++) {
            Column one = functions.get(all, functions.lit(i));
            added.add(task().hasClasses() ? decided(one) : one);
            if (task().hasClasses() && loss().givesProbabilities()) {
                added.add(one);
            }
        }
        return added;
    }

    /** The second of two classes if the score means yes. */
    private Column decided(Column score) {
        List<String> classes = run.labels().classes();
        Column yes = score.geq(functions.lit((double) loss().decidesAt()));
        return typed(
                functions.when(yes, functions.lit(classes.get(1))).otherwise(functions.lit(classes.get(0))), classes);
    }

    /** The class names as whole numbers, if all of them are numbers. */
    private static Column typed(Column name, List<String> classes) {
        return Labels.wholeNumbers(classes).isPresent() ? name.cast(DataTypes.LongType) : name;
    }
}
