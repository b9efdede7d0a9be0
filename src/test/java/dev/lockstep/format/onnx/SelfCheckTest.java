package dev.lockstep.format.onnx;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
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
import com.google.protobuf.InvalidProtocolBufferException;
import dev.lockstep.format.SavedModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An export that is wrong anywhere is refused by the file's own check. */
class SelfCheckTest {

    /** Without these a graph computes the same. */
    private static final Set<String> IDLE = Set.of("Identity", "Cast");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "leaky_relu-mse-inout-2",
                "prelu-mae-inout-1",
                "elu-huber-out-2",
                "swish-rmse-in-1",
                "gelu-mse-inout-2",
                "selu-log_cosh-inout-2",
                "softplus-mse-plain-2",
                "mish-mse-plain-2",
                "sigmoid-cross_entropy-in-3",
                "tanh-poisson-in-2",
                "tanh-hinge-in-1",
                "tanh-hinge-in-2",
                "tanh-binary_cross_entropy-in-1",
                "tanh-binary_cross_entropy-in-5",
                "tanh-multiclass_hinge-in-3",
                "tanh-kl_divergence-in-10",
                "quantiles-inout-3",
                "output-softplus",
                "linear"
            })
    void everythingThatIsWrongIsNoticed(String name) throws InvalidProtocolBufferException {
        Exported what = named(OnnxModels.all().get(name));
        ModelProto model =
                ModelProto.parseFrom(OnnxFile.of(what, Numbers.DOUBLE).toBytes());
        SelfCheck check = new SelfCheck(what, Numbers.DOUBLE);
        assertDoesNotThrow(() -> check.run(model));
        Map<String, GraphProto> wrong = new TreeMap<>();
        for (int i = 0; i < model.getGraph().getNodeCount(); i++) {
            wrong.putAll(withOtherNode(model.getGraph(), i));
        }
        for (int i = 0; i < model.getGraph().getInitializerCount(); i++) {
            wrong.putAll(withOtherConstant(model.getGraph(), i));
        }
        assertTrue(wrong.size() >= 4, wrong.keySet()::toString);
        List<String> unnoticed = new ArrayList<>();
        wrong.forEach((change, graph) -> {
            try {
                check.run(model.toBuilder().setGraph(graph).build());
                unnoticed.add(change);
            } catch (RuntimeException e) {
                // It was noticed.
            }
        });
        assertEquals(List.of(), unnoticed);
    }

    /** Classes with other names than their places. */
    private static Exported named(SavedModel model) {
        String[] classes = IntStream.range(0, model.network().classes())
                .mapToObj(i -> Integer.toString(10 - i))
                .toArray(String[]::new);
        return new Exported(
                OnnxModels.named(model, classes), Optional.empty(), List.of("3", "5"), Optional.empty(), Map.of());
    }

    /** A node left out, or with other attributes. */
    private static Map<String, GraphProto> withOtherNode(GraphProto graph, int at) {
        Map<String, GraphProto> wrong = new TreeMap<>();
        NodeProto node = graph.getNode(at);
        if (!IDLE.contains(node.getOpType())) {
            wrong.put("without " + node.getName(), with(graph, at, pass(node)));
        }
        for (int i = 0; i < node.getAttributeCount(); i++) {
            AttributeProto attribute = node.getAttribute(i);
            if (attribute.getType() == AttributeProto.AttributeType.FLOAT) {
                AttributeProto other =
                        attribute.toBuilder().setF(attribute.getF() * 1.01f).build();
                wrong.put(
                        "other " + attribute.getName() + " of " + node.getName(),
                        with(graph, at, node.toBuilder().setAttribute(i, other).build()));
            }
        }
        return wrong;
    }

    private static NodeProto pass(NodeProto node) {
        String main =
                node.getOpType().equals("Gather") || node.getOpType().equals("Sub") && isConstant(node.getInput(0))
                        ? node.getInput(1)
                        : node.getInput(0);
        return node.toBuilder()
                .clearInput()
                .addInput(main)
                .setOpType("Identity")
                .clearAttribute()
                .build();
    }

    private static boolean isConstant(String name) {
        return name.startsWith("number");
    }

    private static GraphProto with(GraphProto graph, int at, NodeProto node) {
        return graph.toBuilder().setNode(at, node).build();
    }

    /** A number changed, or labels in another order. */
    private static Map<String, GraphProto> withOtherConstant(GraphProto graph, int at) {
        TensorProto tensor = graph.getInitializer(at);
        if (tensor.getName().startsWith("axes") || tensor.getName().startsWith("columns")) {
            return Map.of();
        }
        ByteBuffer bytes = ByteBuffer.allocate(tensor.getRawData().size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(tensor.getRawData().asReadOnlyByteBuffer());
        if (tensor.getDataType() == DataType.FLOAT_VALUE) {
            bytes.putFloat(0, bytes.getFloat(0) * 1.5f + 0.5f);
        } else if (tensor.getDataType() == DataType.DOUBLE_VALUE) {
            bytes.putDouble(0, bytes.getDouble(0) * 1.001);
        } else {
            for (int i = 0; i < bytes.limit(); i += Long.BYTES) {
                bytes.putLong(
                        i,
                        tensor.getRawData()
                                .asReadOnlyByteBuffer()
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getLong(bytes.limit() - Long.BYTES - i));
            }
        }
        TensorProto other = tensor.toBuilder()
                .setRawData(ByteString.copyFrom(bytes.flip().limit(bytes.capacity())))
                .build();
        return Map.of(
                "other " + tensor.getName(),
                graph.toBuilder().setInitializer(at, other).build());
    }

    @Test
    void theRefusalSaysWhatIsWrong() throws InvalidProtocolBufferException {
        Exported what = Exported.of(OnnxModels.all().get("relu-mse-inout-2"));
        ModelProto model =
                ModelProto.parseFrom(OnnxFile.of(what, Numbers.DOUBLE).toBytes());
        int relu = 0;
        while (!model.getGraph().getNode(relu).getOpType().equals("Relu")) {
            relu++;
        }
        ModelProto wrong = model.toBuilder()
                .setGraph(with(model.getGraph(), relu, pass(model.getGraph().getNode(relu))))
                .build();
        String message = assertThrows(IllegalStateException.class, () -> new SelfCheck(what, Numbers.DOUBLE).run(wrong))
                .getMessage();
        assertTrue(
                message.matches("the exported graph must give variable [-.\\dE]+, as the model does for row \\d"
                        + " of its own check, but gives [-.\\dE]+; nothing was written"),
                message);
    }

    /** What floats cannot do better is no reason to refuse. */
    @Test
    void largeSumsThatNearlyCancelAreExported() {
        SavedModel wide = OnnxModels.ofInputs(20_000);
        float[] parameters = wide.network().parameters();
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 100;
        }
        assertDoesNotThrow(() -> OnnxFile.of(Exported.of(wide), Numbers.DOUBLE));
    }
}
