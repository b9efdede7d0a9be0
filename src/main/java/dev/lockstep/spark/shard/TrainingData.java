package dev.lockstep.spark.shard;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Labels;
import dev.lockstep.data.Scaling;
import dev.lockstep.objective.Task;
import dev.lockstep.plan.ClassWeights;
import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.spark.ingest.GivenRows;
import dev.lockstep.spark.ingest.PlannedSources;
import dev.lockstep.spark.ingest.RowCounts;
import dev.lockstep.spark.ingest.Sources;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.spark.ingest.row.RowParser;
import dev.lockstep.spark.ingest.row.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * All rows of a run, packed and cached, and what they say about the model: its inputs, outputs, classes and scaling.
 *
 * @param encoder turns rows into inputs
 * @param droppedRows training rows that do not count because a feature is missing
 * @param sparse whether only what is not 0 is kept of the rows
 * @param counts what reading found, by {@code train}, {@code validation} and {@code test} as far as there are any
 * @param notes what a person should know about the data, a sentence each
 */
public record TrainingData(
        ShardedRows train,
        Optional<ShardedRows> validation,
        Optional<ShardedRows> test,
        FeatureEncoder encoder,
        long droppedRows,
        boolean sparse,
        Task task,
        List<String> labelColumns,
        Labels labels,
        Scaling inputScaling,
        Scaling labelScaling,
        Map<String, RowCounts> counts,
        List<String> notes)
        implements AutoCloseable {

    /** The names of the inputs: a vector's as {@code column[i]}, a category's as {@code column=category}. */
    public List<String> features() {
        return encoder.names();
    }

    /** The scaling of sparse rows, which are divided by their scales but not centred; empty if rows are dense. */
    public Optional<Scaling> implicitCentering() {
        return sparse ? Optional.of(inputScaling) : Optional.empty();
    }

    /** How many outputs a network for these data has. */
    public int outputs() {
        return task.outputs(labelColumns, labels.classes());
    }

    /** The names of the classes: labels, or the label columns where there are several. */
    public List<String> classes() {
        return task.classes(labelColumns, labels.classes());
    }

    /**
     * What rows of each class count in training, or null if they count alike.
     *
     * @throws IllegalArgumentException if a label is no class, rows have no single class, or no class counts
     * @throws DataException if no row counts
     */
    public float[] classWeights(ClassWeights wanted) {
        if (wanted.isNone()) {
            return null;
        }
        List<String> classes = labels.classes();
        if (labelColumns.size() > 1) {
            throw new IllegalArgumentException("classWeights must be none with several label columns");
        }
        float[] weights = new float[classes.size()];
        Arrays.fill(weights, 1f);
        wanted.byLabel().forEach((label, weight) -> {
            double target = labels.targetOf(label)
                    .orElseThrow(() -> new IllegalArgumentException("classWeights: " + labels.refusal(label)));
            weights[(int) target] = weight.floatValue();
        });
        requireSomeClass(weights);
        if (wanted.balanced()) {
            double[] totals = train.classTotals(weights.length);
            double total = 0;
            for (double ofClass : totals) {
                total += ofClass;
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] = totals[i] == 0 ? 0f : (float) (total / (weights.length * totals[i]));
            }
        }
        return weights;
    }

    private void requireSomeClass(float[] weights) {
        List<String> counting = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                counting.add(labels.classes().get(i));
            }
        }
        if (counting.isEmpty()) {
            throw new IllegalArgumentException(
                    "classWeights must be a positive number for some class but are 0 for all: "
                            + Names.few(labels.classes()));
        }
        if (counting.size() < weights.length) {
            double[] totals = train.classTotals(weights.length);
            double total = 0;
            for (int i = 0; i < weights.length; i++) {
                total += weights[i] * totals[i];
            }
            if (total == 0) {
                throw new DataException("classWeights leave no row to train on: they are 0 for all classes but "
                        + Names.few(counting) + ", of which no training row has a weight above 0");
            }
        }
    }

    @Override
    public void close() {
        train.close();
        validation.ifPresent(ShardedRows::close);
        test.ifPresent(ShardedRows::close);
    }

    /**
     * Reads, checks, orders, scales and packs everything a plan names.
     *
     * @throws DataException if the data are wrong or missing
     */
    public static TrainingData load(SparkSession session, DataPlan data, TrainingPlan plan) {
        return load(session, new PlannedSources(session, data), data.rows(), plan);
    }

    /**
     * Reads rows to measure a trained model on, as {@link #train()}.
     *
     * @param rowPlan says where labels and weights are
     * @throws DataException if the data are wrong or missing
     */
    public static TrainingData like(
            SparkSession session, Table table, RowPlan rowPlan, TrainingPlan plan, Prepared prepared) {
        Scaling features = prepared.encoder().encoding().ofFeatures(prepared.inputs());
        return new Loader(session, new GivenRows(table.rows(), Optional.empty(), Optional.empty()), rowPlan, plan)
                .load(table, prepared.encoder(), prepared.labels(), new RowParser.Scales(features, prepared.outputs()));
    }

    /**
     * What a model was trained on said about how rows become numbers.
     *
     * @param labels what labels mean
     * @param inputs the scaling of inputs
     * @param outputs the scaling of labels
     */
    public record Prepared(FeatureEncoder encoder, Labels labels, Scaling inputs, Scaling outputs) {}

    /** As {@link #load(SparkSession, DataPlan, TrainingPlan)}, from any tables. */
    public static TrainingData load(SparkSession session, Sources sources, RowPlan rowPlan, TrainingPlan plan) {
        return new Loader(session, sources, rowPlan, plan).load();
    }
}
