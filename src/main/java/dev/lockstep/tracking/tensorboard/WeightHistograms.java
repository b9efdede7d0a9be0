package dev.lockstep.tracking.tensorboard;

import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import dev.lockstep.training.EnsembleState;
import dev.lockstep.training.TrainingState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The histograms of a network's parameters, and when they are due: after at most {@value #MOST} epochs of a training, and
 * so that they take at most a fiftieth of its time. Those of an ensemble are over all of its networks.
 */
final class WeightHistograms {

    private static final int MOST = 200;
    private static final int SHARE = 50;

    private final Network network;
    private final long stepsPerEpoch;
    private final int epochs;
    private final int every;
    private long dueNanos;

    /** @param epochs to train */
    WeightHistograms(Network network, long stepsPerEpoch, int epochs) {
        this.network = network;
        this.stepsPerEpoch = stepsPerEpoch;
        this.epochs = epochs;
        this.every = Math.max(1, (epochs + MOST - 1) / MOST);
        this.dueNanos = System.nanoTime();
    }

    boolean areDue(EnsembleState state) {
        long epoch = state.step() / stepsPerEpoch;
        return state.isAtEpochEnd()
                && state.step() > 0
                && (epoch % every == 0 || epoch == epochs)
                && System.nanoTime() - dueNanos >= 0;
    }

    /** The histograms by name, such as {@code layers.0/weight}. */
    Map<String, Histogram> of(EnsembleState state) {
        long start = System.nanoTime();
        List<float[]> parameters =
                state.members().stream().map(TrainingState::parameters).toList();
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        for (Layer layer : network.layers()) {
            String name = "layers." + layer.index() + "/";
            histograms.put(name + "weight", Histogram.of(parameters, layer.offset(), layer.weightCount()));
            histograms.put(name + "bias", Histogram.of(parameters, layer.biasOffset(), layer.outputs()));
            if (layer.learnsSlopes()) {
                histograms.put(name + "slope", Histogram.of(parameters, layer.slopeOffset(), layer.outputs()));
            }
        }
        long end = System.nanoTime();
        dueNanos = end + SHARE * (end - start);
        return histograms;
    }
}
