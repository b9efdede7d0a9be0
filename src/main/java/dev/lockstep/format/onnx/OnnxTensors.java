package dev.lockstep.format.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of numbers that an ONNX file's graph has in itself, whoever wrote it. The rest of the graph is passed
 * over and costs no memory.
 */
public final class OnnxTensors {

    /** What names, shapes and metadata may take beside the numbers. */
    private static final long BESIDE = 16 << 20;

    /**
     * What a tensor or text counts besides its bytes, of which it may have as few as four: about what it takes here.
     */
    private static final int EACH = 256;

    /** A product has names and four small attributes. */
    private static final int LONGEST_PRODUCT = 1 << 12;

    private final CodedInputStream in;
    private final List<Tensor> tensors = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    /** What the graph multiplies by in another way than a linear layer of PyTorch's. */
    private final Set<String> multipliedOtherwise = new HashSet<>();

    private final long most;
    private long taken;

    private OnnxTensors(InputStream stream, long most) {
        this.in = CodedInputStream.newInstance(stream);
        in.setSizeLimit(Integer.MAX_VALUE);
        this.most = most + BESIDE;
    }

    /**
     * Reads to the end of a stream and leaves it open.
     *
     * @param most how many bytes of numbers there may be
     * @throws FormatException if it is no ONNX model, has more numbers, or some that are not floats or doubles
     * @throws IOException if the stream fails
     */
    public static SafeTensors read(InputStream stream, long most) throws IOException {
        OnnxTensors reader = new OnnxTensors(stream, most);
        try {
            reader.readModel();
        } catch (InvalidProtocolBufferException e) {
            throw new FormatException("the file must be an ONNX model but is not: " + e.getMessage(), e);
        }
        if (reader.tensors.isEmpty()) {
            throw new FormatException("the file must be an ONNX model with tensors but has none");
        }
        reader.tensors.forEach(reader::requireUse);
        try {
            return new SafeTensors(reader.ofTheModel(), reader.metadata);
        } catch (IllegalArgumentException e) {
            throw new FormatException(e.getMessage(), e);
        }
    }

    /** Such as the transposed weights of other libraries, whose shape may say nothing. */
    private void requireUse(Tensor tensor) {
        if (multipliedOtherwise.contains(tensor.name())) {
            throw new FormatException("tensor " + tensor.name() + " must be used as PyTorch exports it, by Gemm with"
                    + " transB, alpha and beta 1, but the graph multiplies by it in another way");
        }
    }

    /** Of a graph that Lockstep wrote the tensors of the model, of others all that are no single numbers. */
    private List<Tensor> ofTheModel() {
        boolean ours = metadata.containsKey(SavedModel.DESCRIPTION);
        return tensors.stream()
                .filter(tensor ->
                        ours ? tensor.name().indexOf('.') > 0 : !tensor.shape().isEmpty())
                .toList();
    }

    private void readModel() throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == message(ModelProto.GRAPH_FIELD_NUMBER)) {
                int end = in.pushLimit(in.readRawVarint32());
                readGraph();
                if (in.getBytesUntilLimit() != 0) {
                    throw new FormatException("the file must be an ONNX model but is not: it ends within the graph");
                }
                in.popLimit(end);
            } else if (tag == message(ModelProto.METADATA_PROPS_FIELD_NUMBER)) {
                StringStringEntryProto entry = StringStringEntryProto.parseFrom(bytes("metadata"));
                metadata.put(entry.getKey(), entry.getValue());
            } else if (!in.skipField(tag)) {
                throw new FormatException("the file must be an ONNX model but is not: a group ends that never began");
            }
        }
    }

    private void readGraph() throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == message(GraphProto.INITIALIZER_FIELD_NUMBER)) {
                TensorProto tensor = TensorProto.parseFrom(bytes("tensors"));
                boolean numbers =
                        tensor.getDataType() != DataType.INT64_VALUE && tensor.getDataType() != DataType.STRING_VALUE;
                if (numbers) {
                    tensors.add(tensor(tensor));
                }
            } else if (tag == message(GraphProto.NODE_FIELD_NUMBER)) {
                readNode();
            } else if (!in.skipField(tag)) {
                throw new FormatException("the file must be an ONNX model but is not: a group ends that never began");
            }
        }
    }

    /** A product says how it uses its tensor; what is too long for one is passed over. */
    private void readNode() throws IOException {
        int length = in.readRawVarint32();
        if (length < 0 || length > LONGEST_PRODUCT) {
            in.skipRawBytes(length);
            return;
        }
        NodeProto node = NodeProto.parseFrom(in.readRawBytes(length));
        boolean product = node.getOpType().equals("MatMul") || node.getOpType().equals("Gemm");
        if (product && node.getInputCount() > 1 && !isLinear(node)) {
            taken += EACH;
            multipliedOtherwise.add(node.getInput(1));
        }
    }

    private static boolean isLinear(NodeProto node) {
        boolean transposed = false;
        for (AttributeProto attribute : node.getAttributeList()) {
            switch (attribute.getName()) {
                case "transB" -> transposed = attribute.getI() == 1;
                case "transA" -> {
                    if (attribute.getI() != 0) {
                        return false;
                    }
                }
                case "alpha", "beta" -> {
                    if (attribute.getF() != 1) {
                        return false;
                    }
                }
                default -> {
                    // Of no product.
                }
            }
        }
        return transposed;
    }

    private static int message(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /** The bytes of a message, if there may be so many. */
    private byte[] bytes(String what) throws IOException {
        int length = in.readRawVarint32();
        taken += Math.max(0, length);
        if (length < 0 || taken > most) {
            throw new FormatException("the file's " + what + " must have at most " + most
                    + " bytes for this network but have " + (length < 0 ? length : taken) + " or more");
        }
        taken += EACH;
        return in.readRawBytes(length);
    }

    private static Tensor tensor(TensorProto tensor) {
        String name = tensor.getName();
        if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
            throw new FormatException("tensor " + name + " must be in the file but is in another one;"
                    + " save the model without external data");
        }
        List<Long> shape = List.copyOf(tensor.getDimsList());
        try {
            return switch (tensor.getDataType()) {
                case DataType.FLOAT_VALUE -> new Tensor.Floats(name, shape, floats(tensor));
                case DataType.DOUBLE_VALUE -> new Tensor.Doubles(name, shape, doubles(tensor));
                default ->
                    throw new FormatException("tensor " + name + " must be of floats but is of "
                            + DataType.forNumber(tensor.getDataType()));
            };
        } catch (IllegalArgumentException e) {
            throw new FormatException("tensor " + name + ": " + e.getMessage(), e);
        } catch (ArithmeticException e) {
            throw new FormatException("tensor " + name + " must have fewer numbers but has the shape " + shape, e);
        }
    }

    private static FloatBuffer floats(TensorProto tensor) {
        if (tensor.hasRawData()) {
            return raw(tensor).asFloatBuffer();
        }
        FloatBuffer values = FloatBuffer.allocate(tensor.getFloatDataCount());
        tensor.getFloatDataList().forEach(values::put);
        return values.flip();
    }

    private static DoubleBuffer doubles(TensorProto tensor) {
        if (tensor.hasRawData()) {
            return raw(tensor).asDoubleBuffer();
        }
        DoubleBuffer values = DoubleBuffer.allocate(tensor.getDoubleDataCount());
        tensor.getDoubleDataList().forEach(values::put);
        return values.flip();
    }

    private static ByteBuffer raw(TensorProto tensor) {
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
