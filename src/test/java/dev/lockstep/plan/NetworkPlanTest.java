package dev.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.network.Initializers;
import dev.lockstep.network.Layer;
import dev.lockstep.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkPlanTest {

    @Test
    void thePlanAndTheDataMakeTheNetwork() {
        NetworkPlan plan = new PlanDraft()
                .hidden(7, "relu", 0.25, Optional.of(3.0))
                .hidden(4, "tanh")
                .plan()
                .network();
        Network network = plan.network(5, 2);
        assertEquals(
                List.of(5, 7, 4), network.layers().stream().map(Layer::inputs).toList());
        assertEquals(
                List.of(7, 4, 2), network.layers().stream().map(Layer::outputs).toList());
        assertEquals(
                List.of(0.25, 0.0, 0.0),
                network.layers().stream().map(Layer::dropout).toList());
        assertEquals(
                List.of(3.0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY),
                network.layers().stream().map(Layer::maxNorm).toList());
        assertEquals(network, plan.network(5, 2));
    }

    @Test
    void everyLayerStartsWithTheUsualInitializerOfItsActivation() {
        NetworkPlan plan = new PlanDraft()
                .hidden(7, "relu")
                .hidden(6, "selu")
                .hidden(4, "tanh")
                .plan()
                .network();
        Network network = plan.network(5, 2);
        List<Object> usual = List.of(
                Map.of("name", "xavier_uniform", "biases", "uniform"),
                "lecun_normal",
                "xavier_uniform",
                "xavier_uniform");
        float[] expected = network.initialParameters(
                layer ->
                        Initializers.CATALOG.fromWords(usual.get(layer.index())).value(),
                3);
        assertArrayEquals(expected, plan.initialParameters(network, 3));
    }

    @Test
    void anInitializerOfThePlanIsForAllLayers() {
        NetworkPlan plan = new PlanDraft()
                .hidden(7, "relu")
                .initializer("lecun_uniform")
                .plan()
                .network();
        Network network = plan.network(5, 2);
        float[] expected = network.initialParameters(
                layer -> Initializers.CATALOG.choose("lecun_uniform").value(), 3);
        assertArrayEquals(expected, plan.initialParameters(network, 3));
    }
}
