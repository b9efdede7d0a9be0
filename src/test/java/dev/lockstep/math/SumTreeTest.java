package dev.lockstep.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lockstep.math.RandomStream.Purpose;
import dev.lockstep.math.SumTree.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SumTreeTest {

    static IntStream leafCounts() {
        return IntStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, (0+1)", "3, ((0+1)+2)", "5, (((0+1)+(2+3))+4)", "6, (((0+1)+(2+3))+(4+5))"})
    void neighboursArePairedAndAnOddLastOnePassesUp(int leaves, String expression) {
        assertEquals(expression, levelByLevel(leaves, Integer::toString));
        SumTree tree = new SumTree(leaves);
        assertEquals(expression, tree.sum(tree.root(), leaf(Integer::toString), SumTreeTest::add));
    }

    @ParameterizedTest
    @MethodSource("leafCounts")
    void anyPartitioningCompletesToTheSameExpression(int leaves) {
        String expected = levelByLevel(leaves, Integer::toString);
        for (Set<Integer> cuts : partitionings(leaves)) {
            assertEquals(expected, completed(leaves, cuts, Integer::toString), () -> "cut at " + cuts);
        }
    }

    @ParameterizedTest
    @MethodSource("leafCounts")
    void absentLeavesAddNothingWhereverTheCutsAre(int leaves) {
        for (int trial = 0; trial < 12; trial++) {
            RandomStream random = RandomStream.of(3, Purpose.CANARY, leaves, trial);
            IntFunction<String> some = leaf -> random.uniform(leaf) < 0.4 ? null : Integer.toString(leaf);
            String expected = levelByLevel(leaves, some);
            for (Set<Integer> cuts : partitionings(leaves)) {
                assertEquals(expected, completed(leaves, cuts, some), () -> "cut at " + cuts);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("leafCounts")
    void theSumOfNothingIsNothing(int leaves) {
        for (Set<Integer> cuts : partitionings(leaves)) {
            assertNull(completed(leaves, cuts, leaf -> null));
        }
    }

    @ParameterizedTest
    @MethodSource("leafCounts")
    void aCoverHoldsItsLeavesOnceInTheLargestNodes(int leaves) {
        SumTree tree = new SumTree(leaves);
        for (int from = 0; from <= leaves; from++) {
            for (int to = from; to <= leaves; to++) {
                List<Node> cover = tree.cover(from, to);
                List<Integer> held = new ArrayList<>();
                Set<Node> parents = new HashSet<>();
                for (Node node : cover) {
                    int end = Math.min(leaves, (node.index() + 1) << node.level());
                    IntStream.range(node.index() << node.level(), end).forEach(held::add);
                    boolean onlyChild = (node.index() | 1) << node.level() >= leaves;
                    parents.add(new Node(node.level() + 1, node.index() / 2));
                    assertFalse(
                            onlyChild
                                    && node.index() % 2 == 0
                                    && node.level() < tree.root().level(),
                            node + " has a parent with the same leaves");
                }
                assertEquals(IntStream.range(from, to).boxed().toList(), held);
                assertEquals(cover.size(), parents.size(), "two nodes of the cover could be one");
            }
        }
    }

    @Test
    void everyLeafIsAskedOnce() {
        SumTree tree = new SumTree(13);
        List<Integer> asked = new ArrayList<>();
        tree.sum(tree.root(), leaf(asked::add), (left, right) -> left);
        assertEquals(IntStream.range(0, 13).boxed().toList(), asked);
    }

    private static <T> Function<Node, T> leaf(IntFunction<T> value) {
        return node -> node.level() == 0 ? value.apply(node.index()) : null;
    }

    /** What the partitions between the cuts return, completed by the driver. */
    private static String completed(int leaves, Set<Integer> cuts, IntFunction<String> value) {
        SumTree tree = new SumTree(leaves);
        Map<Node, String> known = new HashMap<>();
        int from = 0;
        for (int to : cuts) {
            for (Node node : tree.cover(from, to)) {
                known.put(node, tree.sum(node, leaf(value), SumTreeTest::add));
            }
            from = to;
        }
        return tree.sum(tree.root(), known::get, SumTreeTest::add);
    }

    /** The ends of partitions: one for all, one for each, even ones, and random ones. */
    private static Set<Set<Integer>> partitionings(int leaves) {
        Set<Set<Integer>> partitionings = new HashSet<>();
        for (int partitions = 1; partitions <= leaves; partitions++) {
            Set<Integer> cuts = new TreeSet<>();
            for (int partition = 1; partition <= partitions; partition++) {
                cuts.add(leaves * partition / partitions);
            }
            partitionings.add(cuts);
        }
        for (int trial = 0; trial < 30; trial++) {
            RandomStream random = RandomStream.of(4, Purpose.CANARY, leaves, trial);
            Set<Integer> cuts = new TreeSet<>(Set.of(leaves));
            IntStream.range(1, leaves)
                    .filter(leaf -> random.uniform(leaf) < 0.3)
                    .forEach(cuts::add);
            partitionings.add(cuts);
        }
        return partitionings;
    }

    /** The definition: a list of sums that is halved until one is left. */
    private static String levelByLevel(int leaves, IntFunction<String> value) {
        List<String> level = new ArrayList<>();
        IntStream.range(0, leaves).forEach(leaf -> level.add(value.apply(leaf)));
        while (level.size() > 1) {
            List<String> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                String left = level.get(i);
                String right = i + 1 < level.size() ? level.get(i + 1) : null;
                next.add(left == null ? right : right == null ? left : add(left, right));
            }
            level.clear();
            level.addAll(next);
        }
        return level.get(0);
    }

    private static String add(String left, String right) {
        return "(" + left + "+" + right + ")";
    }
}
