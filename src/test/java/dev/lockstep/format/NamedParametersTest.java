package dev.lockstep.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Scaling;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.network.Prelu;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedParametersTest {

    /** Two inputs, three units, one output: 3·2 + 3 + 1·3 + 1 parameters. */
    private static final Network NETWORK = network(Activations.RELU);

    private static final Network WITH_SLOPES = network(new Prelu(0.25));
    private static final float[] PARAMETERS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
    private static final String STACK = "0.weight 3 2, 0.bias 3, 2.weight 1 3, 2.bias 1";

    @ParameterizedTest
    @ValueSource(
            strings = {
                STACK,
                "net.0.weight 3 2, net.0.bias 3, net.2.weight 1 3, net.2.bias 1",
                "layers.0.weight 3 2, layers.0.bias 3, layers.1.weight 1 3, layers.1.bias 1",
                "layers.9.weight 3 2, layers.9.bias 3, layers.10.weight 1 3, layers.10.bias 1",
                "fc1.weight 3 2, fc1.bias 3, fc2.weight 1 3, fc2.bias 1",
                "module.block2.1.weight 3 2, module.block2.1.bias 3, module.block2.4.weight 1 3, module.block2.4.bias 1"
            })
    void layersStandInTheOrderOfTheirNumbers(String tensors) throws IOException {
        assertArrayEquals(PARAMETERS, read(tensors, NETWORK));
    }

    /** A header may have its tensors in any order, and so may the numbers. */
    @Test
    void theOrderInTheFileDoesNotMatter() throws IOException {
        float[] parameters = read("2.bias 1, 0.bias 3, 2.weight 1 3, 0.weight 3 2", NETWORK);
        assertArrayEquals(new float[] {8, 9, 10, 11, 12, 13, 2, 3, 4, 5, 6, 7, 1}, parameters);
    }

    @Test
    void aPrelusWeightIsTheSlopesOfTheLayerBefore() throws IOException {
        String rest = ", 2.weight 1 3, 2.bias 1";
        float[] expected = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        assertArrayEquals(expected, read("0.weight 3 2, 0.bias 3, 1.weight 3" + rest, WITH_SLOPES));
        assertArrayEquals(expected, read("0.weight 3 2, 0.bias 3, 0.slope 3" + rest, WITH_SLOPES));
        assertArrayEquals(
                new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 11, 12, 13, 14},
                read("0.weight 3 2, 0.bias 3, 1.weight 1" + rest, WITH_SLOPES));
    }

    @Test
    void ourOwnFilesAreReadWithTheirScalings() throws IOException {
        Scaling input = new Scaling(new double[] {1, 2}, new double[] {3, 4});
        Scaling output = new Scaling(new double[] {1}, new double[] {2});
        SafeTensors file = new Weights(NETWORK, PARAMETERS, Optional.of(input), Optional.of(output))
                .tensors(Map.of(Weights.FINGERPRINT, Fingerprint.sha256(PARAMETERS)));
        assertArrayEquals(PARAMETERS, NamedParameters.read(stream(file), NETWORK));
    }

    @Test
    void aDamagedFileOfOursIsRefused() {
        float[] others = PARAMETERS.clone();
        others[3] = 0;
        SafeTensors file = new Weights(NETWORK, PARAMETERS, Optional.empty(), Optional.empty()).tensors(Map.of());
        SafeTensors other = new Weights(NETWORK, others, Optional.empty(), Optional.empty()).tensors(Map.of());
        SafeTensors damaged = new SafeTensors(other.tensors(), file.metadata());
        String message = assertThrows(FormatException.class, () -> NamedParameters.read(stream(damaged), NETWORK))
                .getMessage();
        assertTrue(message.endsWith("it is damaged or was edited"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "members.0.layers.0.weight 3 2, members.1.layers.0.weight 3 2"
                        + "| the file must have a single network but has an ensemble; save the tensors of one of its"
                        + " members alone",
                "0.weight 2 3, 0.bias 3, 2.weight 1 3, 2.bias 1| tensor \"0.weight\" must be F32 [3, 2] for layer 1"
                        + " of 2 but is F32 [2, 3]: it seems to be transposed, outputs must be first",
                "0.weight 3 2, 0.bias 3, 2.weight 1 4, 2.bias 1"
                        + "| tensor \"2.weight\" must be F32 [1, 3] for layer 2 of 2 but is F32 [1, 4]",
                "0.weight 3 2, 0.bias 3 1, 2.weight 1 3, 2.bias 1"
                        + "| tensor \"0.bias\" must be F32 [3] for layer 1 of 2 but is F32 [3, 1]",
                "0.weight 3 2, 2.weight 1 3, 2.bias 1| tensor \"0.bias\" must be F32 [3] for layer 1 of 2 but is"
                        + " missing; a layer without a bias needs a bias of zeros",
                "0.weight 3 2, 0.bias 3, 2.bias 1"
                        + "| tensor \"2.weight\" must be F32 [1, 3] for layer 2 of 2 but is missing",
                "0.weight 3 2, 0.bias 3, 1.weight 3, 2.weight 1 3, 2.bias 1"
                        + "| layer 1 of 2 must have the activation prelu for the slopes \"1.weight\" [3]"
                        + " but has another",
                "0.weight 3 2, 0.bias 3"
                        + "| the tensors must be of 2 layers but are of 1;"
                        + " the network needs 0.weight [3, 2], 0.bias [3], 1.weight [1, 3], 1.bias [1];"
                        + " the file has \"0.weight\" [3, 2], \"0.bias\" [3]",
                "0.weight 3 2, 0.bias 3, 1.weight 3, 1.bias 3, 2.weight 1 3, 2.bias 1"
                        + "| the tensors must be of 2 layers but are of 3;"
                        + " the network needs 0.weight [3, 2], 0.bias [3], 1.weight [1, 3], 1.bias [1];"
                        + " the file has \"0.weight\" [3, 2], \"0.bias\" [3], \"1.weight\" [3], \"1.bias\" [3],"
                        + " \"2.weight\" [1, 3], \"2.bias\" [1]",
                "a.0.weight 3 2, a.0.bias 3, b.1.weight 1 3, b.1.bias 1"
                        + "| tensors must be named <number>.weight and <number>.bias, each once and after one prefix,"
                        + " but one is \"b.1.weight\"; the network needs 0.weight [3, 2], 0.bias [3], 1.weight [1, 3],"
                        + " 1.bias [1]; the file has \"a.0.weight\" [3, 2], \"a.0.bias\" [3], \"b.1.weight\" [1, 3],"
                        + " \"b.1.bias\" [1]",
                "0.weight 3 2, 0.bias 3, 0.running_mean 3"
                        + "| tensors must be named <number>.weight and <number>.bias, each once and after one prefix,"
                        + " but one is \"0.running_mean\"; the network needs 0.weight [3, 2], 0.bias [3],"
                        + " 1.weight [1, 3], 1.bias [1];"
                        + " the file has \"0.weight\" [3, 2], \"0.bias\" [3], \"0.running_mean\" [3]",
                "0.weight 3 2, 00.weight 1 3"
                        + "| tensors must be named <number>.weight and <number>.bias, each once and after one prefix,"
                        + " but one is \"00.weight\"; the network needs 0.weight [3, 2], 0.bias [3], 1.weight [1, 3],"
                        + " 1.bias [1]; the file has \"0.weight\" [3, 2], \"00.weight\" [1, 3]",
                STACK + ", input.mean 3 | tensor \"input.mean\" must be [2] for this network but is F32 [3]",
            })
    void whatDoesNotFitIsNamed(String tensors, String message) {
        assertRefused(message, tensors, NETWORK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"weight 3 2", "0.weights 3 2", ".weight 3 2", "0 3 2", "0.weight. 3 2", "9999999999.weight 3 2"})
    void otherNamesAreRefused(String tensor) {
        String message =
                assertThrows(FormatException.class, () -> read(tensor, NETWORK)).getMessage();
        assertTrue(message.contains("but one is \"" + tensor.split(" ")[0] + "\";"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                STACK + "| tensor \"0.slope\" must be F32 [3] for layer 1 of 2 but is missing;"
                        + " it is prelu's, in PyTorch the weight of an nn.PReLU after the layer",
                "0.weight 3 2, 0.bias 3, 1.weight 2, 2.weight 1 3, 2.bias 1"
                        + "| tensor \"1.weight\" must be F32 [3] for layer 1 of 2 but is F32 [2]",
                "0.weight 3 2, 0.bias 3, 1.weight 3, 2.weight 1 3, 2.bias 1, 3.weight 1"
                        + "| layer 2 of 2 must have the activation prelu for the slopes \"3.weight\" [1] but has another"
            })
    void slopesThatDoNotFitAreNamed(String tensors, String message) {
        assertRefused(message, tensors, WITH_SLOPES);
    }

    @Test
    void doublesAreRefusedWithTheWayOut() {
        List<Tensor> tensors = new ArrayList<>(tensors(STACK).tensors());
        tensors.set(1, new Tensor.Doubles("0.bias", List.of(3L), DoubleBuffer.allocate(3)));
        assertEquals(
                "tensor \"0.bias\" must be F32 [3] for layer 1 of 2 but is F64; save the network after .float()",
                assertThrows(
                                FormatException.class,
                                () -> NamedParameters.of(new SafeTensors(tensors, Map.of()), NETWORK))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY})
    void aNumberThatIsNotFiniteIsRefused(float number) {
        List<Tensor> tensors = new ArrayList<>(tensors(STACK).tensors());
        tensors.set(
                0,
                new Tensor.Floats("0.weight", List.of(3L, 2L), FloatBuffer.wrap(new float[] {1, 2, 3, number, 5, 6})));
        assertEquals(
                "tensor \"0.weight\" must have finite numbers but number 4 of them is " + number,
                assertThrows(
                                FormatException.class,
                                () -> NamedParameters.read(stream(new SafeTensors(tensors, Map.of())), NETWORK))
                        .getMessage());
    }

    @Test
    void longNamesAndListsDoNotHideWhatIsWrong() {
        StringBuilder tensors = new StringBuilder("x".repeat(40_000) + "0.weight 3 2");
        for (int i = 1; i < 2000; i++) {
            tensors.append(", layers.").append(i).append(".weight 3 2");
        }
        String message = assertThrows(FormatException.class, () -> read(tensors.toString(), NETWORK))
                .getMessage();
        assertTrue(message.contains("but one is \"layers.1.weight\"; the network needs 0.weight [3, 2]"), message);
        assertTrue(message.endsWith("xxx0.weight\" [3, 2], \"layers.1.weight\" [3, 2] and 1998 more"), message);
    }

    /** A file's header says what is in it: what does not belong is refused before any of its numbers is read. */
    @Test
    void numbersOfAnotherNetworkAreNotRead() {
        String header = header("0.weight", 1 << 14, 1 << 14);
        Endless numbers = new Endless();
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(start(header)), numbers);
        assertThrows(FormatException.class, () -> NamedParameters.read(in, NETWORK));
        assertEquals(0, numbers.count);
    }

    @Test
    void aLongHeaderIsNotRead() {
        Endless rest = new Endless();
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(10_000_000_000L)
                .array();
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(length), rest);
        assertEquals(
                "a safetensors file must start with its header's length, from 2 to 100000000 bytes, but starts with"
                        + " 10000000000",
                assertThrows(FormatException.class, () -> NamedParameters.read(in, NETWORK))
                        .getMessage());
        assertEquals(0, rest.count);
    }

    /** Zeros without an end, counted. */
    private static final class Endless extends InputStream {

        private long count;

        @Override
        public int read() {
            count++;
            return 0;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            Arrays.fill(to, offset, offset + length, (byte) 0);
            count += length;
            return length;
        }
    }

    private static String header(String name, long rows, long columns) {
        return "{\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[" + rows + "," + columns + "],\"data_offsets\":[0,"
                + 4 * rows * columns + "]}}";
    }

    private static byte[] start(String header) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length())
                .array());
        out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static void assertRefused(String message, String tensors, Network network) {
        assertEquals(
                message,
                assertThrows(FormatException.class, () -> read(tensors, network))
                        .getMessage());
    }

    private static float[] read(String tensors, Network network) {
        try {
            return NamedParameters.read(stream(tensors(tensors)), network);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream stream(SafeTensors file) {
        return new ByteArrayInputStream(file.toBytes());
    }

    /** Tensors of the numbers 1, 2, 3, ..., by names and shapes: {@code 0.weight 3 2, 0.bias 3}. */
    private static SafeTensors tensors(String described) {
        List<Tensor> tensors = new ArrayList<>();
        float next = 1;
        for (String words : described.split(", ")) {
            List<String> parts = List.of(words.split(" "));
            List<Long> shape = parts.stream().skip(1).map(Long::valueOf).toList();
            float[] values = new float[(int) Tensor.count(shape)];
            for (int i = 0; i < values.length; i++) {
                values[i] = next++;
            }
            tensors.add(new Tensor.Floats(parts.get(0), shape, FloatBuffer.wrap(values)));
        }
        return new SafeTensors(tensors, Map.of());
    }

    private static Network network(Activation activation) {
        return Network.of(
                2, List.of(new Network.Hidden(3, activation, 0, Double.POSITIVE_INFINITY)), 1, Activations.IDENTITY);
    }
}
