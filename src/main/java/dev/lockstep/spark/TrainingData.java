package dev.lockstep.spark;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Labels;
import dev.lockstep.data.Moments;
import dev.lockstep.data.Scaling;
import dev.lockstep.objective.Task;
import dev.lockstep.training.ClassWeights;
import dev.lockstep.training.TrainingPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * All rows of a run, packed and cached, and what they say about the model: its inputs, outputs, classes and scaling.
 *
 * @param features the names of the inputs, a vector's as {@code column[i]}
 */
public record TrainingData(
        ShardedRows train,
        Optional<ShardedRows> validation,
        Optional<ShardedRows> test,
        List<String> features,
        List<String> labelColumns,
        Labels labels,
        Scaling inputScaling,
        Scaling labelScaling)
        implements AutoCloseable {

    /** How many outputs a network for these data has. */
    public int outputs(Task task) {
        return task == Task.CLASSES ? classes(task).size() : labelColumns.size();
    }

    /** The names of the classes: labels, or the label columns where there are several. */
    public List<String> classes(Task task) {
        if (task == Task.REGRESSION) {
            return List.of();
        }
        return labelColumns.size() == 1 ? labels.classes() : labelColumns;
    }

    /**
     * What rows of each class count in training, or null if they count alike.
     *
     * @throws IllegalArgumentException if a label is no class, or rows have no single class
     */
    float[] classWeights(ClassWeights wanted) {
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

    /** As {@link #load(SparkSession, DataPlan, TrainingPlan)}, from any tables. */
    public static TrainingData load(SparkSession session, Sources sources, RowPlan rowPlan, TrainingPlan plan) {
        Loader loader = new Loader(session, sources, rowPlan, plan);
        ParsedRows parsed = ParsedRows.read(sources.train(), rowPlan, plan.loss(), sources.labels());
        JavaRDD<byte[]> rows = parsed.rows().persist(StorageLevel.DISK_ONLY());
        try {
            return loader.load(parsed, rows);
        } finally {
            rows.unpersist(false);
        }
    }

    /** The steps of loading, in the order in which each needs what the one before found. */
    private record Loader(SparkSession session, Sources sources, RowPlan data, TrainingPlan plan) {

        TrainingData load(ParsedRows parsed, JavaRDD<byte[]> rows) {
            Optional<HoldOut> holdOut = sources.heldOut().map(fraction -> holdOut(parsed, rows, fraction));
            JavaRDD<byte[]> training =
                    holdOut.map(held -> rows.filter(row -> !held.holds(row))).orElse(rows);
            CanonicalOrder order = CanonicalOrder.survey(training, plan.shards(), partitions());
            requireBothSides(parsed.count(), order.layout().rows());
            requireRoom("data.train", order, parsed);
            JavaRDD<byte[]> sorted = order.sort(training);
            Scaling inputs = Scaling.none(parsed.width());
            Scaling labels = Scaling.none(parsed.targetWidth());
            if (data.scale() != RowPlan.Scale.NONE || data.scaleLabel() != RowPlan.Scale.NONE) {
                Moments moments = ShardedRows.moments(sorted, order.layout());
                if (moments.weight() == 0) {
                    throw new DataException("data.validation.fraction leaves only rows of weight 0 to train on");
                }
                inputs = scaling("data.scale", data.scale(), moments, 0, parsed.featureNames());
                labels = scaling("data.scaleLabel", data.scaleLabel(), moments, parsed.width(), data.label());
            }
            ShardedRows.Packing packing =
                    new ShardedRows.Packing(inputs, labels, data.weight().isPresent());
            ShardedRows train = ShardedRows.pack("training rows", sorted, order.layout(), packing);
            Optional<ShardedRows> validation = holdOut.map(held -> {
                        JavaRDD<byte[]> heldOut = rows.filter(held::holds);
                        return packed("validation rows", heldOut, packing);
                    })
                    .or(() -> sources.validation(parsed.width()).map(table -> packed(parsed, table, packing)));
            Optional<ShardedRows> test = sources.test(parsed.width()).map(table -> packed(parsed, table, packing));
            return new TrainingData(
                    train, validation, test, parsed.featureNames(), data.label(), parsed.labels(), inputs, labels);
        }

        private HoldOut holdOut(ParsedRows parsed, JavaRDD<byte[]> rows, double fraction) {
            boolean strata = parsed.labels().areClasses() && parsed.targetWidth() == 1;
            return HoldOut.choose(
                    rows, fraction, strata ? parsed.labels().classes().size() : 1, strata ? parsed.width() : -1);
        }

        private void requireBothSides(long rows, long training) {
            if (sources.heldOut().isPresent() && (training == 0 || training == rows)) {
                throw new DataException(
                        "data.validation.fraction " + sources.heldOut().get() + " of " + rows + " rows leaves none to "
                                + (training == 0 ? "train on; give a smaller" : "validate with; give a larger")
                                + " fraction, or other rows as data.validation.path");
            }
        }

        private ShardedRows packed(ParsedRows like, Table table, ShardedRows.Packing packing) {
            return packed(
                    table.name(),
                    like.readMore(table, packing.inputs(), packing.labels()).rows(),
                    packing);
        }

        private void requireRoom(String name, CanonicalOrder order, ParsedRows parsed) {
            int floatsPerRow = parsed.width() + parsed.targetWidth() + 1;
            MemoryCheck.rows(session.sparkContext(), name, order.layout(), partitions(), floatsPerRow);
        }

        private ShardedRows packed(String name, JavaRDD<byte[]> rows, ShardedRows.Packing packing) {
            CanonicalOrder order = CanonicalOrder.survey(rows, plan.shards(), partitions());
            if (order.layout().rows() == 0) {
                throw new DataException(name + " has no rows");
            }
            return ShardedRows.pack(name, order.sort(rows), order.layout(), packing);
        }

        /** At most one partition a shard, and one a slot of the cluster. */
        private int partitions() {
            return Math.min(plan.shards(), Math.max(1, session.sparkContext().defaultParallelism()));
        }

        /** @param names of the columns from {@code from} */
        private static Scaling scaling(String key, RowPlan.Scale scale, Moments moments, int from, List<String> names) {
            int to = from + names.size();
            Scaling fitted =
                    switch (scale) {
                        case NONE -> Scaling.none(names.size());
                        case STANDARD -> moments.standard(from, to);
                        case MINMAX -> moments.minmax(from, to);
                    };
            for (int i = 0; i < names.size(); i++) {
                double divisor = fitted.scale()[i];
                if (!(divisor > 0) || !Double.isFinite(divisor) || !Double.isFinite(fitted.mean()[i])) {
                    throw new DataException("data.train: column " + names.get(i) + " has values from "
                            + Labels.text(moments.minimum(from + i)) + " to " + Labels.text(moments.maximum(from + i))
                            + ", too " + (divisor == 0 ? "close together" : "far apart") + " for " + key + ": "
                            + scale.name().toLowerCase(Locale.ROOT));
                }
            }
            return fitted;
        }
    }
}
