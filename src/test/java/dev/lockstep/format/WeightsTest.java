package dev.lockstep.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Scaling;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.network.Prelu;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WeightsTest {

    private static final Network NETWORK = network(2, 3, 1);
    private static final float[] PARAMETERS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
    private static final Scaling INPUT = new Scaling(new double[] {0.1, -1e-300}, new double[] {1.0 / 3, 1});
    private static final Scaling OUTPUT = new Scaling(new double[] {152.1}, new double[] {77.0});
    private static final String SEAL = "contentSha256";
    private static final SafeTensors FILE =
            new Weights(NETWORK, PARAMETERS, Optional.of(INPUT), Optional.of(OUTPUT)).tensors(Map.of("format", "pt"));

    @Test
    void theNamesAndShapesArePyTorchs() {
        assertEquals(
                List.of(
                        "input.mean F64 [2]",
                        "input.scale F64 [2]",
                        "output.mean F64 [1]",
                        "output.scale F64 [1]",
                        "layers.0.weight F32 [3, 2]",
                        "layers.0.bias F32 [3]",
                        "layers.1.weight F32 [1, 3]",
                        "layers.1.bias F32 [1]"),
                described(FILE));
        assertEquals(
                List.of("format", "contentSha256"), List.copyOf(FILE.metadata().keySet()));
        assertEquals("pt", FILE.metadata().get("format"));
    }

    @Test
    void everyTensorHoldsItsOwnParameters() {
        assertEquals(
                floats("layers.0.bias", List.of(3L), 7, 8, 9),
                FILE.tensor("layers.0.bias").orElseThrow());
        assertEquals(
                floats("layers.1.weight", List.of(1L, 3L), 10, 11, 12),
                FILE.tensor("layers.1.weight").orElseThrow());
    }

    @Test
    void everyBitComesBack() {
        float[] parameters = PARAMETERS.clone();
        parameters[0] = Float.intBitsToFloat(0x7fc01234);
        parameters[1] = -0f;
        parameters[12] = Float.MIN_VALUE;
        byte[] bytes = new Weights(NETWORK, parameters, Optional.of(INPUT), Optional.of(OUTPUT))
                .tensors(Map.of())
                .toBytes();
        Weights back = Weights.of(SafeTensors.read(bytes), NETWORK);
        assertEquals(Fingerprint.sha256(parameters), Fingerprint.sha256(back.parameters()));
        assertArrayEquals(INPUT.mean(), back.input().orElseThrow().mean());
        assertArrayEquals(INPUT.scale(), back.input().orElseThrow().scale());
        assertArrayEquals(OUTPUT.mean(), back.output().orElseThrow().mean());
        assertArrayEquals(OUTPUT.scale(), back.output().orElseThrow().scale());
    }

    @Test
    void learnedSlopesAreParametersToo() {
        Network network = Network.of(
                1,
                List.of(new Network.Hidden(2, new Prelu(0.25), 0, Double.POSITIVE_INFINITY)),
                1,
                Activations.IDENTITY);
        float[] parameters = {1, 2, 3, 4, 0.25f, -0.5f, 7, 8, 9};
        SafeTensors file = new Weights(network, parameters, Optional.empty(), Optional.empty()).tensors(Map.of());
        assertEquals(
                floats("layers.0.slope", List.of(2L), 0.25f, -0.5f),
                file.tensor("layers.0.slope").orElseThrow());
        assertEquals(
                floats("layers.1.weight", List.of(1L, 2L), 7, 8),
                file.tensor("layers.1.weight").orElseThrow());
        assertArrayEquals(parameters, Weights.parameters(file, network));
    }

    @Test
    void withoutScalingThereIsNone() {
        SafeTensors file = new Weights(NETWORK, PARAMETERS, Optional.empty(), Optional.empty()).tensors(Map.of());
        Weights back = Weights.of(file, NETWORK);
        assertTrue(back.input().isEmpty() && back.output().isEmpty());
        assertEquals(4, file.tensors().size());
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertRefused("tensor layers.0.weight must be F32 [3, 5] but is F32 [3, 2]", network(5, 3, 1));
        assertRefused("tensor layers.1.weight must be F32 [2, 3] but is F32 [1, 3]", network(2, 3, 2));
        assertRefused("tensor layers.2.weight must be F32 [1, 1] but is missing", network(2, 3, 1, 1));
        assertRefused(
                "tensor layers.1.weight must be one of this network's but it has only layers.0.weight, layers.0.bias",
                network(2, 3));
    }

    @Test
    void aTensorOfTheWrongTypeIsNamed() {
        List<Tensor> tensors = new ArrayList<>(FILE.tensors());
        tensors.set(0, floats("input.mean", List.of(2L), 0, 0));
        SafeTensors file = new SafeTensors(tensors, Map.of());
        assertEquals(
                "tensor input.mean must be F64 [2] but is F32 [2]",
                assertThrows(FormatException.class, () -> Weights.of(file, NETWORK))
                        .getMessage());
        assertArrayEquals(PARAMETERS, Weights.parameters(file, NETWORK));
    }

    @Test
    void halfAScalingIsRefused() {
        SafeTensors file = new SafeTensors(
                FILE.tensors().stream()
                        .filter(tensor -> !tensor.name().equals("output.scale"))
                        .toList(),
                Map.of());
        assertEquals(
                "tensor output.scale must be F64 [1] but is missing",
                assertThrows(FormatException.class, () -> Weights.of(file, NETWORK))
                        .getMessage());
    }

    @Test
    void parametersOfAnotherLengthAreRefused() {
        assertEquals(
                "parameters must have 13 values for this network but has 12",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Weights(NETWORK, new float[12], Optional.empty(), Optional.empty()))
                        .getMessage());
    }

    /** Of the numbers and of all that stands before them: scalings, names, metadata. */
    @Test
    void noFlippedBitGoesUnnoticed() {
        byte[] bytes = FILE.toBytes();
        List<Integer> unnoticed = new ArrayList<>();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            if (!isRefused(bytes)) {
                unnoticed.add(bit / 8);
            }
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        // But for the name of the checksum itself: without it, a file is as it was before there was one.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int name = text.indexOf(SEAL);
        assertTrue(unnoticed.stream().allMatch(at -> at >= name && at < name + SEAL.length()), unnoticed.toString());
    }

    /** Whether a file is refused; what is not must mean the same. */
    private static boolean isRefused(byte[] bytes) {
        try {
            SafeTensors file = SafeTensors.read(bytes);
            Weights weights = Weights.of(file, NETWORK);
            assertEquals(described(FILE), described(file));
            assertEquals("pt", file.metadata().get("format"));
            assertArrayEquals(PARAMETERS, weights.parameters());
            assertArrayEquals(INPUT.mean(), weights.input().orElseThrow().mean());
            assertArrayEquals(INPUT.scale(), weights.input().orElseThrow().scale());
            assertArrayEquals(OUTPUT.mean(), weights.output().orElseThrow().mean());
            assertArrayEquals(OUTPUT.scale(), weights.output().orElseThrow().scale());
            return false;
        } catch (FormatException e) {
            return true;
        }
    }

    @Test
    void anAlteredScalingIsRefusedByName() {
        List<Tensor> tensors = new ArrayList<>(FILE.tensors());
        tensors.set(0, new Tensor.Doubles("input.mean", List.of(2L), DoubleBuffer.wrap(new double[] {0.2, -1e-300})));
        SafeTensors file = new SafeTensors(tensors, FILE.metadata());
        FormatException refused = assertThrows(FormatException.class, () -> Weights.of(file, NETWORK));
        assertTrue(
                refused.getMessage()
                        .matches("the file must have the contentSha256 "
                                + FILE.metadata().get(SEAL)
                                + " but has [0-9a-f]{64}: it is damaged or was edited"),
                refused.getMessage());
    }

    /** As other programs write it again: their order of tensors and metadata. */
    @Test
    void theOrderInTheFileDoesNotMatter() {
        List<Tensor> tensors = new ArrayList<>(FILE.tensors());
        Collections.reverse(tensors);
        SafeTensors file = SafeTensors.read(new SafeTensors(tensors, new TreeMap<>(FILE.metadata())).toBytes());
        assertArrayEquals(PARAMETERS, Weights.of(file, NETWORK).parameters());
    }

    @Test
    void aFileWithoutAChecksumIsRead() {
        SafeTensors file = new SafeTensors(FILE.tensors(), Map.of("format", "pt"));
        assertArrayEquals(PARAMETERS, Weights.of(file, NETWORK).parameters());
    }

    private static void assertRefused(String message, Network network) {
        assertEquals(
                message,
                assertThrows(FormatException.class, () -> Weights.parameters(FILE, network))
                        .getMessage());
    }

    private static List<String> described(SafeTensors file) {
        return file.tensors().stream()
                .map(tensor -> tensor.name() + " " + tensor.type() + " " + tensor.shape())
                .toList();
    }

    private static Tensor floats(String name, List<Long> shape, float... values) {
        return new Tensor.Floats(name, shape, FloatBuffer.wrap(values));
    }

    private static Network network(int inputs, int... units) {
        List<Network.Hidden> hidden = new ArrayList<>();
        for (int i = 0; i < units.length - 1; i++) {
            hidden.add(new Network.Hidden(units[i], Activations.RELU, 0, Double.POSITIVE_INFINITY));
        }
        return Network.of(inputs, hidden, units[units.length - 1], Activations.IDENTITY);
    }
}
