package dev.lockstep.estimator;

import dev.lockstep.estimator.scoring.AboutModel;
import dev.lockstep.estimator.scoring.ClassPrediction;
import dev.lockstep.estimator.scoring.ScoredRows;
import dev.lockstep.estimator.scoring.ScoringPool;
import dev.lockstep.format.onnx.Exported;
import dev.lockstep.format.onnx.Numbers;
import dev.lockstep.scoring.TrainedNetwork;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A trained classifier. Thread-safe. */
public final class MlpClassificationModel extends ProbabilisticClassificationModel<Vector, MlpClassificationModel>
        implements MlpClassifierParams, MlpParams.OfModel, MLWritable {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(MlpClassificationModel.class);

    private final String uid;
    private final VectorNetwork vectors;
    private final ScoringPool pool;
    private final transient MlpTrainingSummary summary;

    /** Required by Spark Connect, which never calls it. */
    public MlpClassificationModel() {
        this(Uid.ofNoModel(), null, null);
    }

    /** @param summary or null */
    MlpClassificationModel(String uid, VectorNetwork vectors, MlpTrainingSummary summary) {
        this(Uid.handOver(uid), vectors, summary);
    }

    private MlpClassificationModel(Uid uid, VectorNetwork vectors, MlpTrainingSummary summary) {
        this.uid = uid.taken();
        this.vectors = vectors;
        this.pool = vectors.pool();
        this.summary = summary;
        ParamKeys.setDefaults(this);
    }

    /** Converts a model of Spark MLlib, in floats. */
    public static MlpClassificationModel from(MultilayerPerceptronClassificationModel model) {
        MlpClassificationModel same = new MlpClassificationModel(
                Identifiable.randomUID("mlpClassifier"), VectorNetwork.of(MllibNetwork.of(model)), null);
        MllibNetwork.copyParams(model, same);
        return same;
    }

    /** @throws IllegalStateException if MLlib has no such network, but only sigmoid layers without standardization */
    public MultilayerPerceptronClassificationModel toMllib() {
        return copyValues(MllibNetwork.toMllib(uid, vectors), new ParamMap());
    }

    @Override
    public String uid() {
        return uid == null ? Uid.pending() : uid;
    }

    @Override
    public int numFeatures() {
        return vectors.features();
    }

    @Override
    public int numClasses() {
        return vectors.network().classes();
    }

    /** The network without its parameters. */
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

    @Override
    public Vector predictRaw(Vector features) {
        return ClassPrediction.raw(
                pool.mean(getFeaturesCol(), features).raw(),
                0,
                vectors.network().outputs());
    }

    @Override
    public Vector predictProbability(Vector features) {
        return Vectors.dense(ClassPrediction.probability(vectors.network(), pool.mean(getFeaturesCol(), features)));
    }

    @Override
    public Vector raw2probabilityInPlace(Vector raw) {
        if (!(raw instanceof DenseVector dense)) {
            throw new IllegalArgumentException("the raw prediction must be a dense vector but is " + raw);
        }
        double[] probability = ClassPrediction.probability(vectors.network(), raw);
        System.arraycopy(probability, 0, dense.values(), 0, probability.length);
        return dense;
    }

    @Override
    public double raw2prediction(Vector raw) {
        return new ClassPrediction(ClassPrediction.Columns.ALL, thresholdsOrNull()).prediction(vectors.network(), raw);
    }

    private double[] thresholdsOrNull() {
        return isDefined(thresholds()) ? Valid.onePerClass("thresholds", getThresholds(), numClasses()) : null;
    }

    /** The number of networks whose probabilities are averaged. */
    public int numMembers() {
        return vectors.network().members();
    }

    public MlpClassificationModel setUncertaintyCol(String column) {
        set(uncertaintyCol(), column);
        return this;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        if (getDescribe()) {
            return AboutModel.SCHEMA;
        }
        return Attributes.uncertain(super.transformSchema(schema), getUncertaintyCol(), 1, List.of());
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        if (getDescribe()) {
            return AboutModel.of(dataset, vectors.saved(), hasSummary() ? summary.toJson() : null);
        }
        StructType all = transformSchema(dataset.schema());
        TrainedNetwork network = vectors.network();
        StructType schema = dataset.schema();
        for (String column :
                new String[] {getRawPredictionCol(), getProbabilityCol(), getPredictionCol(), getUncertaintyCol()}) {
            schema = column.isEmpty() ? schema : schema.add(all.apply(column));
        }
        if (schema.size() == dataset.schema().size()) {
            LOG.warn("{}: transform() does nothing because no output columns were set.", uid);
            return dataset.toDF();
        }
        ClassPrediction.Columns wanted = new ClassPrediction.Columns(
                !getRawPredictionCol().isEmpty(),
                !getProbabilityCol().isEmpty(),
                !getPredictionCol().isEmpty(),
                !getUncertaintyCol().isEmpty());
        return ScoredRows.of(
                dataset,
                network,
                vectors.inputs(),
                getFeaturesCol(),
                schema,
                new ClassPrediction(wanted, thresholdsOrNull()));
    }

    @Override
    public Dataset<Row> importance(Dataset<?> dataset) {
        return vectors.importance(dataset, this, getFeaturesCol(), List.of(getLabelCol()), Optional.empty());
    }

    @Override
    public MlpClassificationModel copy(ParamMap extra) {
        MlpClassificationModel copy = copyValues(new MlpClassificationModel(uid, vectors, summary), extra);
        copy.setParent(parent());
        return copy;
    }

    /** The generic result type differs in each Scala superclass. */
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public scala.Tuple3 findSummaryModel() {
        return super.findSummaryModel();
    }

    @Override
    public MLWriter write() {
        return new ModelFiles.Writer(this, vectors, this::exported);
    }

    /** With doubles. */
    public void toOnnx(String path) throws IOException {
        toOnnx(path, Numbers.DOUBLE);
    }

    /**
     * Writes the network as an ONNX file, replacing one that Lockstep wrote. Its input is {@code features}, vectors;
     * its outputs are {@code label} and {@code probabilities}, or {@code scores} if the loss gives no probabilities.
     * The current params apply.
     *
     * @param path on any Hadoop file system
     * @throws IllegalStateException if the predictions of the file differ from those of the model; then nothing is
     *     written
     */
    public void toOnnx(String path, Numbers numbers) throws IOException {
        ModelFiles.writeOnnx(exported(), path, numbers);
    }

    private Exported exported() {
        Exported what = vectors.exported();
        double[] thresholds = thresholdsOrNull();
        return thresholds == null ? what : what.withThresholds(thresholds);
    }

    public static MLReader<MlpClassificationModel> read() {
        return new ModelFiles.Reader<>(
                MlpClassificationModel.class, (uid, vectors) -> new MlpClassificationModel(uid, vectors, null));
    }

    public static MlpClassificationModel load(String path) {
        return read().load(path);
    }

    @Override
    public String toString() {
        return "MlpClassificationModel: uid=" + uid + ", numClasses=" + numClasses() + ", numFeatures=" + numFeatures();
    }
}
