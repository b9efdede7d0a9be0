package dev.lockstep.connect;

import dev.lockstep.estimator.MlpClassificationModel;
import dev.lockstep.estimator.MlpClassifier;
import dev.lockstep.spark.internals.MllibPerceptron;
import java.util.Arrays;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MLlib's classifier, trained by Lockstep: the params and the model are MLlib's, so that programs and saved files of
 * MLlib stay as they are. {@code tol} is not used: training takes {@code maxIter} iterations, or fewer if L-BFGS makes no
 * more progress. {@code blockSize} changes nothing, as Lockstep's sums do not depend on it.
 */
public final class LockstepPerceptron extends MultilayerPerceptronClassifier {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(LockstepPerceptron.class);

    public LockstepPerceptron() {
        this(Identifiable.randomUID("mlpc"));
    }

    public LockstepPerceptron(String uid) {
        super(uid);
    }

    @Override
    public MultilayerPerceptronClassificationModel train(Dataset<?> dataset) {
        if (isDefined(initialWeights())) {
            throw new IllegalArgumentException(
                    "initialWeights must not be set if Lockstep trains; MlpClassifier has initializeFrom");
        }
        if (isSet(tol())) {
            LOG.warn("tol is not used by Lockstep; training takes at most maxIter iterations");
        }
        requireInputs(dataset);
        MlpClassificationModel trained = classifier().fit(dataset);
        MultilayerPerceptronClassificationModel model = copyValues(trained.toMllib(), new ParamMap());
        double[] losses = trained.summary().history().stream()
                .mapToDouble(epoch -> epoch.trainLoss())
                .toArray();
        return MllibPerceptron.withSummary(model, dataset, getLabelCol(), losses);
    }

    private MlpClassifier classifier() {
        int[] layers = getLayers();
        boolean lbfgs = getSolver().equals("l-bfgs");
        MlpClassifier classifier = new MlpClassifier(uid())
                .setHiddenLayers(Arrays.copyOfRange(layers, 1, layers.length - 1))
                .setActivation("sigmoid")
                .setStandardization(false)
                .setNumClasses(layers[layers.length - 1])
                .setOptimizer(lbfgs ? "lbfgs" : "sgd")
                .setBatchSize(MlpClassifier.FULL_BATCH)
                .setEpochs(getMaxIter())
                .setSeed(getSeed());
        if (!lbfgs) {
            classifier.setLearningRate(getStepSize());
        }
        classifier.setFeaturesCol(getFeaturesCol());
        return classifier.setLabelCol(getLabelCol());
    }

    private void requireInputs(Dataset<?> dataset) {
        for (Row row : dataset.select(getFeaturesCol()).takeAsList(1)) {
            int inputs = ((Vector) row.get(0)).size();
            if (getLayers()[0] != inputs) {
                throw new IllegalArgumentException("layers must begin with " + inputs + ", the size of the vectors in "
                        + getFeaturesCol() + ", but begins with " + getLayers()[0]);
            }
        }
    }

    @Override
    public MultilayerPerceptronClassifier copy(ParamMap extra) {
        return copyValues(new LockstepPerceptron(uid()), extra);
    }

    /** As MLlib's own class, which every Spark can read. */
    @Override
    public MLWriter write() {
        return copyValues(new MultilayerPerceptronClassifier(uid()), new ParamMap())
                .write();
    }
}
