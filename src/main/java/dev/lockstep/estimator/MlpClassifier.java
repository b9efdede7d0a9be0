package dev.lockstep.estimator;

import dev.lockstep.catalog.Domain;
import dev.lockstep.data.Labels;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.ingest.row.Table;
import dev.lockstep.spark.internals.SparkInternals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * Trains a multilayer perceptron that tells classes apart: the same weights, bit for bit, on any cluster, and as the
 * command line trains them.
 *
 * <p>Labels are numbers 0, 1, …; how many classes there are, {@code numClasses}, the label column's metadata or the largest
 * label say.
 */
public final class MlpClassifier extends ProbabilisticClassifier<Vector, MlpClassifier, MlpClassificationModel>
        implements MlpClassifierParams, MlpParams.Setters<MlpClassifier>, DefaultParamsWritable {

    private static final long serialVersionUID = 1;

    /** As many classes as Spark ML's classifiers take from labels alone. */
    private static final int MOST_CLASSES = 100;

    private static final double MOST_INT = Integer.MAX_VALUE;
    private static final Domain CLASSES = Domain.whole(2, 65536);

    private final String uid;

    public MlpClassifier() {
        this(Identifiable.randomUID("mlpClassifier"));
    }

    public MlpClassifier(String uid) {
        this(Uid.handOver(uid));
    }

    private MlpClassifier(Uid uid) {
        this.uid = uid.taken();
        ParamKeys.setDefaults(this);
    }

    @Override
    public String uid() {
        return uid == null ? Uid.pending() : uid;
    }

    /**
     * How many classes there are, where these rows may lack the last ones, as a fold does. Default: undefined, the label
     * column's metadata or its largest label say it.
     */
    public IntParam numClasses() {
        return Valid.whole(
                this,
                "numClasses",
                "how many classes there are, also those without rows; undefined, the label column says it",
                CLASSES);
    }

    public int getNumClasses() {
        return (Integer) getOrDefault(numClasses());
    }

    public MlpClassifier setNumClasses(int count) {
        set(numClasses(), count);
        return this;
    }

    public MlpClassifier setClassWeights(String weights) {
        set(classWeights(), weights);
        return this;
    }

    @Override
    public MlpClassifier copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    @Override
    public MlpClassificationModel train(Dataset<?> dataset) {
        return ParamKeys.inParams("labelCol", () -> {
            RunPlan plan = Settings.plan(this, List.of(getLabelCol()));
            StructField label = dataset.schema().apply(getLabelCol());
            int classes = Math.max(2, classes(dataset, label));
            if (classes > plan.training().loss().value().task().mostClasses()) {
                throw new IllegalArgumentException(
                        "loss must be of several classes, such as cross_entropy, as labelCol " + getLabelCol() + " has "
                                + classes + " classes, but is " + getLoss());
            }
            Labels labels = Labels.ofClasses(
                    IntStream.range(0, classes).mapToObj(Integer::toString).toList());
            Fit.Fitted fitted = new Fit(plan, Optional.of(labels), names(Attributes.classes(label), classes))
                    .on(dataset, Fit.Sides.of(this, getFeaturesCol()));
            return new MlpClassificationModel(uid, fitted.model(), fitted.summary());
        });
    }

    /** What the label column says, or one more than its largest label, so that a class may be missing here. */
    private int classes(Dataset<?> dataset, StructField label) {
        Optional<Integer> known = Attributes.classCount(label);
        if (isDefined(numClasses())) {
            int least = known.orElseGet(() -> (int) Math.min(MOST_INT, largestLabel(dataset) + 1));
            if (getNumClasses() < least) {
                throw new IllegalArgumentException("numClasses must be at least " + least + ", as labelCol "
                        + getLabelCol() + " has "
                        + (known.isPresent() ? least + " classes" : "the label " + (least - 1))
                        + ", but is " + getNumClasses());
            }
            return getNumClasses();
        }
        if (known.isPresent()) {
            return known.get();
        }
        double most = largestLabel(dataset);
        if (most >= MOST_CLASSES) {
            throw new IllegalArgumentException("labelCol " + getLabelCol() + " must have labels below " + MOST_CLASSES
                    + ", or metadata that say how many classes there are, as StringIndexer writes them, or numClasses"
                    + " must be set, but has " + Labels.text(most));
        }
        return (int) most + 1;
    }

    /** A name for every class: those that the label column has, then numbers; none if it has none. */
    private static List<String> names(List<String> known, int classes) {
        List<String> names = new ArrayList<>(known);
        while (!known.isEmpty() && names.size() < classes) {
            names.add(Integer.toString(names.size()));
        }
        return names;
    }

    private double largestLabel(Dataset<?> dataset) {
        Column labels = Table.column(getLabelCol());
        Row found = dataset.select(functions.min(labels), functions.max(labels)).head();
        if (!found.isNullAt(0) && found.getDouble(0) < 0) {
            throw new IllegalArgumentException("labelCol " + getLabelCol()
                    + " must have labels 0, 1, ..., as StringIndexer makes them of any others, but has "
                    + Labels.text(found.getDouble(0)));
        }
        return found.isNullAt(1) || Double.isNaN(found.getDouble(1)) ? 0 : found.getDouble(1);
    }

    public static MLReader<MlpClassifier> read() {
        return SparkInternals.reader();
    }

    public static MlpClassifier load(String path) {
        return read().load(path);
    }
}
