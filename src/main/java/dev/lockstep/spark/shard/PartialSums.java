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
