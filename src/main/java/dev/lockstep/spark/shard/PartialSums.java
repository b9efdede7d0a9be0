package dev.lockstep.spark.shard;

import dev.lockstep.math.SumTree;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The result of a partition: the sums of the largest complete subtrees of its shards. */
@SuppressWarnings("UnusedTypeParameter") // An array of T cannot be created; the type documents its elements.
public final class PartialSums<T> implements Serializable {

    private static final long serialVersionUID = 1;

    private final int[] levels;
    private final int[] indexes;
    private final Object[] sums;

    /** @param size number of sums, to be set by {@link #set} */
    public PartialSums(int size) {
        levels = new int[size];
        indexes = new int[size];
        sums = new Object[size];
    }

    /**
     * Adds the leaves {@code [from, to)}, requesting each once, in order.
     *
     * @param leaf the sum of one shard, or null if it has no rows in this step
     */
    public static <T> PartialSums<T> of(SumTree tree, int from, int to, IntFunction<T> leaf, BinaryOperator<T> add) {
        List<SumTree.Node> cover = tree.cover(from, to);
        PartialSums<T> partial = new PartialSums<>(cover.size());
        for (int i = 0; i < cover.size(); i++) {
            SumTree.Node root = cover.get(i);
            partial.set(i, root, tree.sum(root, node -> node.level() == 0 ? leaf.apply(node.index()) : null, add));
        }
        return partial;
    }

    /** One of the sums, null if it is absent, and its place in the tree. */
    public record Partial<T>(SumTree.Node node, T sum) {}

    public void set(int place, SumTree.Node node, T sum) {
        levels[place] = node.level();
        indexes[place] = node.index();
        sums[place] = sum;
    }

    @SuppressWarnings("unchecked")
    public List<Partial<T>> list() {
        List<Partial<T>> list = new ArrayList<>(sums.length);
        for (int i = 0; i < sums.length; i++) {
            list.add(new Partial<>(new SumTree.Node(levels[i], indexes[i]), (T) sums[i]));
        }
        return list;
    }

    /** The same places with other values, in order; absent ones stay absent. */
    public <U> PartialSums<U> map(Function<T, U> function) {
        PartialSums<U> mapped = new PartialSums<>(sums.length);
        List<Partial<T>> list = list();
        for (int i = 0; i < list.size(); i++) {
            T sum = list.get(i).sum();
            mapped.set(i, list.get(i).node(), sum == null ? null : function.apply(sum));
        }
        return mapped;
    }

    /** Several results of the same places as one, to be {@link #split} again; the only one itself. */
    public static <T> PartialSums<T> joined(List<PartialSums<T>> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int size = parts.get(0).sums.length;
        PartialSums<T> joined = new PartialSums<>(parts.size() * size);
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).copyTo(joined, 0, i * size, size);
        }
        return joined;
    }

    /** One of the results that were joined, from 0. */
    public PartialSums<T> split(int part, int parts) {
        if (parts == 1) {
            return this;
        }
        int size = sums.length / parts;
        PartialSums<T> split = new PartialSums<>(size);
        copyTo(split, part * size, 0, size);
        return split;
    }

    private void copyTo(PartialSums<T> to, int from, int at, int count) {
        System.arraycopy(levels, from, to.levels, at, count);
        System.arraycopy(indexes, from, to.indexes, at, count);
        System.arraycopy(sums, from, to.sums, at, count);
    }

    /** Completes the tree; null if all sums are absent. */
    public static <T> T total(SumTree tree, List<PartialSums<T>> partials, BinaryOperator<T> add) {
        Map<SumTree.Node, T> known = new HashMap<>();
        for (PartialSums<T> partial : partials) {
            for (Partial<T> one : partial.list()) {
                known.put(one.node(), one.sum());
            }
        }
        return tree.sum(tree.root(), known::get, add);
    }
}
