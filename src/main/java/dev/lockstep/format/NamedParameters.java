package dev.lockstep.format;

import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads the parameters of a network from tensors named by Lockstep or PyTorch, as in {@link NamedLayers}. */
public final class NamedParameters {

    /** A tensor and the target of its numbers; a single number fills all {@code count} places. */
    private record Place(TensorOutline tensor, int offset, int count) {}

    private NamedParameters() {}

    /**
     * Reads a safetensors file to its end. Allocates memory for numbers only after names, types and shapes match the
     * network.
     *
     * @throws FormatException naming the tensor that does not fit and what the network needs
     */
    public static float[] read(InputStream in, Network network) throws IOException {
        return of(SafeTensors.read(in, header -> places(header.entries(), network)), network);
    }

    /** @throws FormatException naming the tensor that does not fit and what the network needs */
    public static float[] of(SafeTensors file, Network network) {
        float[] parameters = copied(places(file.tensors(), network), network);
        Weights.requireUndamaged(file, parameters);
        requireFinite(file.tensors());
        return parameters;
    }

    private static float[] copied(List<Place> places, Network network) {
        float[] parameters = new float[network.parameterCount()];
        for (Place place : places) {
            FloatBuffer values = ((Tensor.Floats) place.tensor()).values();
            int end = place.offset() + place.count();
            if (values.limit() == 1) {
                Arrays.fill(parameters, place.offset(), end, values.get(0));
            } else {
                values.get(0, parameters, place.offset(), place.count());
            }
        }
        return parameters;
    }

    private static List<Place> places(List<? extends TensorOutline> tensors, Network network) {
        if (has(tensors, Weights.prefix(0, 2)) && has(tensors, Weights.prefix(1, 2))) {
            throw new FormatException("the file must have a single network but has an ensemble;"
                    + " save the tensors of one of its members alone");
        }
        List<Map<NamedLayers.Part, TensorOutline>> layers = NamedLayers.of(tensors, network);
        List<Place> places = new ArrayList<>();
        for (Layer layer : network.layers()) {
            LayerFit fit = new LayerFit(network, layer, layers.get(layer.index()));
            places.add(new Place(fit.weight(), layer.offset(), layer.weightCount()));
            places.add(new Place(fit.bias(), layer.biasOffset(), layer.outputs()));
            fit.slope().ifPresent(slope -> places.add(new Place(slope, layer.slopeOffset(), layer.outputs())));
        }
        return places;
    }

    private static boolean has(List<? extends TensorOutline> tensors, String prefix) {
        return tensors.stream().anyMatch(tensor -> tensor.name().startsWith(prefix));
    }

    private static void requireFinite(List<Tensor> tensors) {
        for (Tensor tensor : tensors) {
            if (tensor instanceof Tensor.Floats floats) {
                for (int i = 0; i < floats.values().limit(); i++) {
                    if (!Float.isFinite(floats.values().get(i))) {
                        throw new FormatException("tensor " + NamedLayers.shown(tensor) + " must have finite numbers"
                                + " but number " + (i + 1) + " of them is "
                                + floats.values().get(i));
                    }
                }
            }
        }
    }
}
