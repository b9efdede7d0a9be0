package dev.lockstep.estimator;

import dev.lockstep.catalog.KeyMarks;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Labels;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.ModelDescription;
import dev.lockstep.format.SavedModel;
import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.ingest.GivenRows;
import dev.lockstep.spark.ingest.row.Table;
import dev.lockstep.spark.shard.TrainingData;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import dev.lockstep.training.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training on the rows of a Dataset.
 *
 * @param classes names of classes, if known
 */
record Fit(RunPlan plan, Optional<Labels> labels, List<String> classes) {

    private static final Logger LOG = LoggerFactory.getLogger(Fit.class);

    /** The result of a training. */
    record Fitted(VectorNetwork model, MlpTrainingSummary summary) {}

    /** Which columns of a dataset are what. */
    record Sides(String features, Optional<String> validationIndicator) {

        static Sides of(MlpParams params, String features) {
            return new Sides(features, Settings.validationIndicator(params));
        }
    }

    Fitted on(Dataset<?> dataset, Sides sides) {
        RowPlan rows = plan.data().rows();
        GivenRows given = given(dataset, sides);
        JavaSparkContext context = new JavaSparkContext(dataset.sparkSession().sparkContext());
        try (TrainingData data = TrainingData.load(dataset.sparkSession(), given, rows, plan.training())) {
            String label = rows.label().size() > 1 ? "labelCols" : "labelCol";
            data.notes().forEach(note -> LOG.warn(KeyMarks.spelled(note, key -> ParamKeys.spelled(key, label))));
            ClusterTraining training = new ClusterTraining(context, plan.training(), plan.engine(), data);
            List<EpochReport> history = new ArrayList<>();
            long start = System.nanoTime();
            TrainingResult result = training.train(List.of(new Watch(history)));
            double seconds = (System.nanoTime() - start) / 1e9;
            MlpTrainingSummary summary = new MlpTrainingSummary(
                    history,
                    result.epochs(),
                    result.bestEpoch(),
                    result.steps(),
                    data.train().rows(),
                    seconds,
                    training.engine(),
                    Fingerprint.sha256(result.parameters()),
                    result.stopped());
            return new Fitted(
                    model(training, data, result.parameters(), dataset.schema().apply(sides.features())), summary);
        }
    }

    private VectorNetwork model(ClusterTraining training, TrainingData data, float[] parameters, StructField features) {
        RowPlan rows = plan.data().rows();
        boolean named = plan.training().loss().value().task().hasClasses()
                && rows.label().size() == 1;
        List<String> names = Attributes.names(features);
        boolean encoded = data.encoder().description().hasBins();
        SavedModel saved = training.saved(
                rows,
                parameters,
                new ModelDescription.Names(
                        encoded ? data.encoder().names(names) : names,
                        rows.label(),
                        named ? (classes.isEmpty() ? data.labels().classes() : classes) : List.of(),
                        rows.offset().orElse("")));
        return encoded ? VectorNetwork.of(saved, data.encoder().description()) : VectorNetwork.of(saved);
    }

    private GivenRows given(Dataset<?> dataset, Sides sides) {
        RowPlan rows = plan.data().rows();
        List<Column> columns = new ArrayList<>(List.of(Table.column(sides.features())));
        rows.label().forEach(label -> columns.add(number(dataset, label)));
        rows.weight().ifPresent(weight -> columns.add(number(dataset, weight)));
        rows.offset().ifPresent(offset -> columns.add(number(dataset, offset)));
        if (sides.validationIndicator().isEmpty()) {
            return new GivenRows(
                    selected(dataset, columns),
                    Optional.empty(),
                    plan.data().validation().flatMap(DataPlan.Part::heldOut),
                    labels);
        }
        String indicator = sides.validationIndicator().get();
        DataType type = dataset.schema().apply(indicator).dataType();
        if (!type.equals(DataTypes.BooleanType)) {
            throw new IllegalArgumentException("validationIndicatorCol must be a column of booleans but " + indicator
                    + " is " + type.simpleString());
        }
        Column validates = functions.coalesce(Table.column(indicator), functions.lit(false));
        Dataset<Row> validation = selected(dataset.toDF().filter(validates), columns);
        if (validation.isEmpty()) {
            throw new DataException(
                    "validationIndicatorCol " + indicator + " must be true for some rows but is so for none");
        }
        Dataset<Row> training = selected(dataset.toDF().filter(functions.not(validates)), columns);
        return new GivenRows(training, Optional.of(validation), Optional.empty(), labels);
    }

    /** A column as doubles. A float is the decimal number of its text, 0.1 and not 0.10000000149, as in plans. */
    static Column number(Dataset<?> dataset, String column) {
        Column cells = Table.column(column);
        boolean floats = dataset.schema().apply(column).dataType().equals(DataTypes.FloatType);
        return (floats ? cells.cast(DataTypes.StringType) : cells)
                .cast(DataTypes.DoubleType)
                .as(column);
    }

    private static Dataset<Row> selected(Dataset<?> dataset, List<Column> columns) {
        return dataset.toDF().select(columns.toArray(Column[]::new));
    }

    /** Records the history and logs epochs and notes. */
    private record Watch(List<EpochReport> history) implements TrainingListener {

        @Override
        public void epochEnded(EpochReport report) {
            history.add(report);
            LOG.info(
                    "epoch {}: loss {}, validation {}, {} rows/s",
                    report.epoch(),
                    report.trainLoss(),
                    report.validation(),
                    (long) report.rowsPerSecond());
        }

        @Override
        public void noticed(String what) {
            LOG.warn(what);
        }
    }
}
