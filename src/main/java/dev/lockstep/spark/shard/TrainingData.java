package dev.lockstep.spark.shard;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Names;
import dev.lockstep.catalog.Violation;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Labels;
import dev.lockstep.data.Scaling;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Task;
import dev.lockstep.plan.ClassWeights;
import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.TrainingPlan;
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
 * All rows of a run, packed and cached, and the properties of the model that they determine: inputs, outputs, classes
 * and scaling.
 *
 * @param encoder encodes rows as inputs
 * @param droppedRows training rows dropped because a feature is missing
 * @param sparse whether rows are stored sparse
 * @param counts facts about the rows, by {@code train}, {@code validation} and {@code test}, if present
 * @param notes notes for the user, one sentence each
 */
public record TrainingData(
        ShardedRows train,
        Optional<ShardedRows> validation,
        Optional<ShardedRows> test,
        FeatureEncoder encoder,
        long droppedRows,
        boolean sparse,
        Loss loss,
        List<String> labelColumns,
        Labels labels,
        Scaling inputScaling,
        Scaling labelScaling,
        Map<String, RowCounts> counts,
        List<String> notes)
        implements AutoCloseable {

    /** The names of the inputs: {@code column[i]} for vectors, {@code column=category} for categories. */
    public List<String> features() {
        return encoder.names();
    }

    /** The scaling of sparse rows, which are divided by their scales but not centred; empty if rows are dense. */
    public Optional<Scaling> implicitCentering() {
        return sparse ? Optional.of(inputScaling) : Optional.empty();
    }

    /** What a network for these data predicts. */
    public Task task() {
        return loss.task(labelColumns.size());
    }

    /** The number of outputs of a network for these data. */
    public int outputs() {
        return task().outputs(labelColumns, labels.classes())
                * loss.outputSuffixes().size();
    }

    /** The names of the classes: labels, or the label columns where there are several. */
    public List<String> classes() {
        return task().classes(labelColumns, labels.classes());
    }

    /**
     * The weight of each class in training, or null if all are equal.
     *
     * @throws Violation if a label is not a class, rows have no single class, or all weights are 0
     * @throws DataException if all rows have weight 0
     */
    public float[] classWeights(ClassWeights wanted) {
        if (wanted.isNone()) {
            return null;
        }
        List<String> classes = labels.classes();
        if (labelColumns.size() > 1) {
            throw Violation.of(key("classWeights") + " must be none with several label columns");
        }
        float[] weights = new float[classes.size()];
        Arrays.fill(weights, 1f);
        wanted.byLabel().forEach((label, weight) -> {
            double target = labels.targetOf(label)
                    .orElseThrow(() -> Violation.of(key("classWeights") + ": " + labels.refusal(label)));
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
            throw Violation.of(key("classWeights") + " must be a positive number for some class but are 0 for all: "
                    + Names.few(labels.classes()));
        }
        if (counting.size() < weights.length) {
            double[] totals = train.classTotals(weights.length);
            double total = 0;
            for (int i = 0; i < weights.length; i++) {
                total += weights[i] * totals[i];
            }
            if (total == 0) {
                throw new DataException(
                        key("classWeights") + " leave no row to train on: they are 0 for all classes but "
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
     * Reads, validates, sorts, scales and packs all sources of a plan.
     *
     * @throws DataException if the data are wrong or missing
     */
    public static TrainingData load(SparkSession session, DataPlan data, TrainingPlan plan) {
        return load(session, new PlannedSources(session, data), data.rows(), plan);
    }

    /**
     * Reads rows for the evaluation of a trained model, as {@link #train()}.
     *
     * @param rowPlan has the columns of labels and weights
     * @throws DataException if the data are wrong or missing
     */
    public static TrainingData like(
            SparkSession session, Table table, RowPlan rowPlan, TrainingPlan plan, Prepared prepared) {
        Scaling features = prepared.encoder().encoding().ofFeatures(prepared.inputs());
        return new Loader(session, rowPlan, plan)
                .load(table, prepared.encoder(), prepared.labels(), new RowParser.Scales(features, prepared.outputs()));
    }

    /**
     * The encoding and scaling that a model was trained with.
     *
     * @param labels the meaning of labels
     * @param inputs the scaling of inputs
     * @param outputs the scaling of labels
     */
    public record Prepared(FeatureEncoder encoder, Labels labels, Scaling inputs, Scaling outputs) {}

    /** As {@link #load(SparkSession, DataPlan, TrainingPlan)}, from any tables. */
    public static TrainingData load(SparkSession session, Sources sources, RowPlan rowPlan, TrainingPlan plan) {
        return new Loader(session, rowPlan, plan).load(sources);
    }
}
