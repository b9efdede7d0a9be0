package dev.lockstep.spark.engine;

import dev.lockstep.gradient.GradientSlices;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.math.SumTree;
import dev.lockstep.spark.shard.PartialSums;
import dev.lockstep.spark.shard.ShardedRows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Adds the partial sums of a step on the executors, for models and numbers of partitions that are too large for the
 * driver: every task cuts its sums into slices of the parameters, and each slice is added on one executor, in the order
 * of the same tree. The driver receives one sum instead of one per partition.
 */
final class SliceReduction {

    private SliceReduction() {}

    /** Returns one result with the sum of all partitions. */
    static Share<GradientSum> run(ShardedRows rows, ShardTask<GradientSum> task, Broadcast<float[]> parameters) {
        int slices = rows.partitionCount();
        SumTree tree = rows.tree();
        List<Tuple2<Integer, Share<GradientSum>>> totals = rows.partitions()
                .mapPartitionsToPair(partition -> cut(task.run(partition.next(), parameters.value()), slices))
                .partitionBy(new HashPartitioner(slices))
                .mapPartitionsToPair(shares -> total(tree, shares))
                .collect();
        return joined(totals, slices);
    }

    private static Iterator<Tuple2<Integer, Share<GradientSum>>> cut(Share<GradientSum> share, int slices) {
        List<Tuple2<Integer, Share<GradientSum>>> cut = new ArrayList<>(slices);
        for (int slice = 0; slice < slices; slice++) {
            cut.add(new Tuple2<>(slice, share.isRefused() ? share : slice(share, slice, slices)));
        }
        return cut.iterator();
    }

    private static Share<GradientSum> slice(Share<GradientSum> share, int slice, int slices) {
        List<PartialSums.Partial<GradientSum>> partials = share.sums().list();
        PartialSums<GradientSum> sums = new PartialSums<>(partials.size());
        for (int i = 0; i < partials.size(); i++) {
            GradientSum sum = partials.get(i).sum();
            sums.set(i, partials.get(i).node(), sum == null ? null : GradientSlices.of(sum, slice, slices));
        }
        return Share.of(sums, share.computeNanos());
    }

    /** The total of one slice, or a refusal if there is one. */
    private static Iterator<Tuple2<Integer, Share<GradientSum>>> total(
            SumTree tree, Iterator<Tuple2<Integer, Share<GradientSum>>> shares) {
        List<PartialSums<GradientSum>> partials = new ArrayList<>();
        long computeNanos = 0;
        int slice = 0;
        while (shares.hasNext()) {
            Tuple2<Integer, Share<GradientSum>> next = shares.next();
            slice = next._1();
            if (next._2().isRefused()) {
                return Collections.singleton(next).iterator();
            }
            computeNanos = Math.max(computeNanos, next._2().computeNanos());
            partials.add(next._2().sums());
        }
        PartialSums<GradientSum> sums = new PartialSums<>(1);
        sums.set(0, tree.root(), PartialSums.total(tree, partials, GradientSum::merge));
        return Collections.singleton(new Tuple2<>(slice, Share.of(sums, computeNanos)))
                .iterator();
    }

    private static Share<GradientSum> joined(List<Tuple2<Integer, Share<GradientSum>>> totals, int slices) {
        GradientSum[] sums = new GradientSum[slices];
        long computeNanos = 0;
        SumTree.Node root = null;
        for (Tuple2<Integer, Share<GradientSum>> total : totals) {
            PartialSums.Partial<GradientSum> partial = total._2().sums().list().get(0);
            root = partial.node();
            sums[total._1()] = partial.sum();
            computeNanos = Math.max(computeNanos, total._2().computeNanos());
        }
        PartialSums<GradientSum> joined = new PartialSums<>(1);
        joined.set(0, root, GradientSlices.joined(sums));
        return Share.of(joined, computeNanos);
    }
}
