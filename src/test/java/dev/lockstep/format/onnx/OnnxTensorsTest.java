package dev.lockstep.format.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of others, also of those who mean harm. */
class OnnxTensorsTest {

    private static final long MOST = 1000;
    private static final byte[] FILE = OnnxFile.of(
                    Exported.of(OnnxModels.all().get("prelu-cross_entropy-in-3")), Numbers.DOUBLE)
            .toBytes();

    @Test
    void onlyTensorsOfNumbersAreTaken() {
        List<String> names = read(FILE).tensors().stream().map(Tensor::name).toList();
        assertTrue(names.containsAll(List.of("input.mean", "layers.0.weight", "layers.1.slope", "layers.2.bias")));
        assertTrue(names.stream().noneMatch(name -> name.startsWith("classes")));
        assertEquals(64, read(FILE).metadata().get("weightsSha256").length(), "the metadata are there");
    }

    @Test
    void numbersMayBeWrittenOneByOne() {
        byte[] file = file(
                tensor("w", DataType.FLOAT_VALUE).addDims(2).addFloatData(1.5f).addFloatData(-2));
        assertEquals("[1.5, -2.0]", floats(read(file), "w"));
    }

    private static String floats(SafeTensors file, String name) {
        Tensor.Floats tensor = (Tensor.Floats) file.tensor(name).orElseThrow();
        float[] values = new float[tensor.values().limit()];
        tensor.values().get(0, values);
        return Arrays.toString(values);
    }

    @Test
    void everyTruncationIsRefusedOrLeavesOnlyMetadataOut() {
        for (int length = 0; length < FILE.length; length++) {
            byte[] truncated = Arrays.copyOf(FILE, length);
            try {
                assertEquals(read(FILE).tensors(), read(truncated).tensors(), "length " + length);
            } catch (FormatException e) {
                assertTrue(e.getMessage().startsWith("the file"), e.getMessage());
            }
        }
    }

    @Test
    void everyAlteredByteIsRefusedInWordsOrGivesTensors() {
        for (int i = 0; i < FILE.length; i++) {
            byte[] altered = FILE.clone();
            altered[i] ^= (byte) (1 << i % 8);
            try {
                read(altered);
            } catch (FormatException e) {
                assertTrue(e.getMessage().length() <= 403, e.getMessage());
            }
        }
    }

    @Test
    void whatIsNoModelIsRefused() {
        assertRefused("the file must be an ONNX model with tensors but has none", new byte[0]);
        assertRefused(
                "the file must be an ONNX model but is not: ", "epoch,loss\n1,0.5\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void numbersOfAnotherTypeAreRefused() {
        assertRefused(
                "tensor w must be of floats but is of FLOAT16",
                file(tensor("w", DataType.FLOAT16_VALUE).addDims(1).setRawData(ByteString.copyFrom(new byte[2]))));
    }

    @Test
    void numbersThatAreElsewhereAreRefused() {
        assertRefused(
                "tensor w must be in the file but is in another one; save the model without external data",
                file(tensor("w", DataType.FLOAT_VALUE).setDataLocation(TensorProto.DataLocation.EXTERNAL)));
    }

    @Test
    void aShapeThatIsNotTheNumbersIsRefused() {
        TensorProto.Builder tensor = tensor("w", DataType.FLOAT_VALUE).setRawData(ByteString.copyFrom(new byte[8]));
        assertRefused(
                "tensor w: w must have 3 values for its shape [3] but has 2",
                file(tensor.clone().addDims(3)));
        assertRefused(
                "tensor w must have fewer numbers but has the shape [-2]",
                file(tensor.clone().addDims(-2)));
        assertRefused(
                "tensor w must have fewer numbers but has the shape [1099511627776, 1099511627776]",
                file(tensor.clone().addDims(1L << 40).addDims(1L << 40)));
    }

    /** A square matrix does not show by its shape that it is another library's. */
    @ParameterizedTest
    @CsvSource({"MatMul, transB, 1", "Gemm, transB, 0", "Gemm, transA, 1", "Gemm, alpha, 2", "Gemm, beta, 0"})
    void aMatrixThatIsUsedOtherwiseIsRefused(String operator, String attribute, int value) {
        AttributeProto transposed = attribute("transB", 1);
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator)
                .addInput("x")
                .addInput("w")
                .addAttribute(attribute.equals("transB") ? attribute(attribute, value) : transposed)
                .addAttribute(attribute(attribute, value));
        if (operator.equals("MatMul")) {
            node.clearAttribute();
        }
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInitializer(
                        tensor("w", DataType.FLOAT_VALUE).addDims(1).addDims(1).addFloatData(3));
        byte[] file = ModelProto.newBuilder()
                .setGraph(graph.clone().addNode(node))
                .build()
                .toByteArray();
        assertRefused(
                "tensor w must be used as PyTorch exports it, by Gemm with transB, alpha and beta 1, but the graph"
                        + " multiplies by it in another way",
                file);
        node.setOpType("Gemm").clearAttribute().addAttribute(transposed);
        assertEquals(
                "[3.0]",
                floats(
                        read(ModelProto.newBuilder()
                                .setGraph(graph.addNode(node))
                                .build()
                                .toByteArray()),
                        "w"));
    }

