package dev.lockstep.spark.shard;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.DataException;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.Labels;
import dev.lockstep.data.Moments;
import dev.lockstep.data.Scaling;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.spark.ingest.ParsedRows;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.apache.spark.api.java.JavaRDD;

/**
 * The scaling and imputation learned from the training rows.
 *
 * @param encoding with the means for missing numbers, if the plan imputes
 * @param features the scaling of raw features
 */
record FittedScaling(InputEncoding encoding, Scaling features, Scaling labels) {

    /**
     * Computes the statistics of the training rows, if the plan needs any.
     *
     * @param encoding of the features, without imputation
     * @param split gives the training rows
     * @param sorted these in canonical order
     * @throws DataException if a column cannot be scaled or has no mean
     */
    static FittedScaling of(
            RowPlan data,
            ParsedRows parsed,
            InputEncoding encoding,
            Split split,
            JavaRDD<byte[]> sorted,
            CanonicalOrder order,
            boolean sparse) {
        int width = encoding.features();
        int targets = parsed.meaning().targetWidth();
        boolean impute = data.missing() == RowPlan.Missing.MEAN;
        Scaling unfitted = Scaling.dividing(width, data.divideBy().orElse(1.0));
        if (data.scale() == RowPlan.Scale.NONE && data.scaleLabel() == RowPlan.Scale.NONE && !impute) {
            return new FittedScaling(encoding, unfitted, Scaling.none(targets));
        }
        Moments moments = ShardedRows.moments(sorted, order.layout(), width, targets, sparse);
        if (moments.weight() == 0) {
            throw split.weightless(Split.TRAINING);
        }
        List<String> names = parsed.meaning().features().names();
        QuantileScaling quantiles =
                new QuantileScaling(new OrderStatistics(split.training(), width, targets), encoding);
        Scaling features =
                switch (data.scale()) {
                    case NONE -> unfitted;
                    case STANDARD -> moments.standard(0, width);
                    case MINMAX -> moments.minmax(0, width);
                    case ROBUST -> quantiles.robust();
                    case QUANTILE -> quantiles.quantile();
                };
        Scaling labels = data.scaleLabel() == RowPlan.Scale.NONE
                ? Scaling.none(targets)
                : moments.standard(width, width + targets);
        return new FittedScaling(
                impute ? encoding.withSubstitutes(means(encoding, moments, names)) : encoding,
                usable("data.scale", data.scale(), features, moments, 0, names, encoding::hasValue),
                usable("data.scaleLabel", data.scaleLabel(), labels, moments, width, data.label(), label -> true));
    }

    private static double[] means(InputEncoding encoding, Moments moments, List<String> names) {
        double[] means = new double[names.size()];
        for (int i = 0; i < means.length; i++) {
            means[i] = moments.mean(i);
            if (encoding.isNumber(i) && Double.isNaN(means[i])) {
                throw new DataException(
                        key("data.train") + ": column " + names.get(i) + " is missing in all rows, so it has no mean");
            }
        }
        return means;
    }

    /**
     * @param of the key that says how to scale
     * @param names of the columns from {@code from}
     * @param isUsed whether a column is scaled
     */
    private static Scaling usable(
            String of,
            RowPlan.Scale scale,
            Scaling fitted,
            Moments moments,
            int from,
            List<String> names,
            IntPredicate isUsed) {
        for (int i = 0; i < names.size(); i++) {
            double divisor = fitted.scale()[i];
            if (isUsed.test(i) && (!(divisor > 0) || !Double.isFinite(divisor) || !Double.isFinite(fitted.mean()[i]))) {
                throw new DataException(key("data.train") + ": column " + names.get(i) + " has values from "
                        + Labels.text(moments.minimum(from + i)) + " to " + Labels.text(moments.maximum(from + i))
                        + ", too " + (divisor == 0 ? "close together" : "far apart") + " for "
                        + key(of + ": " + scale.name().toLowerCase(Locale.ROOT)));
            }
        }
        return fitted;
    }
}
