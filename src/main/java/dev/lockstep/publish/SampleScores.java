package dev.lockstep.publish;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.estimator.RunModel;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.published.VersionFolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The predictions of a written model, compared with those of the trained one. */
final class SampleScores {

    /** What is promised of predictions. */
    private static final double TOLERANCE = 1e-6;

    private SampleScores() {}

    /**
     * Loads a version as its users do.
     *
     * @throws EnvironmentException if its predictions differ from those of the run
     */
    static void requireEqual(SavedRun run, VersionFolder version, Dataset<Row> sample) {
        Dataset<Row> rows = sample.drop(Stream.of(
                        RunModel.PREDICTION,
                        RunModel.PROBABILITY,
                        RunModel.LABEL,
                        "rawPrediction",
                        "features",
                        "inputs")
                .filter(name -> !run.encoder().columns().contains(name))
                .toArray(String[]::new));
        List<double[]> expected = scores(RunModel.of(run.model(), run.encoder()), rows);
        List<double[]> found = scores(PipelineModel.load(version.model()), rows);
        boolean equal = expected.size() == found.size();
        for (int i = 0; equal && i < expected.size(); i++) {
            equal = areEqual(expected.get(i), found.get(i));
        }
        if (!equal) {
            throw new EnvironmentException("version " + version.name() + " must predict as the run in "
                    + run.files().folder() + " but does not: " + version.model()
                    + " was written or is read wrongly. Nothing was switched");
        }
    }

    private static List<double[]> scores(PipelineModel model, Dataset<Row> rows) {
        Dataset<Row> scored = model.transform(rows);
        String[] columns = Stream.of(RunModel.PREDICTION, RunModel.PROBABILITY)
                .filter(Arrays.asList(scored.columns())::contains)
                .toArray(String[]::new);
        List<double[]> scores = new ArrayList<>();
        for (Row row : scored.select(columns[0], Arrays.copyOfRange(columns, 1, columns.length))
                .collectAsList()) {
            scores.add(Stream.iterate(0, i -> i < columns.length, i -> i + 1)
                    .flatMapToDouble(i -> Arrays.stream(numbers(row.get(i))))
                    .toArray());
        }
        return scores;
    }

    private static double[] numbers(Object score) {
        return score instanceof Vector vector ? vector.toArray() : new double[] {((Number) score).doubleValue()};
    }

    private static boolean areEqual(double[] expected, double[] found) {
        if (expected.length != found.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            double most = TOLERANCE * Math.max(1, Math.abs(expected[i]));
            if (Double.compare(expected[i], found[i]) != 0 && !(Math.abs(expected[i] - found[i]) <= most)) {
                return false;
            }
        }
        return true;
    }
}
