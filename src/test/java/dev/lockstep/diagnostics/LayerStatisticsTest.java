package dev.lockstep.diagnostics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.data.DenseFeatures;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.math.Backend;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Losses;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.testing.Plans;
import dev.lockstep.training.ShardEvaluation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayerStatisticsTest {

    private static int[] counts(Map<String, Object> histogram) {
        return (int[]) histogram.get("counts");
    }

    @Test
    void aHistogramCountsEveryValueOnce() {
        Map<String, Object> histogram = LayerStatistics.histogram(new float[] {9, 0, 30, 15, 30, 9}, 1, 5);
        assertEquals(0f, histogram.get("from"));
        assertEquals(30f, histogram.get("to"));
        assertEquals(18.75, histogram.get("mean"));
        int[] expected = new int[30];
        expected[0] = 1;
        expected[15] = 1;
        expected[29] = 2;
        assertArrayEquals(expected, counts(histogram));
        assertEquals(3, counts(LayerStatistics.histogram(new float[] {2, 2, 2}, 0, 3))[0]);
    }

    /** Hidden units by hand: one lives, one has no weights, one is below 0 for all rows, one for some. */
    @Test
    void aUnitIsDeadIfItsOutputNeverChanges() {
        RunPlan plan = Plans.of("""
                data: {train: rows.csv, label: y}
                network: {hidden: [{units: 4}]}
                loss: mse
                """);
        Network network = plan.training().network().network(1, 1);
        float[] parameters = {1, 0, -1, 1, /* biases */ 0, 3, -9, -2, /* output */ 1, 1, 1, 1, 0};
        DenseFeatures features = new DenseFeatures(4, 1);
        for (int row = 0; row < 4; row++) {
            features.set(row, 0, row);
        }
        Shard rows = new Shard(0, 4, features, new float[4], null);
        ShardEvaluation evaluation =
                new ShardEvaluation(network, Losses.CATALOG.choose("mse").value(), Scaling.none(1), 1, 4);
        BlockReader reader = new BlockReader(network, Backend.JAVA.products(), 3);
        List<Map<String, Object>> layers = LayerStatistics.of(evaluation, reader, parameters, parameters, rows);
        assertEquals(2, layers.get(0).get("dead"));
        assertEquals(0, layers.get(1).get("dead"));
        assertEquals(16, Arrays.stream(counts(outputs(layers.get(0)))).sum());
        // Of all 16 outputs, the live unit has 0, 1, 2, 3, the second 3 for each row, the last 1 once.
        assertEquals((0 + 1 + 2 + 3 + 4 * 3 + 1) / 16.0, outputs(layers.get(0)).get("mean"));
    }

    @SuppressWarnings("unchecked") // The entry is a histogram.
    private static Map<String, Object> outputs(Map<String, Object> layer) {
        return (Map<String, Object>) layer.get("outputs");
    }
}
