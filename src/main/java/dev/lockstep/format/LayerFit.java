package dev.lockstep.format;

import dev.lockstep.format.NamedLayers.Part;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks that the tensors of a layer are floats with its shapes. */
record LayerFit(Network network, Layer layer, Map<Part, TensorOutline> parts) {

    TensorOutline weight() {
        return fitting(Part.WEIGHT, List.of((long) layer.outputs(), (long) layer.inputs()), "");
    }

    TensorOutline bias() {
        return fitting(Part.BIAS, perOutput(), "; a layer without a bias needs a bias of zeros");
    }

    /** One slope per output, or one for all, if the layer learns them. */
    Optional<TensorOutline> slope() {
        TensorOutline found = parts.get(Part.SLOPE);
        if (!layer.learnsSlopes()) {
            if (found != null) {
                throw new FormatException(place() + " must have the activation prelu for the slopes "
                        + NamedLayers.shown(found) + " " + found.shape() + " but has another");
            }
            return Optional.empty();
        }
        boolean oneForAll = found != null && found.shape().equals(List.of(1L));
        return Optional.of(fitting(
                Part.SLOPE,
                oneForAll ? List.of(1L) : perOutput(),
                "; it is prelu's, in PyTorch the weight of an nn.PReLU after the layer"));
    }

    private List<Long> perOutput() {
        return List.of((long) layer.outputs());
    }

    private TensorOutline fitting(Part part, List<Long> shape, String ifMissing) {
        TensorOutline found = parts.get(part);
        String name = found == null ? stem() + part : found.name();
        String wanted = "tensor " + NamedLayers.shown(name) + " must be F32 " + shape + " for " + place() + " but is ";
        if (found == null) {
            throw new FormatException(wanted + "missing" + ifMissing);
        }
        if (!found.shape().equals(shape)) {
            throw new FormatException(wanted + found.type() + " " + found.shape() + hint(found.shape(), shape));
        }
        if (found.type() != Tensor.Type.F32) {
            throw new FormatException(wanted + found.type() + "; save the network after .float()");
        }
        return found;
    }

    private static String hint(List<Long> found, List<Long> shape) {
        boolean reversed = found.size() == 2 && shape.equals(List.of(found.get(1), found.get(0)));
        return reversed ? ": it seems to be transposed, outputs must be first" : "";
    }

    private String place() {
        return "layer " + (layer.index() + 1) + " of " + network.layers().size();
    }

    /** The prefix of the names of the layer's tensors. */
    private String stem() {
        String name = parts.values().iterator().next().name();
        return name.substring(0, name.lastIndexOf('.') + 1);
    }
}
