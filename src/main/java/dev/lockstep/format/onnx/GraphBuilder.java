package dev.lockstep.format.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Builds a graph. Values are identified by unique names. */
final class GraphBuilder {

    /** The domain of operators for machine learning; standard operators have none. */
    static final String MACHINE_LEARNING = "ai.onnx.ml";

    private static final String ROWS = "rows";

    private final GraphProto.Builder graph;
    private final SafeTensors parameters;
    private final Set<String> reserved = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private boolean needsMachineLearning;

    /**
     * @param parameters of the model, which keep their names
     * @param predictions names reserved for {@link #named}
     */
    GraphBuilder(String name, SafeTensors parameters, Set<String> predictions) {
        this.graph = GraphProto.newBuilder().setName(name);
        this.parameters = parameters;
        reserved.addAll(predictions);
        parameters.tensors().stream().map(Tensor::name).forEach(reserved::add);
        names.addAll(reserved);
    }

    boolean isReserved(String name) {
        return reserved.contains(name);
    }

    GraphProto graph() {
        return graph.build();
    }

    boolean needsMachineLearning() {
        return needsMachineLearning;
    }

    /** An input matrix with any number of rows. */
    String input(String name, DataType type, int columns, String meaning) {
        String unique = unique(name);
        graph.addInput(value(unique, type, columns).setDocString(meaning));
        return unique;
    }

    /** An output: a matrix with one row per row, or a list if it has 0 columns. */
    void output(String value, DataType type, int columns, String meaning) {
        graph.addOutput(value(value, type, columns).setDocString(meaning));
    }

    private static ValueInfoProto.Builder value(String name, DataType type, int columns) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(ROWS));
        if (columns > 0) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(columns));
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(type.getNumber())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor));
    }

    /** The result of a standard operator, under a new name. */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        return named(unique(operator.toLowerCase(Locale.ROOT)), operator, inputs, attributes);
    }

    /** The same, under a reserved name. */
    String named(String name, String operator, List<String> inputs, AttributeProto... attributes) {
        return add("", name, operator, inputs, attributes);
    }

    /** The columns of each row in ascending order. */
    String ascending(String value, int columns) {
        String name = unique("topk");
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType("TopK")
                .addInput(value)
                .addInput(constant("columns", new long[] {columns}))
                .addOutput(name)
                .addOutput(unique("places"))
                .addAttribute(attribute("largest", 0)));
        return name;
    }

    /** The value converted to another type. */
    String cast(String value, DataType type) {
        return node("Cast", List.of(value), attribute("to", type.getNumber()));
    }

    /** One-hot encoding, floats {@code [rows][1][categories]}, a shape that ONNX does not infer. */
    String oneHot(String texts, List<String> categories, boolean zeros) {
        needsMachineLearning = true;
        String name = add(
                MACHINE_LEARNING,
                unique("onehotencoder"),
                "OneHotEncoder",
                List.of(texts),
                attribute("cats_strings", categories),
                attribute("zeros", zeros ? 1 : 0));
        ValueInfoProto.Builder value = value(name, DataType.FLOAT, 1);
        value.getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(categories.size()));
        graph.addValueInfo(value);
        return name;
    }

    private String add(String domain, String name, String operator, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(operator)
                .setDomain(domain)
                .addAllInput(inputs)
                .addOutput(name)
                .addAllAttribute(Arrays.asList(attributes)));
        return name;
    }

    /** A tensor of the model, under its own name. */
    String parameter(String name) {
        Tensor tensor = parameters.tensor(name).orElseThrow();
        DataType type = tensor.type() == Tensor.Type.F32 ? DataType.FLOAT : DataType.DOUBLE;
        ByteBuffer bytes = bytes(
                Math.toIntExact(Tensor.count(tensor.shape()) * tensor.type().bytes()));
        if (tensor instanceof Tensor.Floats floats) {
            bytes.asFloatBuffer().put(floats.values().duplicate());
        } else if (tensor instanceof Tensor.Doubles doubles) {
            bytes.asDoubleBuffer().put(doubles.values().duplicate());
        }
        return add(tensor(name, type, tensor.shape()), bytes);
    }

    String constant(String name, double[] values) {
        return constant(name, values, List.of((long) values.length));
    }

    /** A single double. */
    String scalar(String name, double value) {
        return constant(name, new double[] {value}, List.of());
    }

    private String constant(String name, double[] values, List<Long> shape) {
        String unique = unique(name);
        ByteBuffer bytes = bytes(values.length * Double.BYTES);
        bytes.asDoubleBuffer().put(values);
        return add(tensor(unique, DataType.DOUBLE, shape), bytes);
    }

    String constant(String name, long[] values) {
        String unique = unique(name);
        ByteBuffer bytes = bytes(values.length * Long.BYTES);
        bytes.asLongBuffer().put(values);
        return add(tensor(unique, DataType.INT64, List.of((long) values.length)), bytes);
    }

    String constant(String name, List<String> texts) {
        String unique = unique(name);
        TensorProto.Builder tensor = tensor(unique, DataType.STRING, List.of((long) texts.size()));
        texts.forEach(text -> tensor.addStringData(ByteString.copyFrom(text, StandardCharsets.UTF_8)));
        graph.addInitializer(tensor);
        return unique;
    }

    /** A single float. */
    String number(float value) {
        String unique = unique("number");
        ByteBuffer bytes = bytes(Float.BYTES);
        bytes.putFloat(0, value);
        return add(tensor(unique, DataType.FLOAT, List.of()), bytes);
    }

    private String add(TensorProto.Builder tensor, ByteBuffer bytes) {
        graph.addInitializer(tensor.setRawData(UnsafeByteOperations.unsafeWrap(bytes)));
        return tensor.getName();
    }

    private static TensorProto.Builder tensor(String name, DataType type, List<Long> shape) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(shape);
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** An unused name. */
    private String unique(String wanted) {
        String name = wanted;
        for (int i = 1; !names.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto attribute(String name, List<String> texts) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.STRINGS);
        texts.forEach(text -> attribute.addStrings(ByteString.copyFrom(text, StandardCharsets.UTF_8)));
        return attribute.build();
    }
}
