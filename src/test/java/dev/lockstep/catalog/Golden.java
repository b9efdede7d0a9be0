package dev.lockstep.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One case of a golden file, or the file's own head: what the oracle computed, under the names of a plan. */
public record Golden(JsonNode values) {

    /** Which concept a key of a case chooses from. */
    private static final Map<String, String> CONCEPTS = Map.of(
            "activation", "activation",
            "output", "activation",
            "loss", "loss",
            "optimizer", "optimizer",
            "schedule", "learningRate",
            "learningRate", "learningRate",
            "then", "learningRate");

    /** The whole file as one. */
    public static Golden file(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
            return new Golden(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file's cases, never none. */
    public static List<Golden> cases(String file) {
        return file(file).list("cases");
    }

    public List<Golden> list(String key) {
        List<Golden> list = new ArrayList<>();
        values.get(key).forEach(value -> list.add(new Golden(value)));
        if (list.isEmpty()) {
            throw new IllegalStateException("no " + key);
        }
        return list;
    }

    public Golden part(String key) {
        return new Golden(values.get(key));
    }

    /** Whether there is a value that is not null. */
    public boolean has(String key) {
        return values.hasNonNull(key);
    }

    public String text(String key) {
        return values.get(key).asText();
    }

    public double number(String key) {
        return values.get(key).asDouble();
    }

    public boolean flag(String key) {
        return values.get(key).asBoolean();
    }

    /** A bare name or a map of name and arguments, as {@link Catalog#fromWords} takes it. */
    public Object words(String key) {
        return new ObjectMapper().convertValue(values.get(key), Object.class);
    }

    /** All numbers under a key, row after row. */
    public double[] numbers(String key) {
        List<Double> numbers = new ArrayList<>();
        collect(values.get(key), numbers);
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    public float[] floats(String key) {
        double[] numbers = numbers(key);
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    /** The rows of a table. */
    public float[][] table(String key) {
        float[][] rows = new float[values.get(key).size()][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = new float[values.get(key).get(row).size()];
            for (int i = 0; i < rows[row].length; i++) {
                rows[row][i] = (float) values.get(key).get(row).get(i).asDouble();
            }
        }
        return rows;
    }

    /** Everything the case chooses, such as {@code optimizer adam} and {@code plan clip}. */
    public Set<String> needs() {
        Set<String> needs = new TreeSet<>();
        collectNeeds(values, needs);
        for (String key : List.of("clip", "maxNorm")) {
            if (has(key)) {
                needs.add("plan " + key);
            }
        }
        for (String key : List.of("targets", "targetKind")) {
            if (has(key) && text(key).equals("distribution")) {
                needs.add("targets distribution");
            }
        }
        return Collections.unmodifiableSet(needs);
    }

    private static void collectNeeds(JsonNode node, Set<String> needs) {
        node.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (CONCEPTS.containsKey(field.getKey()) && value.hasNonNull("name")) {
                needs.add(CONCEPTS.get(field.getKey()) + " " + value.get("name").asText());
            }
            if (value.isObject()) {
                collectNeeds(value, needs);
            }
        });
        if (node.hasNonNull("hidden")) {
            node.get("hidden").forEach(layer -> collectNeeds(layer, needs));
        }
    }

    private static void collect(JsonNode node, List<Double> numbers) {
        if (node.isArray()) {
            node.forEach(child -> collect(child, numbers));
        } else {
            numbers.add(node.asDouble());
        }
    }

    @Override
    public String toString() {
        if (has("name")) {
            return text("name");
        }
        return has("activation") ? words("activation").toString() : "golden";
    }
}
