package dev.lockstep.estimator;

import dev.lockstep.estimator.scoring.AboutModel;
import dev.lockstep.estimator.scoring.NumberPrediction;
import dev.lockstep.estimator.scoring.ScoredRows;
import dev.lockstep.estimator.scoring.ScoringPool;
import dev.lockstep.format.onnx.Numbers;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trained regressor: predicts a double, or a vector for several label columns or quantiles. Thread-safe.
 */
public final class MlpRegressionModel extends RegressionModel<Vector, MlpRegressionModel>
        implements MlpRegressorParams, MlpParams.OfModel, MLWritable {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(MlpRegressionModel.class);

    private final String uid;
    private final VectorNetwork vectors;
    private final ScoringPool pool;
    private final transient MlpTrainingSummary summary;

    /** Required by Spark Connect, which never calls it. */
    public MlpRegressionModel() {
        this(Uid.ofNoModel(), null, null);
    }

    /** @param summary or null */
    MlpRegressionModel(String uid, VectorNetwork vectors, MlpTrainingSummary summary) {
        this(Uid.handOver(uid), vectors, summary);
    }

    private MlpRegressionModel(Uid uid, VectorNetwork vectors, MlpTrainingSummary summary) {
        this.uid = uid.taken();
        this.vectors = vectors;
        this.pool = vectors.pool();
        this.summary = summary;
        ParamKeys.setDefaults(this);
        if (vectors.description().hasOffset()) {
            setDefault(offsetCol(), vectors.description().names().offset());
        }
    }

    /** The column of numbers to add to the outputs, of a model that was trained with one. */
    public MlpRegressionModel setOffsetCol(String column) {
        set(offsetCol(), column);
        return this;
    }

    @Override
    public String uid() {
        return uid == null ? Uid.pending() : uid;
    }

    @Override
    public int numFeatures() {
        return vectors.features();
    }

    /** The number of outputs. */
    public int numOutputs() {
        return vectors.network().outputs();
    }

    /** The network without its parameters, as JSON. */
    public String description() {
        return vectors.description().toJson();
    }

    /** The SHA-256 of the parameters: equal for equal weights. */
    public String weightsSha256() {
        return vectors.weightsSha256();
    }

    public boolean hasSummary() {
        return summary != null;
    }

    /** @throws IllegalStateException if the model was loaded, as summaries are not saved */
    public MlpTrainingSummary summary() {
        return MlpTrainingSummary.required(summary, this);
    }

    /** @throws UnsupportedOperationException if a prediction has several numbers */
    @Override
    public double predict(Vector features) {
        if (numOutputs() > 1) {
            throw new UnsupportedOperationException("a prediction has " + numOutputs() + " numbers; use predictVector");
        }
        return predictVector(features).apply(0);
    }

    /** One number per label column, or per quantile in ascending order; with an offset of 0. */
    public Vector predictVector(Vector features) {
        float[] predicted = pool.mean(getFeaturesCol(), features).predictions();
        return Vectors.dense(NumberPrediction.values(vectors.network(), predicted, 0));
    }

    /** The number of networks whose predictions are averaged. */
    public int numMembers() {
        return vectors.network().members();
    }

    public MlpRegressionModel setUncertaintyCol(String column) {
        set(uncertaintyCol(), column);
        return this;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        if (getDescribe()) {
            return AboutModel.SCHEMA;
        }
        offset().filter(column -> !List.of(schema.fieldNames()).contains(column))
                .ifPresent(column -> {
                    throw new IllegalArgumentException("offsetCol must name a column of the dataset but is " + column);
                });
        List<String> outputs = vectors.description().outputNames();
        return Attributes.uncertain(
                Attributes.predicted(super.transformSchema(schema), getPredictionCol(), numOutputs(), outputs),
                getUncertaintyCol(),
                numOutputs(),
                outputs);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        if (getDescribe()) {
            return AboutModel.of(dataset, vectors.saved(), hasSummary() ? summary.toJson() : null);
        }
        StructType schema = transformSchema(dataset.schema());
        NumberPrediction wanted = new NumberPrediction(
                !getPredictionCol().isEmpty(), !getUncertaintyCol().isEmpty());
        if (!wanted.prediction() && !wanted.uncertainty()) {
            LOG.warn("{}: transform() does nothing because no output columns were set.", uid);
            return dataset.toDF();
        }
        return ScoredRows.of(dataset, vectors.network(), vectors.inputs(), getFeaturesCol(), offset(), schema, wanted);
    }

    private Optional<String> offset() {
        return vectors.description().hasOffset() ? Optional.of(getOffsetCol()) : Optional.empty();
    }

    @Override
    public Dataset<Row> importance(Dataset<?> dataset) {
        String[] labels = isDefined(labelCols()) ? getLabelCols() : new String[] {getLabelCol()};
        return vectors.importance(dataset, this, getFeaturesCol(), List.of(labels), offset());
    }

    @Override
    public MlpRegressionModel copy(ParamMap extra) {
        MlpRegressionModel copy = copyValues(new MlpRegressionModel(uid, vectors, summary), extra);
        copy.setParent(parent());
        return copy;
    }

    @Override
    public MLWriter write() {
        return new ModelFiles.Writer(this, vectors, vectors::exported);
    }

    /** {@link #toOnnx(String, Numbers)} with doubles. */
    public void toOnnx(String path) throws IOException {
        toOnnx(path, Numbers.DOUBLE);
    }

    /**
     * Writes the network as an ONNX file, replacing one that Lockstep wrote. Its input is {@code features}, vectors;
     * its output is {@code variable}, one number per label column or quantile. The current params apply.
     *
     * @param path on any Hadoop file system
     * @throws IllegalStateException if the predictions of the file differ from those of the model; then nothing is
     *     written
     */
    public void toOnnx(String path, Numbers numbers) throws IOException {
        ModelFiles.writeOnnx(vectors.exported(), path, numbers);
    }

    public static MLReader<MlpRegressionModel> read() {
        return new ModelFiles.Reader<>(
                MlpRegressionModel.class, (uid, vectors) -> new MlpRegressionModel(uid, vectors, null));
    }

    public static MlpRegressionModel load(String path) {
        return read().load(path);
    }

    @Override
    public String toString() {
        return "MlpRegressionModel: uid=" + uid + ", numFeatures=" + numFeatures() + ", numOutputs=" + numOutputs();
    }
}
