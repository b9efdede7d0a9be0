package dev.lockstep.format.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Evaluates a graph node by node; supports only the operators that are exported. */
final class GraphRunner {

    private final GraphProto graph;

    GraphRunner(GraphProto graph) {
        this.graph = graph;
    }

    List<String> inputs() {
        return graph.getInputList().stream().map(ValueInfoProto::getName).toList();
    }

    /**
     * The outputs by name.
     *
     * @param inputs by name
     * @param arithmetic the precision of intermediate results
     */
    Map<String, Value> run(Map<String, Value> inputs, Operators.Arithmetic arithmetic) {
        Map<String, Value> values = new HashMap<>(inputs);
        for (TensorProto tensor : graph.getInitializerList()) {
            values.put(tensor.getName(), Value.of(tensor));
        }
        for (NodeProto node : graph.getNodeList()) {
            List<Value> operands = new ArrayList<>();
            for (String name : node.getInputList()) {
                operands.add(required(values, name));
            }
            values.put(node.getOutput(0), Operators.apply(node, operands, arithmetic));
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (ValueInfoProto output : graph.getOutputList()) {
            Value value = required(values, output.getName());
            requireShape(output, value);
            outputs.put(output.getName(), value);
        }
        return outputs;
    }

    private static void requireShape(ValueInfoProto declared, Value value) {
        List<TensorShapeProto.Dimension> shape =
                declared.getType().getTensorType().getShape().getDimList();
        boolean right = shape.size() == value.shape().length;
        for (int i = 0; right && i < shape.size(); i++) {
            right = shape.get(i).hasDimParam() || shape.get(i).getDimValue() == value.shape()[i];
        }
        if (!right) {
            throw new IllegalStateException("the graph's output " + declared.getName() + " has the shape "
                    + Arrays.toString(value.shape()) + " but declares another one");
        }
    }

    private static Value required(Map<String, Value> values, String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("the graph has no value " + name);
        }
        return value;
    }
}
