package dev.lockstep.format.onnx;

import static dev.lockstep.format.onnx.GraphBuilder.attribute;

import dev.lockstep.objective.Task;
import java.util.List;

/** The mean predictions of an ensemble, as the raw outputs from which they follow, see {@code MemberMean}. */
final class MeanNodes {

    private final GraphBuilder graph;
    private final Exported what;

    MeanNodes(GraphBuilder graph, Exported what) {
        this.graph = graph;
        this.what = what;
    }

    /** @param raws the raw outputs of each network; a single one is returned unchanged */
    String add(List<String> raws) {
        if (raws.size() == 1) {
            return raws.get(0);
        }
        if (what.loss().hasLogLink()) {
            return graph.node("Log", List.of(mean("Exp", raws)));
        }
        if (!what.loss().givesProbabilities()) {
            return mean(what.loss().outputSuffixes().size() > 1 ? "TopK" : "Identity", raws);
        }
        if (what.loss().task() != Task.BINARY) {
            return graph.node("Log", List.of(mean("Softmax", raws)));
        }
        List<String> negated =
                raws.stream().map(raw -> graph.node("Neg", List.of(raw))).toList();
        String yes = graph.node("Log", List.of(mean("Sigmoid", raws)));
        String no = graph.node("Log", List.of(mean("Sigmoid", negated)));
        return graph.node("Sub", List.of(yes, no));
    }

    private String mean(String link, List<String> raws) {
        String sum = "";
        for (String raw : raws) {
            String prediction = prediction(link, raw);
            sum = sum.isEmpty() ? prediction : graph.node("Add", List.of(sum, prediction));
        }
        return graph.node("Div", List.of(sum, graph.number(raws.size())));
    }

    private String prediction(String link, String raw) {
        return switch (link) {
            case "Identity" -> raw;
            case "TopK" -> graph.ascending(raw, what.outputs());
            case "Softmax" -> graph.node(link, List.of(raw), attribute("axis", 1));
            default -> graph.node(link, List.of(raw));
        };
    }
}
