package dev.lockstep.diagnostics;

import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.training.ShardEvaluation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is counted over all rows for {@code diagnostics.json}: sums of each {@link Part}, one part after the other. Where the
 * bins of a part depend on the rows, they come from sampled rows.
 */
public final class Diagnosis implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int MOST_POINTS = 1000;

    private final ShardEvaluation evaluation;
    private final List<Part> parts;
    /** Of sampled rows, by label: pairs of a true and a predicted number. */
    private final transient List<List<double[]>> points;

    private final transient List<String> labels;

    private Diagnosis(ShardEvaluation evaluation, List<Part> parts, List<List<double[]>> points, List<String> labels) {
        this.evaluation = evaluation;
        this.parts = parts;
        this.points = points;
        this.labels = labels;
    }

    /**
     * The names of what a network reads and predicts.
     *
     * @param features one per feature
     * @param labels columns
     */
    public record Names(List<String> features, List<String> labels, List<String> classes) {}

    /**
     * Prepares the sums.
     *
     * @param labels the scaling of labels
     * @param sample some of the rows
     */
    public static Diagnosis of(
            ShardEvaluation evaluation,
            Scaling labels,
            InputEncoding encoding,
            Names names,
            BlockReader reader,
            float[] parameters,
            Shard sample) {
        Outcomes outcomes = new Outcomes(evaluation.loss(), evaluation.network().outputs(), labels);
        Sampled sampled = new Sampled(outcomes, sample.rows());
        forEachRow(evaluation, reader, parameters, sample, sampled::add);
        List<Part> parts = new ArrayList<>();
        if (outcomes.areNumbers()) {
            parts.add(Residuals.of(outcomes, names.labels(), sampled.differences));
        } else {
            parts.add(new ScoreCurves(outcomes, names.classes()));
            parts.add(new Calibration(outcomes));
            parts.add(new Confusion(outcomes, names.classes()));
        }
        parts.add(ErrorByScore.of(outcomes, sampled.scores));
        parts.add(new ErrorByCategory(outcomes, encoding, names.features()));
        return new Diagnosis(evaluation, parts, sampled.points, names.labels());
    }

    /** What sampled rows say. */
    private static final class Sampled {

        private final Outcomes outcomes;
        private final double[] scores;
        private final double[][] differences;
        private final List<List<double[]>> points = new ArrayList<>();
        private int count;

        Sampled(Outcomes outcomes, int rows) {
            this.outcomes = outcomes;
            this.scores = new double[rows];
            int numbers = outcomes.areNumbers() ? Math.min(Residuals.MOST_LABELS, outcomes.labelCount()) : 0;
            this.differences = new double[numbers][rows];
            for (int i = 0; i < numbers; i++) {
                points.add(new ArrayList<>());
            }
        }

        void add(PredictedRow row) {
            scores[count] = outcomes.score(row);
            for (int label = 0; label < differences.length; label++) {
                double number = outcomes.number(row, label);
                double truth = outcomes.trueNumber(row, label);
                differences[label][count] = number - truth;
                if (count < MOST_POINTS) {
                    points.get(label).add(new double[] {(float) truth, (float) number});
                }
            }
            count++;
        }
    }

    /** The sums over a shard. */
    public double[] of(BlockReader reader, float[] parameters, Shard shard) {
        double[] sums = new double[parts.stream().mapToInt(Part::size).sum()];
        forEachRow(evaluation, reader, parameters, shard, row -> {
            int at = 0;
            for (Part part : parts) {
                part.add(row, sums, at);
                at += part.size();
            }
        });
        return sums;
    }

    private static void forEachRow(
            ShardEvaluation evaluation,
            BlockReader reader,
            float[] parameters,
            Shard shard,
            Consumer<PredictedRow> to) {
        evaluation.forEachBlock(reader, parameters, shard, (first, examples, predictions, lossSum) -> {
            PredictedRow row = new PredictedRow(shard, first, examples, predictions);
            while (row.next()) {
                to.accept(row);
            }
        });
    }

    /** Adds the right sums to the left ones. */
    public static double[] add(double[] left, double[] right) {
        for (int i = 0; i < left.length; i++) {
            left[i] += right[i];
        }
        return left;
    }

    /** The sums over all rows, for JSON. */
    public Map<String, Object> described(double[] sums) {
        Map<String, Object> described = new LinkedHashMap<>();
        int at = 0;
        for (Part part : parts) {
            if (part.size() > 0) {
                described.put(part.name(), part.described(sums, at));
            }
            at += part.size();
        }
        if (!points.isEmpty()) {
            List<Map<String, Object>> predicted = new ArrayList<>();
            for (int i = 0; i < points.size(); i++) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("label", labels.get(i));
                one.put("points", points.get(i));
                predicted.add(one);
            }
            described.put("predicted", predicted);
        }
        return described;
    }
}
