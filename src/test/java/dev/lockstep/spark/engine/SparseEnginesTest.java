package dev.lockstep.spark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Rows;
import dev.lockstep.data.Shard;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.data.Step;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.gradient.ShardGradient;
import dev.lockstep.math.Backend;
import dev.lockstep.math.Loops;
import dev.lockstep.math.RandomArrays;
import dev.lockstep.math.SumTree;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Losses;
import dev.lockstep.plan.EnginePlan;
import dev.lockstep.spark.engine.resident.ResidentEngine;
import dev.lockstep.spark.shard.PackedPartition;
import dev.lockstep.spark.shard.ShardedRows;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.training.StepTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sparse rows through the engines: the bits of one thread, however the sums are added up. */
@Timeout(180)
class SparseEnginesTest {

    private static final long SEED = 3;
    private static final int SHARDS = 7;

    static List<Arguments> partitionsAndBatches() {
        List<Arguments> all = new ArrayList<>();
        for (int partitions = 1; partitions <= 5; partitions++) {
            for (int batch : new int[] {1, 20, SparseSums.ROWS}) {
                all.add(Arguments.of(partitions, batch, 2));
            }
            all.add(Arguments.of(partitions, SparseSums.ROWS, 40));
        }
        return all;
    }

    /** Sums of some columns, of all, and of both; one sum a partition, or slices added up by the executors. */
    @ParameterizedTest
    @MethodSource("partitionsAndBatches")
    void jobsHaveTheBitsOfOneThread(int partitions, int batch, int percent) {
        Rows rows = SparseSums.rows(percent);
        float[] parameters = RandomArrays.normal(network().parameterCount(), 6);
        try (ShardedRows sharded = sharded(rows, partitions)) {
            for (long mostBytes : new long[] {JobEngine.DRIVER_BYTES, 0}) {
                JobEngine engine = engine(sharded, batch, mostBytes);
                for (int number : new int[] {0, 2}) {
                    Step step = epochs(batch).step(number);
                    assertSame(oneThread(rows, parameters, step, batch), engine.at(parameters, step));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 20, 2", "2, 20, 2", "2, 90, 2", "2, 90, 40", "2, 45, 100"})
    void stayingTasksHaveTheBitsOfOneThread(int partitions, int batch, int percent) {
        Rows rows = SparseSums.rows(percent);
        float[] parameters = RandomArrays.normal(network().parameterCount(), 6);
        List<String> notices = new ArrayList<>();
        EnginePlan plan = new EnginePlan(EnginePlan.Kind.RESIDENT, Duration.ofSeconds(30));
        try (ShardedRows sharded = sharded(rows, partitions);
                ResidentEngine engine = new ResidentEngine(
                        on(sharded), gradient(batch), plan, notices::add, ResidentEngine.BetweenEpochs.NOBODY)) {
            Epochs epochs = epochs(batch);
            for (long number = 0; number < 2 * epochs.stepsPerEpoch(); number++) {
                Step step = epochs.step(number);
                assertSame(oneThread(rows, parameters, step, batch), engine.at(parameters, step));
            }
        }
        assertEquals(List.of(), notices);
    }

    /** Of sparse rows the driver gets what occurs in a step, so it can add up larger models. */
    @Test
    void sumsOfSparseRowsAreEstimatedByTheirColumns() {
        Network network = network();
        int units = network.layers().get(0).outputs();
        int rest = network.parameterCount() - SparseSums.INPUTS * units;
        try (ShardedRows sparse = sharded(SparseSums.rows(2), 3)) {
            double features = sparse.featuresPerRow();
            assertTrue(features > 5 && features < 7, "2 % of 300 are about 6 but " + features);
            assertEquals(
                    3 * 4 * (10 * features * (units + 1) + rest),
                    JobEngine.bytes(sparse, network, 3, 30),
                    12,
                    "ten rows a partition");
            assertEquals(
                    3L * 4 * network.parameterCount(),
                    JobEngine.bytes(sparse, network, 3, 1_000_000),
                    "never more than all");
        }
        try (ShardedRows full = sharded(SparseSums.rows(100), 3)) {
            assertEquals(3L * 4 * network.parameterCount(), JobEngine.bytes(full, network, 3, 1));
        }
    }

    private static void assertSame(GradientSum expected, GradientSum actual) {
        assertEquals(expected.lossSum(), actual.lossSum());
        assertEquals(expected.weightSum(), actual.weightSum());
        assertArrayEquals(bits(expected.complete(Loops.PLAIN).gradient()), bits(actual.gradient()));
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }

    private static GradientSum oneThread(Rows rows, float[] parameters, Step step, int batch) {
        ShardGradient gradient = gradient(batch);
        BlockReader reader = new BlockReader(network(), Backend.AUTO.products(), gradient.blockRows());
        Shard[] shards = rows.packSparse(SHARDS);
        SumTree tree = new SumTree(SHARDS);
        return tree.sum(
                tree.root(),
                node -> node.level() == 0 && gradient.touches(step, shards[node.index()])
                        ? gradient.sum(
                                reader,
                                parameters,
                                shards[node.index()],
                                RowOrder.of(SEED, step.epoch(), shards[node.index()]),
                                step)
                        : null,
                GradientSum::merge);
    }

    private static ShardedRows sharded(Rows rows, int partitions) {
        Shard[] shards = rows.packSparse(SHARDS);
        ShardLayout layout = new ShardLayout(rows.count(), SHARDS);
        List<PackedPartition> packed = IntStream.range(0, partitions)
                .mapToObj(partition -> new PackedPartition(Arrays.copyOfRange(
                        shards,
                        layout.firstShard(partition, partitions),
                        layout.firstShard(partition + 1, partitions))))
                .toList();
        JavaSparkContext context = LocalSpark.context();
        return ShardedRows.of("sparse rows", context.parallelize(packed, partitions), layout);
    }

    private static JobEngine engine(ShardedRows rows, int batch, long mostBytes) {
        return new JobEngine(on(rows), gradient(batch), mostBytes);
    }

    private static ClusterRows on(ShardedRows rows) {
        return new ClusterRows(LocalSpark.context(), rows, Backend.AUTO, new StepTimer());
    }

    private static ShardGradient gradient(int batch) {
        return new ShardGradient(
                network(), Losses.CATALOG.choose("cross_entropy").value(), null, SEED, epochs(batch));
    }

    private static Epochs epochs(int batch) {
        return new Epochs(new ShardLayout(SparseSums.ROWS, SHARDS), batch);
    }

    private static Network network() {
        return Network.of(
                SparseSums.INPUTS,
                List.of(new Network.Hidden(
                        8, Activations.CATALOG.choose("prelu").value(), 0.3, Double.POSITIVE_INFINITY)),
                SparseSums.CLASSES,
                Activations.IDENTITY);
    }
}
