package dev.lockstep.spark.shard;

import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.column.ColumnCounts;
import dev.lockstep.data.column.Curve;
import dev.lockstep.data.column.RankSearch;
import dev.lockstep.math.NormalQuantile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Scalings by exact quantiles of the training rows. The quantile of a share p of n values is the one of rank ⌈p·n⌉.
 *
 * @param encoding says which features are numbers
 */
record QuantileScaling(OrderStatistics rows, InputEncoding encoding) {

    private static final double SOFT_LIMIT = 3;
    private static final int MOST_KNOTS = 1000;
    private static final double MOST_SCORE = 5;
    private static final int QUARTERS = 4;

    /** z/√(1 + (z/3)²) of z = (x − median)/(q75 − q25), or where that is 0, /((maximum − minimum)/2). */
    Scaling robust() {
        ColumnCounts counts = rows.counts();
        RankSearch[] quarters = rows.at(ranks(counts, known -> new long[] {
            RankSearch.rank(1, QUARTERS, known),
            RankSearch.rank(2, QUARTERS, known),
            RankSearch.rank(3, QUARTERS, known)
        }));
        Scaling scaling = Scaling.none(encoding.features());
        double[] limits = new double[encoding.features()];
        Arrays.fill(limits, Double.POSITIVE_INFINITY);
        for (int i = 0; i < limits.length; i++) {
            if (quarters[i].count() > 0) {
                double range = counts.maximum(i) - counts.minimum(i);
                double quartiles = quarters[i].value(2) - quarters[i].value(0);
                scaling.mean()[i] = quarters[i].value(1);
                scaling.scale()[i] = quartiles != 0 ? quartiles : range == 0 ? 1 : range / 2;
                limits[i] = SOFT_LIMIT;
            }
        }
        return new Scaling(scaling.mean(), scaling.scale(), Curve.limits(limits));
    }

    /**
     * Normal scores: of up to {@value #MOST_KNOTS} values at evenly spaced ranks, the normal quantile of the share of
     * smaller values and half of the equal ones, in ±5; interpolated between them.
     */
    Scaling quantile() {
        ColumnCounts counts = rows.counts();
        RankSearch[] found = rows.at(ranks(counts, QuantileScaling::spread));
        Scaling scaling = Scaling.none(encoding.features());
        List<Double> knots = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            for (int place = 0; place < found[i].count(); place++) {
                double value = found[i].value(place);
                if (place == 0 || value != found[i].value(place - 1)) {
                    double share = (found[i].below(place) + found[i].equal(place) / 2.0) / counts.known(i);
                    double score = NormalQuantile.of(share);
                    knots.addAll(List.of((double) i, value, Math.max(-MOST_SCORE, Math.min(MOST_SCORE, score))));
                }
            }
            // So that a column whose range overflows is refused as with other scalings.
            double range = counts.maximum(i) - counts.minimum(i);
            scaling.scale()[i] = encoding.isNumber(i) && range == Double.POSITIVE_INFINITY ? range : 1;
        }
        return new Scaling(
                scaling.mean(),
                scaling.scale(),
                Curve.knots(knots.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    private long[][] ranks(ColumnCounts counts, LongFunction<long[]> ofKnown) {
        long[][] ranks = new long[encoding.features()][];
        Arrays.setAll(
                ranks, i -> encoding.isNumber(i) && counts.known(i) > 0 ? ofKnown.apply(counts.known(i)) : new long[0]);
        return ranks;
    }

    /** Ranks from the first to the last, evenly spaced. */
    private static long[] spread(long known) {
        long[] ranks = new long[(int) Math.min(MOST_KNOTS, known)];
        Arrays.setAll(ranks, i -> ranks.length == 1 ? 1 : 1 + i * (known - 1) / (ranks.length - 1));
        return ranks;
    }
}
