package dev.lockstep.format.onnx;

import static dev.lockstep.format.onnx.GraphBuilder.attribute;

import dev.lockstep.catalog.Choice;
import dev.lockstep.format.ModelDescription;
import dev.lockstep.format.Weights;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Layer;
import java.util.List;

/** The network's layers, their parameters named as in safetensors files. */
final class LayerNodes {

    private static final float SQRT_2 = 1.4142135623730950488f;
    private static final float SELU_ALPHA = 1.6732632423543772848f;
    private static final float SELU_SCALE = 1.0507009873554804934f;

    private final GraphBuilder graph;
    private final ModelDescription description;
    private final String prefix;

    /** @param member from 0 in an ensemble */
    LayerNodes(GraphBuilder graph, ModelDescription description, int member) {
        this.graph = graph;
        this.description = description;
        this.prefix = Weights.prefix(member, description.members());
    }

    /** The raw outputs, floats {@code [rows][outputs]}. */
    String add(List<Layer> layers, String inputs) {
        String value = inputs;
        for (Layer layer : layers) {
            Choice<Activation> activation = layer.index() < description.hidden().size()
                    ? description.hidden().get(layer.index()).activation()
                    : description.outputActivation();
            value = activated(activation, sums(layer, value), layer);
        }
        return value;
    }

    private String sums(Layer layer, String inputs) {
        return graph.node(
                "Gemm", List.of(inputs, parameter(layer, "weight"), parameter(layer, "bias")), attribute("transB", 1));
    }

    private String activated(Choice<Activation> activation, String x, Layer layer) {
        return switch (activation.name()) {
            case "identity" -> x;
            case "sigmoid" -> graph.node("Sigmoid", List.of(x));
            case "tanh" -> graph.node("Tanh", List.of(x));
            case "relu" -> graph.node("Relu", List.of(x));
            case "softplus" -> graph.node("Softplus", List.of(x));
            case "leaky_relu" -> graph.node("LeakyRelu", List.of(x), attribute("alpha", argument(activation, "slope")));
            case "elu" -> graph.node("Elu", List.of(x), attribute("alpha", argument(activation, "alpha")));
            case "selu" ->
                graph.node("Selu", List.of(x), attribute("alpha", SELU_ALPHA), attribute("gamma", SELU_SCALE));
            case "prelu" -> graph.node("PRelu", List.of(x, parameter(layer, "slope")));
            case "swish" -> {
                String steep = graph.node("Mul", List.of(x, graph.number(argument(activation, "beta"))));
                yield graph.node("Mul", List.of(x, graph.node("Sigmoid", List.of(steep))));
            }
            case "gelu" -> {
                String erf = graph.node("Erf", List.of(graph.node("Div", List.of(x, graph.number(SQRT_2)))));
                String half = graph.node("Mul", List.of(x, graph.number(0.5f)));
                yield graph.node("Mul", List.of(half, graph.node("Add", List.of(erf, graph.number(1f)))));
            }
            case "mish" -> {
                String gate = graph.node("Tanh", List.of(graph.node("Softplus", List.of(x))));
                yield graph.node("Mul", List.of(x, gate));
            }
            default -> throw new IllegalStateException("no ONNX nodes for the activation " + activation.name());
        };
    }

    private static float argument(Choice<Activation> activation, String name) {
        return (float) activation.number(name);
    }

    /** A layer's tensor, under its own name. */
    private String parameter(Layer layer, String part) {
        return graph.parameter(prefix + "layers." + layer.index() + "." + part);
    }
}
