package dev.lockstep.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.NotBuiltYet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InitializersTest {

    private static final int IN = 800;
    private static final int OUT = 1250;

    private enum Shape {
        NORMAL(3),
        UNIFORM(1.8),
        CONSTANT(Double.NaN);

        private final double kurtosis;

        Shape(double kurtosis) {
            this.kurtosis = kurtosis;
        }
    }

    private record Row(Object words, Shape shape, double deviation) {

        String name() {
            return words instanceof Map<?, ?> map ? map.get("name").toString() : words.toString();
        }

        @Override
        public String toString() {
            return words.toString();
        }
    }

    static Stream<Row> initializers() {
        return Stream.of(
                new Row("zeros", Shape.CONSTANT, 0),
                new Row("normal", Shape.NORMAL, 0.01),
                new Row(Map.of("name", "normal", "deviation", 0.5), Shape.NORMAL, 0.5),
                uniform("uniform", 1 / Math.sqrt(IN)),
                new Row("xavier_normal", Shape.NORMAL, Math.sqrt(2.0 / (IN + OUT))),
                uniform("xavier_uniform", Math.sqrt(6.0 / (IN + OUT))),
                new Row("he_normal", Shape.NORMAL, Math.sqrt(2.0 / IN)),
                uniform("he_uniform", Math.sqrt(6.0 / IN)),
                new Row("lecun_normal", Shape.NORMAL, Math.sqrt(1.0 / IN)),
                uniform("lecun_uniform", Math.sqrt(3.0 / IN)));
    }

    private static Row uniform(String name, double bound) {
        return new Row(name, Shape.UNIFORM, bound / Math.sqrt(3));
    }

    @Test
    void everyInitializerHasARow() {
        Set<String> rows = initializers().map(Row::name).collect(Collectors.toSet());
        assertTrue(rows.containsAll(Initializers.CATALOG.names()), "no row for one of " + Initializers.CATALOG.names());
    }

    @ParameterizedTest
    @MethodSource("initializers")
    void weightsHaveTheirMeanDeviationShapeAndBounds(Row row) {
        NotBuiltYet.skip("initializer " + row.name());
        Network network = network(IN, OUT);
        Initializer initializer = Initializers.CATALOG.fromWords(row.words()).value();
        float[] parameters = network.initialParameters(layer -> initializer, 42);
        int count = IN * OUT;
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        double largest = 0;
        for (int i = 0; i < count; i++) {
            double weight = parameters[i];
            sum += weight;
            squares += weight * weight;
            fourths += weight * weight * weight * weight;
            largest = Math.max(largest, Math.abs(weight));
        }
        double variance = row.deviation() * row.deviation();
        assertEquals(0, sum / count, 3 * row.deviation() / Math.sqrt(count) + Double.MIN_VALUE);
        if (row.shape() == Shape.CONSTANT) {
            assertEquals(0, largest);
            return;
        }
        double kurtosis = row.shape().kurtosis;
        assertEquals(variance, squares / count, 3 * variance * Math.sqrt((kurtosis - 1) / count));
        assertEquals(kurtosis, fourths / count / variance / variance, 0.03);
        if (row.shape() == Shape.UNIFORM) {
            double bound = row.deviation() * Math.sqrt(3);
            assertTrue(largest <= (float) bound && largest > 0.9999 * bound);
        }
    }

    @ParameterizedTest
    @MethodSource("initializers")
    void biasesStartAtZero(Row row) {
        NotBuiltYet.skip("initializer " + row.name());
        Network network = network(3, 2);
        Initializer initializer = Initializers.CATALOG.fromWords(row.words()).value();
        float[] parameters = network.initialParameters(layer -> initializer, 1);
        for (Layer layer : network.layers()) {
            assertArrayEquals(
                    new float[layer.outputs()],
                    Arrays.copyOfRange(parameters, layer.biasOffset(), layer.biasOffset() + layer.outputs()));
        }
    }

    @ParameterizedTest
    @MethodSource("initializers")
    void uniformBiasesAreWithinABoundThatOnlyInputsSet(Row row) {
        int few = 20;
        Map<String, Object> words = new HashMap<>(Map.of("name", row.name(), "biases", "uniform"));
        if (row.words() instanceof Map<?, ?> map) {
            map.forEach((key, value) -> words.put(key.toString(), value));
        }
        Initializer initializer = Initializers.CATALOG.fromWords(words).value();
        Network network = network(few, OUT);
        float[] parameters = network.initialParameters(layer -> initializer, 42);
        Initializer plain = Initializers.CATALOG.fromWords(row.words()).value();
        Layer first = network.layers().get(0);
        assertArrayEquals(
                Arrays.copyOf(network.initialParameters(layer -> plain, 42), first.weightCount()),
                Arrays.copyOf(parameters, first.weightCount()),
                "the same weights");
        double bound = 1 / Math.sqrt(few);
        double squares = 0;
        for (int i = first.biasOffset(); i < first.end(); i++) {
            squares += (double) parameters[i] * parameters[i];
            assertTrue(Math.abs(parameters[i]) <= (float) bound);
        }
        assertEquals(bound * bound / 3, squares / OUT, 3 * bound * bound / 3 * Math.sqrt(0.8 / OUT));
        assertNotEquals(parameters[0] / Math.sqrt(6.0 / (few + OUT)), parameters[first.biasOffset()] / bound);
    }

    @Test
    void weightsAreAValueOfTheSeedAndDifferBetweenLayers() {
        Network network = network(4, 4);
        Initializer initializer = Initializers.CATALOG.choose("he_normal").value();
        float[] parameters = network.initialParameters(layer -> initializer, 7);
        assertArrayEquals(parameters, network.initialParameters(layer -> initializer, 7));
        assertFalse(Arrays.equals(parameters, network.initialParameters(layer -> initializer, 8)));
        assertNotEquals(parameters[0], parameters[network.layers().get(1).offset()]);
    }

    /** Two layers. */
    private static Network network(int inputs, int units) {
        Activation tanh = Activations.CATALOG.choose("tanh").value();
        return Network.of(
                inputs,
                List.of(new Network.Hidden(units, tanh, 0, Double.POSITIVE_INFINITY)),
                units == OUT ? 1 : 4,
                tanh);
    }
}
