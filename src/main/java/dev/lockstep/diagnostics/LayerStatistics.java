package dev.lockstep.diagnostics;

import dev.lockstep.data.Shard;
import dev.lockstep.gradient.BlockReader;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.training.ShardEvaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of each layer, and its outputs on some rows: histograms, and the hidden units that are dead, which means that
 * their output is the same for all these rows. Of an ensemble, those of the first network.
 */
public final class LayerStatistics {

    private static final int MOST_ROWS = 1000;
    private static final int BINS = 30;

    private LayerStatistics() {}

    /**
     * One entry per layer, for JSON.
     *
     * @param parameters of the first network
     * @param evaluated the parameters for {@code rows}, which may be centred
     */
    public static List<Map<String, Object>> of(
            ShardEvaluation evaluation, BlockReader reader, float[] parameters, float[] evaluated, Shard rows) {
        Network network = evaluation.network();
        Shard some = SampledRows.head(rows, MOST_ROWS);
        float[][] outputs = new float[network.layers().size()][];
        for (Layer layer : network.layers()) {
            outputs[layer.index()] = new float[Math.multiplyExact(some.rows(), layer.outputs())];
        }
        evaluation.forEachBlock(reader, evaluated, some, (row, examples, predictions, lossSum) -> {
            for (Layer layer : network.layers()) {
                int units = layer.outputs();
                System.arraycopy(
                        reader.workspace().outputs(layer),
                        0,
                        outputs[layer.index()],
                        row * units,
                        examples.rows() * units);
            }
        });
        List<Map<String, Object>> described = new ArrayList<>();
        for (Layer layer : network.layers()) {
            boolean isHidden = layer.index() < network.layers().size() - 1;
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("inputs", layer.inputs());
            one.put("units", layer.outputs());
            one.put("weights", histogram(parameters, layer.offset(), layer.biasOffset()));
            one.put("biases", histogram(parameters, layer.biasOffset(), layer.biasOffset() + layer.outputs()));
            one.put("outputs", histogram(outputs[layer.index()], 0, outputs[layer.index()].length));
            one.put("dead", isHidden ? dead(outputs[layer.index()], layer.outputs()) : 0);
            described.add(one);
        }
        return described;
    }

    /** One row tells nothing. */
    private static int dead(float[] outputs, int units) {
        if (outputs.length <= units) {
            return 0;
        }
        int dead = 0;
        for (int unit = 0; unit < units; unit++) {
            boolean same = true;
            for (int at = unit; at < outputs.length && same; at += units) {
                same = outputs[at] == outputs[unit];
            }
            dead += same ? 1 : 0;
        }
        return dead;
    }

    /** Counts in equal bins between the smallest and the largest value, with mean and standard deviation. */
    static Map<String, Object> histogram(float[] values, int from, int to) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        double sum = 0;
        for (int i = from; i < to; i++) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
            sum += values[i];
        }
        double mean = sum / Math.max(1, to - from);
        int[] counts = new int[BINS];
        double squares = 0;
        for (int i = from; i < to; i++) {
            double place = low == high ? 0 : ((double) values[i] - low) / ((double) high - low) * BINS;
            counts[Math.min(BINS - 1, (int) place)]++;
            squares += (values[i] - mean) * (values[i] - mean);
        }
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("from", from == to ? 0 : low);
        described.put("to", from == to ? 0 : high);
        described.put("mean", mean);
        described.put("deviation", Math.sqrt(squares / Math.max(1, to - from)));
        described.put("counts", Arrays.copyOf(counts, BINS));
        return described;
    }
}
