package dev.lockstep.benchmark.peers;

import dev.lockstep.benchmark.measurement.Workload;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.BLAS$;
import org.apache.spark.sql.SparkSession;

/** Spark's own classifier on a workload's tables: the same layers, but its sigmoid, and L-BFGS over all rows. */
public record Mllib(SparkSession session, Workload workload) {

    /**
     * What a fit took.
     *
     * @param evaluations of loss and gradient over all rows
     * @param seconds for all of them
     */
    public record Fit(MultilayerPerceptronClassificationModel model, int evaluations, double seconds) {

        /** Rows × gradient evaluations a second. */
        public double rowsPerSecond(int rows) {
            return rows * (double) evaluations / seconds;
        }
    }

    public Fit fit(int iterations) {
        EvaluationCount count = new EvaluationCount();
        JavaSparkContext context = new JavaSparkContext(session.sparkContext());
        context.sc().addSparkListener(count);
        try {
            MultilayerPerceptronClassificationModel model = new MultilayerPerceptronClassifier()
                    .setLayers(workload.units().stream()
                            .mapToInt(Integer::intValue)
                            .toArray())
                    .setMaxIter(iterations)
                    .setSeed(0)
                    .fit(session.table("train"));
            context.sc().setJobDescription(EvaluationCount.LAST);
            session.range(1).count();
            count.await();
            // The first evaluation's own time is not known: it counts as long as the others.
            double seconds = count.secondsAfterFirst() * count.count() / (count.count() - 1);
            return new Fit(model, count.count(), seconds);
        } finally {
            context.sc().setJobDescription(null);
            context.sc().removeSparkListener(count);
        }
    }

    /** The share of the test rows that a model gets right. */
    public double accuracy(MultilayerPerceptronClassificationModel model) {
        return new MulticlassClassificationEvaluator()
                .setMetricName("accuracy")
                .evaluate(model.transform(session.table("test")));
    }

    /** The class that computes its matrix products. */
    static String blas() {
        return BLAS$.MODULE$.nativeBLAS().getClass().getSimpleName();
    }
}
