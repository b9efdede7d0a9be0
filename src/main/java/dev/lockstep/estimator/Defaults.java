package dev.lockstep.estimator;

/** The defaults of params, which are those of a plan. */
final class Defaults {

    private Defaults() {}

    static void set(MlpClassifierParams params) {
        setShared(params);
        params.setDefault(params.loss(), "cross_entropy");
        params.setDefault(params.classWeights(), "none");
    }

    static void set(MlpRegressorParams params) {
        setShared(params);
        params.setDefault(params.loss(), "mse");
        params.setDefault(params.outputActivation(), "identity");
        params.setDefault(params.scaleLabel(), "none");
    }

    private static void setShared(MlpParams params) {
        params.setDefault(params.hiddenLayers(), new int[0]);
        params.setDefault(params.activation(), new String[] {"relu"});
        params.setDefault(params.dropout(), new double[] {0});
        params.setDefault(params.l1(), 0.0);
        params.setDefault(params.l2(), 0.0);
        params.setDefault(params.optimizer(), "adam");
        params.setDefault(params.learningRate(), 0.001);
        params.setDefault(params.schedule(), "constant");
        params.setDefault(params.seed(), 0L);
        params.setDefault(params.epochs(), 30);
        params.setDefault(params.batchSize(), 128L);
        params.setDefault(params.shards(), 8);
        params.setDefault(params.engine(), "auto");
        params.setDefault(params.residentTimeout(), 30.0);
        params.setDefault(params.earlyStopping(), "none");
        params.setDefault(params.blas(), "auto");
        params.setDefault(params.standardization(), true);
        params.setDefault(params.storage(), "auto");
    }
}
