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
     * @param sorted the training rows in canonical order
     * @throws DataException if a column cannot be scaled or has no mean
     */
    static FittedScaling of(
            RowPlan data, ParsedRows parsed, JavaRDD<byte[]> sorted, CanonicalOrder order, boolean sparse) {
        InputEncoding encoding = parsed.meaning().features().encoding();
        int width = encoding.features();
        int targets = parsed.meaning().targetWidth();
        boolean impute = data.missing() == RowPlan.Missing.MEAN;
        if (data.scale() == RowPlan.Scale.NONE && data.scaleLabel() == RowPlan.Scale.NONE && !impute) {
            return new FittedScaling(encoding, Scaling.none(width), Scaling.none(targets));
        }
        Moments moments = ShardedRows.moments(sorted, order.layout(), width, targets, sparse);
        if (moments.weight() == 0) {
            throw new DataException(Loader.ONLY_WEIGHTLESS + "training");
        }
        List<String> names = parsed.meaning().features().names();
        return new FittedScaling(
                impute ? encoding.withSubstitutes(means(encoding, moments, names)) : encoding,
                scaling("data.scale", data.scale(), moments, 0, names),
                scaling("data.scaleLabel", data.scaleLabel(), moments, width, data.label()));
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
     */
    private static Scaling scaling(String of, RowPlan.Scale scale, Moments moments, int from, List<String> names) {
        int to = from + names.size();
        Scaling fitted =
                switch (scale) {
                    case NONE -> Scaling.none(names.size());
                    case STANDARD -> moments.standard(from, to);
                    case MINMAX -> moments.minmax(from, to);
                };
        for (int i = 0; i < names.size(); i++) {
            double divisor = fitted.scale()[i];
            if (!(divisor > 0) || !Double.isFinite(divisor) || !Double.isFinite(fitted.mean()[i])) {
                throw new DataException(key("data.train") + ": column " + names.get(i) + " has values from "
                        + Labels.text(moments.minimum(from + i)) + " to " + Labels.text(moments.maximum(from + i))
                        + ", too " + (divisor == 0 ? "close together" : "far apart") + " for "
                        + key(of + ": " + scale.name().toLowerCase(Locale.ROOT)));
            }
        }
        return fitted;
    }
}
