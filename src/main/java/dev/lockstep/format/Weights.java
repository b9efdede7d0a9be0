package dev.lockstep.format;

import dev.lockstep.data.Scaling;
import dev.lockstep.data.column.Curve;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a trained network, or of all networks of an ensemble, and their names in a file, in PyTorch's
 * layout: weights {@code [outputs][inputs]}.
 *
 * @param network a single one
 * @param parameters in the layout of {@link Network}, of an ensemble one network's after the other's; not copied
 * @param input the scaling of features, if any
 * @param output the scaling of labels, if any
 */
public record Weights(Network network, float[] parameters, Optional<Scaling> input, Optional<Scaling> output) {

    /** The name of the parameters' SHA-256 in the metadata. */
    public static final String FINGERPRINT = "weightsSha256";

    /** The name of the SHA-256 of the whole file except this entry. */
    private static final String SEAL = "contentSha256";

    private static final String LAYERS = "layers.";
    private static final String MEMBERS = "members.";
    private static final String LIMIT = "input.limit";
    private static final String KNOTS = "input.knots";
    private static final String INPUT = "input";
    private static final String OUTPUT = "output";

    /** The location of a tensor in the flat parameters. */
    private record Part(String name, List<Long> shape, int offset) {

        int count() {
            return (int) Tensor.count(shape);
        }
    }

    public Weights {
        if (parameters.length == 0 || parameters.length % network.parameterCount() != 0) {
            throw new IllegalArgumentException("parameters must have " + network.parameterCount()
                    + " values for this network but has " + parameters.length);
        }
    }

    /** Views of the parameters and scalings, under their names in a file, with checksums. */
    public SafeTensors tensors(Map<String, String> metadata) {
        List<Tensor> tensors = new ArrayList<>();
        input.ifPresent(scaling -> tensors.addAll(tensors(INPUT, scaling)));
        input.ifPresent(scaling -> tensors.addAll(tensors(scaling.curve())));
        output.ifPresent(scaling -> tensors.addAll(tensors(OUTPUT, scaling)));
        for (Part part : parts(network, parameters.length / network.parameterCount())) {
            tensors.add(new Tensor.Floats(
                    part.name(), part.shape(), FloatBuffer.wrap(parameters, part.offset(), part.count())));
        }
        Map<String, String> sealed = new LinkedHashMap<>(metadata);
        sealed.put(SEAL, Fingerprint.sha256(new SafeTensors(tensors, metadata)));
        return new SafeTensors(tensors, sealed);
    }

    /** @throws FormatException naming the first tensor that does not fit the network, and what was expected */
    public static Weights of(SafeTensors file, Network network) {
        return of(file, network, 1);
    }

    /** The same for an ensemble of networks, or one. */
    static Weights of(SafeTensors file, Network network, int members) {
        return new Weights(
                network,
                parameters(file, network, members),
                scaling(file, INPUT, network.inputs()).map(affine -> curved(affine, file, network.inputs())),
                scaling(file, OUTPUT, network.outputs()));
    }

    /**
     * A new array of a network's parameters, from exactly its tensors.
     *
     * @throws FormatException naming the first tensor that does not fit the network, and what was expected
     */
    public static float[] parameters(SafeTensors file, Network network) {
        return parameters(file, network, 1);
    }

    private static float[] parameters(SafeTensors file, Network network, int members) {
        float[] parameters = new float[Math.multiplyExact(members, network.parameterCount())];
        List<Part> parts = parts(network, members);
        for (Part part : parts) {
            floats(file, part).get(0, parameters, part.offset(), part.count());
        }
        List<String> known = parts.stream().map(Part::name).toList();
        for (Tensor tensor : file.tensors()) {
            boolean ofNetwork =
                    tensor.name().startsWith(LAYERS) || tensor.name().startsWith(MEMBERS);
            if (ofNetwork && !known.contains(tensor.name())) {
                throw new FormatException("tensor " + tensor.name() + " must be one of this network's but it has only "
                        + String.join(", ", known));
            }
        }
        requireUndamaged(file, parameters);
        return parameters;
    }

    /** @throws FormatException if the checksums of a file, if any, do not match its content */
    static void requireUndamaged(SafeTensors file, float[] parameters) {
        requireFingerprint(file, parameters);
        requireSeal(file);
    }

    /** Checks the SHA-256 of the parameters, if the file has it. */
    private static void requireFingerprint(SafeTensors file, float[] parameters) {
        String expected = file.metadata().get(FINGERPRINT);
        if (expected != null && !expected.equals(Fingerprint.sha256(parameters))) {
            throw new FormatException("the parameters must have the SHA-256 " + expected + " but have "
                    + Fingerprint.sha256(parameters) + ": the file is damaged");
        }
    }

    /** The same for the whole content, with scalings and class names; older files may lack it. */
    private static void requireSeal(SafeTensors file) {
        Map<String, String> unsealed = new LinkedHashMap<>(file.metadata());
        String expected = unsealed.remove(SEAL);
        String found = Fingerprint.sha256(new SafeTensors(file.tensors(), unsealed));
        if (expected != null && !expected.equals(found)) {
            throw new FormatException("the file must have the " + SEAL + " " + expected + " but has " + found
                    + ": it is damaged or was edited");
        }
    }

