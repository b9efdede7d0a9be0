package dev.lockstep.format;

import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Assigns tensors to layers by name: {@code <prefix><number>.weight}, {@code .bias} and {@code .slope} with one prefix,
 * as in Lockstep and in a {@code Sequential} of PyTorch; numbers give only the order. A one-dimensional weight that is
 * alone at its number belongs to an {@code nn.PReLU}: the slopes of the layer before it.
 */
final class NamedLayers {

    /** The parts of a layer. */
    enum Part {
        WEIGHT,
        BIAS,
        SLOPE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Part> of(String name) {
            return Stream.of(values())
                    .filter(part -> part.toString().equals(name))
                    .findFirst();
        }
    }

    /** The scaling of a run's inputs and outputs, stored beside the layers. */
    private static final List<String> OF_INPUTS = List.of("input.mean", "input.scale", "input.limit");

    private static final String KNOTS = "input.knots";

    private static final List<String> OF_OUTPUTS = List.of("output.mean", "output.scale");

    private static final int MOST_DIGITS = 9;
    private static final int LONGEST_NAME = 40;
    private static final int LONGEST_LIST = 100;

    /** The parsed name of a tensor. */
    private record Name(String prefix, int number, Part part) {

        static Optional<Name> of(String name) {
            int dot = name.lastIndexOf('.');
            int digits = dot;
            while (digits > 0 && name.charAt(digits - 1) >= '0' && name.charAt(digits - 1) <= '9') {
                digits--;
            }
            if (dot - digits < 1 || dot - digits > MOST_DIGITS) {
                return Optional.empty();
            }
            String prefix = name.substring(0, digits);
            int number = Integer.parseInt(name.substring(digits, dot));
            return Part.of(name.substring(dot + 1)).map(part -> new Name(prefix, number, part));
        }
    }

    private NamedLayers() {}

    /**
     * As many layers as the network has, each with at least one part.
     *
     * @throws FormatException listing what the network needs and what the file has
     */
    static List<Map<Part, TensorOutline>> of(List<? extends TensorOutline> tensors, Network network) {
        List<TensorOutline> ofLayers = new ArrayList<>();
        for (TensorOutline tensor : tensors) {
            if (!isScaling(tensor, network)) {
                ofLayers.add(tensor);
            }
        }
        List<Map<Part, TensorOutline>> layers = withSlopes(byNumber(ofLayers, network));
        if (layers.size() != network.layers().size()) {
            throw new FormatException("the tensors must be of "
                    + network.layers().size() + " layers but are of " + layers.size() + lists(ofLayers, network));
        }
        return layers;
    }

    private static boolean isScaling(TensorOutline tensor, Network network) {
        if (tensor.name().equals(KNOTS)) {
            return true;
        }
        boolean ofInputs = OF_INPUTS.contains(tensor.name());
        if (!ofInputs && !OF_OUTPUTS.contains(tensor.name())) {
            return false;
        }
        List<Long> shape = List.of((long) (ofInputs ? network.inputs() : network.outputs()));
        if (!tensor.shape().equals(shape)) {
            throw new FormatException("tensor " + shown(tensor) + " must be " + shape + " for this network but is "
                    + tensor.type() + " " + tensor.shape());
        }
        return true;
    }

    private static Iterable<Map<Part, TensorOutline>> byNumber(List<TensorOutline> tensors, Network network) {
        Map<Integer, Map<Part, TensorOutline>> byNumber = new TreeMap<>();
        String prefix = null;
        for (TensorOutline tensor : tensors) {
            Name name = Name.of(tensor.name()).orElse(null);
            boolean fits = name != null && (prefix == null || prefix.equals(name.prefix()));
            if (!fits
                    || byNumber.computeIfAbsent(name.number(), number -> new EnumMap<>(Part.class))
                                    .put(name.part(), tensor)
                            != null) {
                throw new FormatException("tensors must be named <number>.weight and <number>.bias, each once and after"
                        + " one prefix, but one is " + shown(tensor) + lists(tensors, network));
            }
            prefix = name.prefix();
        }
        return byNumber.values();
    }

    private static List<Map<Part, TensorOutline>> withSlopes(Iterable<Map<Part, TensorOutline>> numbers) {
        List<Map<Part, TensorOutline>> layers = new ArrayList<>();
        for (Map<Part, TensorOutline> parts : numbers) {
            TensorOutline alone = parts.size() == 1 ? parts.get(Part.WEIGHT) : null;
            boolean slopes = alone != null && alone.shape().size() == 1 && !layers.isEmpty();
            if (!slopes || layers.get(layers.size() - 1).putIfAbsent(Part.SLOPE, alone) != null) {
                layers.add(parts);
            }
        }
        return layers;
    }

    private static String lists(List<TensorOutline> tensors, Network network) {
        return "; the network needs " + listed(needed(network)) + "; the file has "
                + listed(tensors.stream()
                        .map(tensor -> shown(tensor) + " " + tensor.shape())
                        .toList());
    }

    private static List<String> needed(Network network) {
        List<String> needed = new ArrayList<>();
        for (Layer layer : network.layers()) {
            needed.add(layer.index() + ".weight [" + layer.outputs() + ", " + layer.inputs() + "]");
            needed.add(layer.index() + ".bias [" + layer.outputs() + "]");
            if (layer.learnsSlopes()) {
                needed.add(layer.index() + ".slope [" + layer.outputs() + "]");
            }
        }
        return needed;
    }

    /** The first items and the number of the others. */
    private static String listed(List<String> items) {
        StringBuilder list = new StringBuilder(items.isEmpty() ? "none" : items.get(0));
        int count = 1;
        while (count < items.size() && list.length() + items.get(count).length() < LONGEST_LIST) {
            list.append(", ").append(items.get(count++));
        }
        return count < items.size() ? list + " and " + (items.size() - count) + " more" : list.toString();
    }

    /** The name of a tensor for messages: quoted, and only its end if it is long. */
    static String shown(TensorOutline tensor) {
        return shown(tensor.name());
    }

    static String shown(String name) {
        int from = name.length() - LONGEST_NAME;
        return '"' + (from > 0 ? "..." + name.substring(from) : name) + '"';
    }
}
