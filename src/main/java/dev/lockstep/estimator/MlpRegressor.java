package dev.lockstep.estimator;

import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Losses;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.YamlReader;
import dev.lockstep.spark.internals.SparkInternals;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a multilayer perceptron for regression, or with {@code labelCols} for several numbers, yes-or-no labels or a
 * distribution: the same weights, bit for bit, on any cluster and from the command line.
 */
public final class MlpRegressor extends Regressor<Vector, MlpRegressor, MlpRegressionModel>
        implements MlpRegressorParams, MlpParams.Setters<MlpRegressor>, DefaultParamsWritable {

    private static final long serialVersionUID = 1;

    private final String uid;

    public MlpRegressor() {
        this(Identifiable.randomUID("mlpRegressor"));
    }

    public MlpRegressor(String uid) {
        this(Uid.handOver(uid));
    }

    private MlpRegressor(Uid uid) {
        this.uid = uid.taken();
        ParamKeys.setDefaults(this);
    }

    @Override
    public String uid() {
        return uid == null ? Uid.pending() : uid;
    }

    public MlpRegressor setLabelCols(String... columns) {
        set(labelCols(), columns);
        return this;
    }

    public MlpRegressor setOffsetCol(String column) {
        set(offsetCol(), column);
        return this;
    }

    public MlpRegressor setOutputActivation(String name) {
        set(outputActivation(), name);
        return this;
    }

    public MlpRegressor setScaleLabel(String name) {
        set(scaleLabel(), name);
        return this;
    }

    @Override
    public MlpRegressor copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Loss loss = Losses.CATALOG.fromWords(YamlReader.line(getLoss())).value();
        if (!isDefined(labelCols())) {
            List<String> outputs = loss.outputNames(List.of(getLabelCol()));
            return Attributes.predicted(super.transformSchema(schema), getPredictionCol(), outputs);
        }
        for (String label : getLabelCols()) {
            if (!List.of(schema.fieldNames()).contains(label)
                    || !(schema.apply(label).dataType() instanceof NumericType)) {
                throw new IllegalArgumentException("labelCols must name columns of numbers but has " + label);
            }
        }
        StructType with = validateAndTransformSchema(schema, false, SQLDataTypes.VectorType());
        return Attributes.predicted(with, getPredictionCol(), loss.outputNames(List.of(getLabelCols())));
    }

    @Override
    public MlpRegressionModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        if (!isDefined(labelCols())) {
            // Spark would convert floats to other doubles.
            return super.fit(dataset.withColumn(getLabelCol(), Fit.number(dataset, getLabelCol())));
        }
        MlpRegressionModel model = train(dataset);
        model.setParent(this);
        return copyValues(model, new ParamMap());
    }

    @Override
    public MlpRegressionModel train(Dataset<?> dataset) {
        boolean several = isDefined(labelCols());
        return ParamKeys.inParams(several ? "labelCols" : "labelCol", () -> {
            List<String> labels = several ? List.of(getLabelCols()) : List.of(getLabelCol());
            RunPlan plan = Settings.plan(this, labels);
            Loss loss = plan.training().loss().value();
            if (loss.task().hasClasses() && labels.size() == 1) {
                throw new IllegalArgumentException(
                        "loss must be of numbers, such as mse, for a single label column but is " + getLoss()
                                + "; use MlpClassifier");
            }
            Fit.Fitted fitted =
                    new Fit(plan, Optional.empty(), List.of()).on(dataset, Fit.Sides.of(this, getFeaturesCol()));
            return new MlpRegressionModel(uid, fitted.model(), fitted.summary());
        });
    }

    public static MLReader<MlpRegressor> read() {
        return SparkInternals.reader();
    }

    public static MlpRegressor load(String path) {
        return read().load(path);
    }
}