    /** The maximum bytes of the numbers in a network's file. */
    public static long mostBytes(Network network) {
        long scalings = 2L * (network.inputs() + (long) network.outputs());
        return (long) Float.BYTES * network.parameterCount() + Double.BYTES * scalings;
    }

    /** What the names of a member's tensors begin with; nothing without an ensemble. */
    public static String prefix(int member, int members) {
        return members == 1 ? "" : MEMBERS + member + ".";
    }

    private static List<Part> parts(Network network, int members) {
        List<Part> parts = new ArrayList<>();
        for (int member = 0; member < members; member++) {
            addParts(parts, network.member(member), prefix(member, members));
        }
        return parts;
    }

    private static void addParts(List<Part> parts, Network network, String prefix) {
        for (Layer layer : network.layers()) {
            String name = prefix + LAYERS + layer.index();
            long outputs = layer.outputs();
            parts.add(new Part(name + ".weight", List.of(outputs, (long) layer.inputs()), layer.offset()));
            parts.add(new Part(name + ".bias", List.of(outputs), layer.biasOffset()));
            if (layer.learnsSlopes()) {
                parts.add(new Part(name + ".slope", List.of(outputs), layer.slopeOffset()));
            }
        }
    }

    private static List<Tensor> tensors(String of, Scaling scaling) {
        return List.of(doubles(of + ".mean", scaling.mean()), doubles(of + ".scale", scaling.scale()));
    }

    /** One limit per input, or the knots: {@code [knots][input, place, value]}. */
    private static List<Tensor> tensors(Curve curve) {
        List<Tensor> tensors = new ArrayList<>();
        curve.limits().ifPresent(limits -> tensors.add(doubles(LIMIT, limits)));
        curve.knots().ifPresent(knots -> {
            List<Long> shape = List.of((long) knots.length / Curve.KNOT, (long) Curve.KNOT);
            tensors.add(new Tensor.Doubles(KNOTS, shape, DoubleBuffer.wrap(knots)));
        });
        return tensors;
    }

    private static Scaling curved(Scaling affine, SafeTensors file, int inputs) {
        Curve curve = Curve.NONE;
        if (file.tensor(LIMIT).isPresent()) {
            curve = Curve.limits(doubles(file, LIMIT, inputs));
        } else if (file.tensor(KNOTS).isPresent()) {
            Tensor tensor = file.tensor(KNOTS).get();
            long rows = tensor.shape().isEmpty() ? 0 : tensor.shape().get(0);
            Tensor knots = fitting(file, KNOTS, Tensor.Type.F64, List.of(rows, (long) Curve.KNOT));
            double[] numbers = new double[Math.toIntExact(rows * Curve.KNOT)];
            ((Tensor.Doubles) knots).values().get(0, numbers);
            requireKnots(numbers, inputs);
            curve = Curve.knots(numbers);
        }
        return new Scaling(affine.mean(), affine.scale(), curve);
    }

    private static void requireKnots(double[] knots, int inputs) {
        for (int i = 0; i < knots.length; i += Curve.KNOT) {
            boolean known = knots[i] == Math.rint(knots[i]) && knots[i] >= 0 && knots[i] < inputs;
            boolean ascends = i == 0
                    || knots[i] > knots[i - Curve.KNOT]
                    || (knots[i] == knots[i - Curve.KNOT] && knots[i + 1] > knots[i + 1 - Curve.KNOT]);
            if (!known || !ascends) {
                throw new FormatException("tensor " + KNOTS + " must ascend by input, below " + inputs
                        + ", and place but row " + i / Curve.KNOT + " does not");
            }
        }
    }

    private static Tensor doubles(String name, double[] values) {
        return new Tensor.Doubles(name, List.of((long) values.length), DoubleBuffer.wrap(values));
    }

    private static Optional<Scaling> scaling(SafeTensors file, String of, int columns) {
        String mean = of + ".mean";
        String scale = of + ".scale";
        if (file.tensor(mean).isEmpty() && file.tensor(scale).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Scaling(doubles(file, mean, columns), doubles(file, scale, columns)));
    }

    private static FloatBuffer floats(SafeTensors file, Part part) {
        Tensor tensor = fitting(file, part.name(), Tensor.Type.F32, part.shape());
        return ((Tensor.Floats) tensor).values();
    }

    private static double[] doubles(SafeTensors file, String name, int count) {
        Tensor tensor = fitting(file, name, Tensor.Type.F64, List.of((long) count));
        double[] values = new double[count];
        ((Tensor.Doubles) tensor).values().get(0, values);
        return values;
    }

    private static Tensor fitting(SafeTensors file, String name, Tensor.Type type, List<Long> shape) {
        String wanted = "tensor " + name + " must be " + type + " " + shape + " but is ";
        Tensor tensor = file.tensor(name).orElseThrow(() -> new FormatException(wanted + "missing"));
        if (tensor.type() != type || !tensor.shape().equals(shape)) {
            throw new FormatException(wanted + tensor.type() + " " + tensor.shape());
        }
        return tensor;
    }
}
