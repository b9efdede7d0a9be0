package dev.lockstep.format;

import dev.lockstep.data.Scaling;
import dev.lockstep.data.column.Curve;
import dev.lockstep.network.Network;
import dev.lockstep.scoring.TrainedNetwork;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A trained network or ensemble as a self-describing safetensors file: {@link Weights} with the {@link
 * ModelDescription} and checksums in its metadata.
 */
public record SavedModel(ModelDescription description, TrainedNetwork network) implements Serializable {

    /** The name of the description in the metadata. */
    public static final String DESCRIPTION = "model";

    /** @param weights of the network that is described */
    public static SavedModel of(ModelDescription description, Weights weights) {
        TrainedNetwork network = TrainedNetwork.of(
                weights.network(),
                description.loss().value(),
                weights.parameters(),
                weights.input().orElseGet(() -> Scaling.none(description.inputs())),
                weights.output().orElseGet(() -> Scaling.none(description.outputs())));
        return new SavedModel(description, description.scaling().unit() ? network.ofUnitRows() : network);
    }

    /** @param metadata additional metadata */
    public SafeTensors toFile(Map<String, String> metadata) {
        Map<String, String> all = described(metadata);
        all.put(Weights.FINGERPRINT, Fingerprint.sha256(network.parameters()));
        return weights().tensors(all);
    }

    /**
     * Refuses a file that would have too long a header to be read, before a training whose weights it is to have.
     *
     * @param metadata additional metadata
     * @throws IllegalArgumentException saying how long it would be
     */
    public void requireRoom(Map<String, String> metadata) {
        SafeTensors.requireRoom(described(metadata));
    }

    private Map<String, String> described(Map<String, String> metadata) {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.put(DESCRIPTION, description.toJson());
        return all;
    }

    private Weights weights() {
        return new Weights(
                network.network(),
                network.parameters(),
                description.scaling().inputs() ? Optional.of(network.inputScaling()) : Optional.empty(),
                description.scaling().outputs() ? Optional.of(network.outputScaling()) : Optional.empty());
    }

    /** @throws FormatException if the file has no description, is damaged, or has a newer version */
    public static SavedModel of(SafeTensors file) {
        String json = file.metadata().get(DESCRIPTION);
        if (json == null) {
            throw new FormatException(
                    "the file's metadata must have a description under \"" + DESCRIPTION + "\" but has not");
        }
        ModelDescription description = ModelDescription.parse(json);
        Network network = network(description);
        requireParameters((long) description.members() * network.parameterCount(), file);
        Weights weights = Weights.of(file, network, description.members());
        requireScaling("input", description.scaling().inputs(), weights.input());
        requireCurve(
                description.scaling().curved(),
                weights.input().map(Scaling::curve).orElse(Curve.NONE));
        requireUncentred(description.scaling(), weights.input());
        requireScaling("output", description.scaling().outputs(), weights.output());
        return of(description, weights);
    }

    private static Network network(ModelDescription description) {
        try {
            return description.network();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException("the model's description is of no network: " + e.getMessage(), e);
        }
    }

    /** Before memory is allocated, because the description may be damaged. */
    private static void requireParameters(long described, SafeTensors file) {
        long found = file.tensors().stream()
                .mapToLong(tensor -> Tensor.count(tensor.shape()))
                .sum();
        if (described > found) {
            throw new FormatException("the tensors must have " + described
                    + " parameters according to the description but have only " + found);
        }
    }

    private static void requireCurve(boolean described, Curve found) {
        if (described == found.isNone()) {
            throw new FormatException("one of the tensors input.limit and input.knots must "
                    + (described ? "exist according to the description but does not" : "not exist but does"));
        }
    }

    private static void requireUncentred(ModelDescription.Scaled described, Optional<Scaling> input) {
        boolean centred = described.curved()
                || input.stream()
                        .flatMapToDouble(scaling -> Arrays.stream(scaling.mean()))
                        .anyMatch(mean -> mean != 0);
        if (described.unit() && centred) {
            throw new FormatException("the tensor input.mean must be 0 because rows have unit length but is not");
        }
    }

    private static void requireScaling(String of, boolean described, Optional<Scaling> found) {
        if (described != found.isPresent()) {
            throw new FormatException("the tensors " + of + ".mean and " + of + ".scale must "
                    + (described ? "exist according to the description but do not" : "not exist but do"));
        }
    }
}
