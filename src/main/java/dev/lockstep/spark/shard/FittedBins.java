package dev.lockstep.spark.shard;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.DataException;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.Labels;
import dev.lockstep.data.column.Bins;
import dev.lockstep.data.column.ColumnCounts;
import dev.lockstep.data.column.RankSearch;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.spark.ingest.ParsedRows;
import dev.lockstep.spark.ingest.row.Columns;
import dev.lockstep.spark.ingest.row.FeatureReader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;

/**
 * Bins between exact quantiles of the training rows. A value held by more than n/T of n rows is heavy. The edges are the
 * minimum, the maximum, the h heavy values and, of the n′ other rows, the values of rank ⌈i·n′/q⌉, i = 1 … q − 1, with q
 * = T − h, at least 1. Without heavy values as edges, a column that is mostly 0 would have two bins.
 *
 * @param most T, the most bins
 * @param names of the features
 */
record FittedBins(OrderStatistics rows, int most, List<String> names) {

    /** The encoding of training rows, with bins if the plan wants them. */
    static InputEncoding encoding(RowPlan data, ParsedRows parsed, JavaRDD<byte[]> rows) {
        FeatureReader features = parsed.meaning().features();
        if (data.encode().isEmpty()) {
            return features.encoding();
        }
        boolean[] binned = new boolean[features.width()];
        int at = 0;
        for (Columns.Feature feature : features.features()) {
            Arrays.fill(binned, at, at += feature.width(), feature.binned());
        }
        OrderStatistics statistics =
                new OrderStatistics(rows, features.width(), parsed.meaning().targetWidth());
        return new FittedBins(statistics, data.encode().get().bins(), features.names())
                .addTo(features.encoding(), binned);
    }

    /** @param binned says which features to encode */
    private InputEncoding addTo(InputEncoding encoding, boolean[] binned) {
        ColumnCounts counts = rows.counts();
        long[][] ranks = new long[binned.length][];
        Arrays.setAll(ranks, i -> binned[i] && counts.known(i) > 0 ? everyHeavy(counts.known(i)) : new long[0]);
        RankSearch[] every = rows.at(ranks);
        Heavy[] heavy = new Heavy[binned.length];
        for (int i = 0; i < binned.length; i++) {
            heavy[i] = Heavy.of(every[i], counts.known(i), most);
            ranks[i] = ranks[i].length == 0 ? ranks[i] : heavy[i].ranksOfOthers(counts.known(i), most);
        }
        RankSearch[] others = rows.at(ranks);
        Bins[] bins = new Bins[binned.length];
        for (int i = 0; i < binned.length; i++) {
            if (every[i].count() > 0) {
                requireFinite(counts, i);
                bins[i] = bins(every[i], heavy[i], others[i], counts, i);
            }
        }
        InputEncoding fitted = encoding.withBins(bins);
        if (fitted.inputs() == 0) {
            throw new DataException(
                    key("data.encode") + ": the network has no inputs, because all columns are constant");
        }
        return fitted;
    }

    /** Ranks so close that every heavy value has one of them, with the first and the last. */
    private long[] everyHeavy(long known) {
        long step = known / most + 1;
        LongStream inner = LongStream.rangeClosed(1, known / step).map(i -> i * step);
        return LongStream.concat(LongStream.concat(LongStream.of(1), inner), LongStream.of(known))
                .toArray();
    }

    private static Bins bins(RankSearch every, Heavy heavy, RankSearch others, ColumnCounts counts, int column) {
        int last = every.count() - 1;
        double[] edges = DoubleStream.concat(
                        DoubleStream.concat(
                                DoubleStream.of(every.value(0), every.value(last)), Arrays.stream(heavy.values())),
                        IntStream.range(0, others.count()).mapToDouble(others::value))
                .sorted()
                .distinct()
                .toArray();
        boolean two = edges.length == 2 && every.equal(0) + every.equal(last) == counts.known(column);
        return new Bins(edges, edges.length > 1 && !two, counts.missing(column) > 0);
    }

    private void requireFinite(ColumnCounts counts, int column) {
        if (counts.maximum(column) - counts.minimum(column) == Double.POSITIVE_INFINITY) {
            throw new DataException(key("data.train") + ": column " + names.get(column) + " has values from "
                    + Labels.text(counts.minimum(column)) + " to " + Labels.text(counts.maximum(column))
                    + ", too far apart for " + key("data.encode"));
        }
    }

    /**
     * The heavy values of a column, ascending.
     *
     * @param below how many values are smaller
     * @param equal how many rows hold each
     */
    private record Heavy(double[] values, long[] below, long[] equal) {

        static Heavy of(RankSearch every, long known, int most) {
            int[] places = IntStream.range(0, every.count())
                    .filter(i -> every.equal(i) * most > known)
                    .filter(i -> i == 0 || every.value(i) != every.value(i - 1))
                    .toArray();
            return new Heavy(
                    Arrays.stream(places).mapToDouble(every::value).toArray(),
                    Arrays.stream(places).mapToLong(every::below).toArray(),
                    Arrays.stream(places).mapToLong(every::equal).toArray());
        }

        /** The ranks, among all values, of the quantiles of the values that are not heavy. */
        long[] ranksOfOthers(long known, int most) {
            long light = known - LongStream.of(equal).sum();
            int parts = Math.max(1, most - values.length);
            long[] ranks = new long[light == 0 ? 0 : parts - 1];
            Arrays.setAll(ranks, i -> rankAmongAll(RankSearch.rank(i + 1, parts, light)));
            return ranks;
        }

        private long rankAmongAll(long rank) {
            long heavy = 0;
            for (int i = 0; i < values.length && rank > below[i] - heavy; i++) {
                heavy += equal[i];
            }
            return rank + heavy;
        }
    }
}
