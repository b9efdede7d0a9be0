package dev.lockstep.math;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * The fixed shape in which partial sums over shards are added: neighbours are paired level by level, an odd last one
 * moves up unchanged, and absent sums are skipped.
 *
 * <p>Any process may add any complete subtree; the bits of the total depend only on the shape.
 *
 * @param leaves the number of shards, at least 1
 */
public record SumTree(int leaves) implements Serializable {

    /** The sum over leaves {@code [index·2^level, (index + 1)·2^level)}, limited to existing leaves. */
    public record Node(int level, int index) {

        int first() {
            return index << level;
        }
    }

    public Node root() {
        int level = 0;
        while (width(level) > 1) {
            level++;
        }
        return new Node(level, 0);
    }

    /** The largest nodes that together hold exactly the leaves {@code [from, to)}, from left to right. */
    public List<Node> cover(int from, int to) {
        List<Node> cover = new ArrayList<>();
        collect(root(), from, to, cover);
        return cover;
    }

    /**
     * The sum at a node.
     *
     * @param known known sums by node, null if unknown: then the children are added, and a leaf is absent
     * @return null if every leaf below is absent
     */
    public <T> T sum(Node node, Function<Node, T> known, BinaryOperator<T> add) {
        T sum = known.apply(node);
        if (sum != null || node.level() == 0) {
            return sum;
        }
        Node left = new Node(node.level() - 1, 2 * node.index());
        Node right = new Node(left.level(), left.index() + 1);
        T leftSum = sum(left, known, add);
        T rightSum = right.index() < width(right.level()) ? sum(right, known, add) : null;
        if (leftSum == null || rightSum == null) {
            return leftSum == null ? rightSum : leftSum;
        }
        return add.apply(leftSum, rightSum);
    }

    private void collect(Node node, int from, int to, List<Node> cover) {
        int first = node.first();
        int end = Math.min(leaves, first + (1 << node.level()));
        if (end <= from || first >= to) {
            return;
        }
        if (first >= from && end <= to) {
            cover.add(node);
            return;
        }
        collect(new Node(node.level() - 1, 2 * node.index()), from, to, cover);
        if (2 * node.index() + 1 < width(node.level() - 1)) {
            collect(new Node(node.level() - 1, 2 * node.index() + 1), from, to, cover);
        }
    }

    private int width(int level) {
        return (int) ((leaves + (1L << level) - 1) >> level);
    }
}