    private static AttributeProto attribute(String name, int value) {
        return AttributeProto.newBuilder().setName(name).setI(value).setF(value).build();
    }

    @Test
    void aNameThatTwoTensorsHaveIsRefused() {
        TensorProto.Builder tensor = tensor("w", DataType.FLOAT_VALUE).addDims(0);
        assertRefused("a tensor's name must be its own and not __metadata__ but is w", file(tensor, tensor));
    }

    /** Of a few bytes each, and of far more memory. */
    @Test
    void manySmallTensorsAreRefusedBeforeTheyTakeMemory() {
        TensorProto.Builder[] tensors = new TensorProto.Builder[70_000];
        Arrays.fill(tensors, tensor("", DataType.FLOAT_VALUE).addDims(0));
        FormatException refusal = assertThrows(FormatException.class, () -> read(file(tensors)));
        assertTrue(refusal.getMessage().startsWith("the file's tensors must have at most "), refusal.getMessage());
    }

    /** A file may say that 2 GB follow, and end. */
    @Test
    void aForgedLengthCostsNoMemory() throws IOException {
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(graph);
        out.writeTag(ModelProto.GRAPH_FIELD_NUMBER, 2);
        out.writeUInt32NoTag(2_000_000_000);
        out.writeTag(GraphProto.INITIALIZER_FIELD_NUMBER, 2);
        out.writeUInt32NoTag(1_900_000_000);
        out.flush();
        assertRefused(
                "the file's tensors must have at most 16778216 bytes for this network but have 1900000000 or more",
                graph.toByteArray());
        byte[] negative = {(byte) (GraphProto.INITIALIZER_FIELD_NUMBER << 3 | 2), -1, -1, -1, -1, 15};
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(ModelProto.GRAPH_FIELD_NUMBER << 3 | 2);
        file.write(negative.length);
        file.write(negative);
        assertRefused("the file's tensors must have at most", file.toByteArray());
    }

    /** A hundred megabytes of nodes, passed over as they come. */
    @Test
    void aLargeGraphOfOtherThingsCostsNoMemory() {
        NodeProto node = NodeProto.newBuilder().setDocString("x".repeat(1_000)).build();
        byte[] nodes = GraphProto.newBuilder()
                .addAllNode(Collections.nCopies(1_000, node))
                .build()
                .toByteArray();
        int times = 100_000_000 / nodes.length;
        byte[] head = head((long) times * nodes.length);
        InputStream stream = new SequenceInputStream(new ByteArrayInputStream(head), new InputStream() {
            private long at;

            @Override
            public int read() {
                return at == (long) times * nodes.length ? -1 : nodes[(int) (at++ % nodes.length)] & 0xFF;
            }

            @Override
            public int read(byte[] to, int offset, int length) {
                int from = (int) (at % nodes.length);
                int count = Math.min(length, nodes.length - from);
                if (at == (long) times * nodes.length) {
                    return -1;
                }
                System.arraycopy(nodes, from, to, offset, count);
                at += count;
                return count;
            }
        });
        assertEquals(
                "the file must be an ONNX model with tensors but has none",
                assertThrows(FormatException.class, () -> OnnxTensors.read(stream, MOST))
                        .getMessage());
    }

    private static byte[] head(long length) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(head);
            out.writeTag(ModelProto.GRAPH_FIELD_NUMBER, 2);
            out.writeUInt32NoTag((int) length);
            out.flush();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return head.toByteArray();
    }

    private static TensorProto.Builder tensor(String name, int type) {
        return TensorProto.newBuilder().setName(name).setDataType(type);
    }

    private static byte[] file(TensorProto.Builder... tensors) {
        GraphProto.Builder graph = GraphProto.newBuilder();
        for (TensorProto.Builder tensor : tensors) {
            graph.addInitializer(tensor);
        }
        return ModelProto.newBuilder().setGraph(graph).build().toByteArray();
    }

    private static SafeTensors read(byte[] file) {
        try {
            return OnnxTensors.read(new ByteArrayInputStream(file), MOST);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void assertRefused(String message, byte[] file) {
        String found = assertThrows(FormatException.class, () -> read(file)).getMessage();
        assertTrue(found.startsWith(message), found);
    }
}
