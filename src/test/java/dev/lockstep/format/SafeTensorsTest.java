package dev.lockstep.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {

    private static final SafeTensors SMALL = new SafeTensors(
            List.of(floats("a", List.of(1L, 2L), 1f, -2f), doubles("b", List.of(), 0.5)), Map.of("k", "v"));

    /** By hand, from the format's description; this file must be readable for ever. */
    private static final byte[] GOLDEN = bytes(
            HexFormat.of().parseHex("8800000000000000"),
            ascii("{\"__metadata__\":{\"k\":\"v\"},"
                    + "\"b\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]},"
                    + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,16]}}  "),
            HexFormat.of().parseHex("000000000000e03f" + "0000803f" + "000000c0"));

    @Test
    void theBytesAreTheSpecifiedOnes() {
        assertEquals(HexFormat.of().formatHex(GOLDEN), HexFormat.of().formatHex(SMALL.toBytes()));
    }

    @Test
    void theGoldenFileIsRead() {
        assertEquals(SMALL, SafeTensors.read(GOLDEN));
    }

    @Test
    void doublesStandFirstSoThatTheyAreAligned() {
        assertEquals(
                List.of("b", "a"), SMALL.tensors().stream().map(Tensor::name).toList());
    }

    @Test
    void anyTensorsComeBackTheSame() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("z", "last letter first");
        metadata.put("ä\"\\\n", "\uD83D\uDE00");
        float[] many = new float[100_001];
        for (int i = 0; i < many.length; i++) {
            many[i] = i * 0.37f;
        }
        SafeTensors file = new SafeTensors(
                List.of(
                        floats("scalar", List.of(), 3f),
                        floats("nothing", List.of(0L, 7L)),
                        floats("many", List.of(100_001L), many),
                        floats("special", List.of(4L), Float.NaN, -0f, Float.NEGATIVE_INFINITY, Float.MIN_VALUE),
                        doubles("exact", List.of(3L, 1L), 0.1, -0.0, Double.MAX_VALUE),
                        doubles("a \"name\"\t", List.of(1L), 1e-300)),
                metadata);
        SafeTensors back = SafeTensors.read(file.toBytes());
        assertEquals(file, back);
        assertEquals(List.of("z", "ä\"\\\n"), List.copyOf(back.metadata().keySet()));
        assertArrayEquals(file.toBytes(), back.toBytes());
    }

    @Test
    void aFileWithoutTensorsIsAFile() {
        SafeTensors empty = new SafeTensors(List.of(), Map.of());
        assertEquals(empty, SafeTensors.read(empty.toBytes()));
        assertEquals(16, empty.toBytes().length);
    }

    @Test
    void tensorsMayStandInTheHeaderInAnyOrder() {
        SafeTensors file = SafeTensors.read(file(
                "{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]},"
                        + "\"a\":{\"data_offsets\":[0,4],\"shape\":[1],\"dtype\":\"F32\"}}",
                8));
        assertEquals(
                List.of("a", "b"), file.tensors().stream().map(Tensor::name).toList());
    }

    @Test
    void aStreamThatGivesLittleAtATimeIsReadToItsEnd() throws IOException {
        InputStream dripping = new FilterInputStream(new ByteArrayInputStream(GOLDEN)) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                return super.read(to, offset, Math.min(length, 3));
            }
        };
        assertEquals(SMALL, SafeTensors.read(dripping));
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < GOLDEN.length; length++) {
            byte[] truncated = Arrays.copyOf(GOLDEN, length);
            assertThrows(FormatException.class, () -> SafeTensors.read(truncated), "length " + length);
        }
    }

    @Test
    void trailingBytesAreRefused() {
        assertRefused(
                "the file must end after 16 bytes of numbers but is longer", Arrays.copyOf(GOLDEN, GOLDEN.length + 1));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "100000001, 100000001",
        "9223372036854775807, 9223372036854775807",
        "-1, 18446744073709551615",
        "-9223372036854775808, 9223372036854775808"
    })
    void aForgedHeaderLengthIsRefused(long length, String shown) {
        byte[] forged = GOLDEN.clone();
        ByteBuffer.wrap(forged).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        assertRefused(
                "a safetensors file must start with its header's length, from 2 to 100000000 bytes, but starts with "
                        + shown,
                forged);
    }

    @Test
    void aHeaderLongerThanTheFileIsRefused() {
        byte[] forged = GOLDEN.clone();
        ByteBuffer.wrap(forged).order(ByteOrder.LITTLE_ENDIAN).putLong(99_999_999);
        assertRefused("the header must have 99999999 bytes but the file ends after 152 of them", forged);
    }

    @ParameterizedTest
    @ValueSource(strings = {"F32", "F64"})
    void aForgedTensorLengthCostsNoMemory(String type) {
        long bytes = 2_147_483_647L * (type.equals("F32") ? 4 : 8);
        byte[] forged = file(
                "{\"a\":{\"dtype\":\"" + type + "\",\"shape\":[2147483647],\"data_offsets\":[0," + bytes + "]}}", 1000);
        assertRefused("tensor a must have " + bytes + " bytes but the file ends before", forged);
    }

    /** Each header stands in front of 8 bytes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | the header must start with { but does not",
                "{\"a\":} | the header must be JSON but at character 5:"
                        + " Unexpected character ('}' (code 125)): expected a valid value"
                        + " (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
                "{} {} | the header must be one JSON object but is followed by more",
                "{\"a\":{},\"a\":{}} | the header must be JSON but at character 11: Duplicate field 'a'",
                "{\"a\":1} | tensor a must be an object but is 1",
                "{\"a\":{}} | dtype of tensor a must be F32 or F64 but is missing",
                "{\"a\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[0,8]}} |"
                        + " dtype of tensor a must be F32 or F64 but is \"BF16\"; save the network after .float()",
                "{\"a\":{\"dtype\":32,\"shape\":[4],\"data_offsets\":[0,8]}} |"
                        + " dtype of tensor a must be F32 or F64 but is 32",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}} |"
                        + " shape of tensor a must be a list of whole numbers from 0 but is missing",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} |"
                        + " shape of tensor a must be a list of whole numbers from 0 but is [-2]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}} |"
                        + " shape of tensor a must be a list of whole numbers from 0 but is [2.0]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,8]}} |"
                        + " shape of tensor a must be a list of whole numbers from 0 but is [9223372036854775808]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}} |"
                        + " tensor a must have fewer than 2147483648 numbers but has the shape [4294967296, 4294967296]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483648],\"data_offsets\":[0,8589934592]}} |"
                        + " tensor a must have fewer than 2147483648 numbers but has the shape [2147483648]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}} |"
                        + " data_offsets of tensor a must be two whole numbers but is [0,8,8]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}} |"
                        + " data_offsets of tensor a must be a list of whole numbers from 0 but is [-8,0]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} |"
                        + " data_offsets of tensor a must be [0, 8] for its shape [2] but is [8, 0]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}} |"
                        + " data_offsets of tensor a must be [0, 8] for its shape [2] but is [0, 9]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} |"
                        + " data_offsets of tensor a must be [0, 4] for its shape [1] but is [4, 8]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} |"
                        + " data_offsets of tensor b must be [8, 12] for its shape [1] but is [4, 8]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}} |"
                        + " tensor a must have 12 bytes but the file ends before",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"strides\":[1]}} |"
                        + " tensor a must have only dtype, shape, data_offsets but has strides",
                "{\"__metadata__\":[]} | __metadata__ must be an object but is []",
                "{\"__metadata__\":{\"k\":1}} | __metadata__.k must be a text but is 1",
                "{\"a\\nb\":1} | tensor a?b must be an object but is 1",
                "{\"\\ud800\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} |"
                        + " the header must be JSON but at character 8: Broken surrogate pair in field name: expected"
                        + " '\\' to start low surrogate, got 0x22",
            })
    void aWrongHeaderIsRefused(String header, String message) {
        assertRefused(message, file(header, 8));
    }

    @Test
    void aHeaderThatIsNotTextIsRefused() {
        byte[] file = file("{\"a\":\"?\"}", 0);
        file[14] = (byte) 0xFF;
        assertRefused("the header must be UTF-8 but is not", file);
    }

    @Test
    void aDeepHeaderIsRefused() {
        byte[] file = file("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}", 0);
        assertThrows(FormatException.class, () -> SafeTensors.read(file));
    }

    @Test
    void aMessageIsOneLineOfBoundedLength() {
        byte[] file = file("{\"" + "\\u001b[2J\\u2028".repeat(1000) + "\":1}", 0);
        String message = assertThrows(FormatException.class, () -> SafeTensors.read(file))
                .in("x.safetensors")
                .getMessage();
        assertTrue(message.startsWith("x.safetensors: tensor ?[2J??[2J?"), message);
        assertEquals(403, message.length());
    }

    @Test
    void aFailingStreamIsNotAWrongFile() {
        InputStream broken = new FilterInputStream(new ByteArrayInputStream(GOLDEN)) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                throw new IOException("disk");
            }
        };
        assertEquals(
                "disk",
                assertThrows(IOException.class, () -> SafeTensors.read(broken)).getMessage());
    }

    @Test
    void aTensorIsAsLargeAsItsShape() {
        assertIllegal(
                "a must have 6 values for its shape [2, 3] but has 5",
                () -> floats("a", List.of(2L, 3L), 1, 2, 3, 4, 5));
    }

    @Test
    void namesAreUnique() {
        Tensor tensor = floats("a", List.of(1L), 1);
        assertIllegal(
                "a tensor's name must be its own and not __metadata__ but is a",
                () -> new SafeTensors(List.of(tensor, tensor), Map.of()));
        Tensor reserved = floats("__metadata__", List.of(1L), 1);
        assertIllegal(
                "a tensor's name must be its own and not __metadata__ but is __metadata__",
                () -> new SafeTensors(List.of(reserved), Map.of()));
    }

    @Test
    void writingLeavesTheStreamOpen() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        SMALL.writeTo(out);
        SMALL.writeTo(out);
        assertArrayEquals(bytes(GOLDEN, GOLDEN), out.toByteArray());
    }

    private static void assertRefused(String message, byte[] file) {
        assertEquals(
                message.replace('\ud800', '?'),
                assertThrows(FormatException.class, () -> SafeTensors.read(file))
                        .getMessage()
                        .replace('\ud800', '?'));
    }

    private static void assertIllegal(String message, org.junit.jupiter.api.function.Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    private static byte[] file(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .array();
        return bytes(length, json, new byte[dataBytes]);
    }

    private static byte[] bytes(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Tensor floats(String name, List<Long> shape, float... values) {
        return new Tensor.Floats(name, shape, FloatBuffer.wrap(values));
    }

    private static Tensor doubles(String name, List<Long> shape, double... values) {
        return new Tensor.Doubles(name, shape, DoubleBuffer.wrap(values));
    }
}
