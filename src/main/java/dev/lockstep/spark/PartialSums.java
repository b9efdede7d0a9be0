package dev.lockstep.spark;

import dev.lockstep.math.SumTree;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;

/** What a partition returns: the sums of the largest subtrees it holds. */
@SuppressWarnings("UnusedTypeParameter") // An array of T cannot be made; the type says what is in it.
final class PartialSums<T> implements Serializable {

    private static final long serialVersionUID = 1;

    private final int[] levels;
    private final int[] indexes;
    private final Object[] sums;

    private PartialSums(int size) {
        levels = new int[size];
        indexes = new int[size];
        sums = new Object[size];
    }

    /**
     * Adds up the leaves {@code [from, to)}, asking for each once, in order.
     *
     * @param leaf the sum of one shard, or null if it has nothing to add
     */
    static <T> PartialSums<T> of(SumTree tree, int from, int to, IntFunction<T> leaf, BinaryOperator<T> add) {
        List<SumTree.Node> cover = tree.cover(from, to);
        PartialSums<T> partial = new PartialSums<>(cover.size());
        for (int i = 0; i < cover.size(); i++) {
            partial.levels[i] = cover.get(i).level();
            partial.indexes[i] = cover.get(i).index();
            partial.sums[i] = tree.sum(cover.get(i), node -> node.level() == 0 ? leaf.apply(node.index()) : null, add);
        }
        return partial;
    }

    /** Completes the tree; null if nothing was there to add. */
    @SuppressWarnings("unchecked")
    static <T> T total(SumTree tree, List<PartialSums<T>> partials, BinaryOperator<T> add) {
        Map<SumTree.Node, T> known = new HashMap<>();
        for (PartialSums<T> partial : partials) {
            for (int i = 0; i < partial.sums.length; i++) {
                known.put(new SumTree.Node(partial.levels[i], partial.indexes[i]), (T) partial.sums[i]);
            }
        }
        return tree.sum(tree.root(), known::get, add);
    }
}
